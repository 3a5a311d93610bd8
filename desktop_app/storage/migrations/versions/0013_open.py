"""How many businesses each kelurahan has, counted from an index."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """One index."""
    op.create_index("ix_business_open", "business", ["scope", "tutup"], unique=False)
