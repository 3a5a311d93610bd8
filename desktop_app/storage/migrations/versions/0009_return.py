"""DKUM's open proposal to return an application to its office."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """One column, and an index of the few that have it."""
    text = "why DKUM proposes to return it, while nobody has approved"
    op.add_column("application", sa.Column("usul_kembali", sa.Text(), comment=text))
    op.create_index(
        "ix_application_usul_kembali", "application", ["usul_kembali"], unique=False,
        sqlite_where=sa.text("usul_kembali IS NOT NULL"),
    )  # fmt: skip
