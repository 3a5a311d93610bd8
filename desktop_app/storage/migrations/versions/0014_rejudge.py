"""A mark on applications that the rules in force judge otherwise than those that judged them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """One column, and an index of the few that have it."""
    text = "rules in force: 1 warn, 2 block where those that judged did not"
    op.add_column("application", sa.Column("aturan_lihat", sa.Integer(), comment=text))
    found = sa.text("aturan_lihat IS NOT NULL")
    op.create_index(
        "ix_application_aturan_lihat", "application", ["aturan_lihat"], unique=False,
        sqlite_where=found, postgresql_where=found,
    )  # fmt: skip
