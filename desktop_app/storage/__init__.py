"""The office's encrypted database: tables, the op log, and the one place that commits."""
