"""What a document takes the place of, and the PDF that came back signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Two columns, and an index of those that replace another."""
    op.add_column("document", sa.Column("replaces", sa.BLOB()))
    op.add_column("document", sa.Column("signed", sa.BLOB()))
    has = sa.text("replaces IS NOT NULL")
    op.create_index(
        "ix_document_replaces", "document", ["replaces"], unique=False, sqlite_where=has, postgresql_where=has
    )
