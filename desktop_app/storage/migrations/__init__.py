"""Schema changes of the office database, as Alembic revisions with named constraints."""
