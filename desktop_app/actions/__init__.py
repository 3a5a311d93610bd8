"""What people do. An action takes an open office and plain data, works once, and says what moved."""
