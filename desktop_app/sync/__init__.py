"""The exchange by files: the container knows bytes and keys, and no database."""
