"""A mark on applications that one person typed and judged, where the rule book allows it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """One column, and an index of the few that have it."""
    text = "the rule book by which one person typed and judged it"
    op.add_column("application", sa.Column("satu_petugas", sa.Text(), comment=text))
    found = sa.text("satu_petugas IS NOT NULL")
    op.create_index(
        "ix_application_satu_petugas", "application", ["satu_petugas"], unique=False,
        sqlite_where=found, postgresql_where=found,
    )  # fmt: skip
