"""The number that the public registration app gave an applicant."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """One column, and an index of those that have it."""
    op.add_column("application", sa.Column("nomor_daring", sa.Text()))
    has = sa.text("nomor_daring IS NOT NULL")
    op.create_index(
        "ix_application_nomor_daring", "application", ["nomor_daring"], unique=False,
        sqlite_where=has, postgresql_where=has,
    )  # fmt: skip
