"""Who consents for a child, and where the proof lies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Two columns."""
    op.add_column("application", sa.Column("wali_hubungan", sa.Text()))
    op.add_column("application", sa.Column("wali_bukti", sa.Text()))
