"""Table models that hold frozen rows."""
