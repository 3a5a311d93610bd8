"""The register of existing businesses can be searched, and an application keeps what was decided about it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_app.storage import dialect

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """One search table, one column."""
    op.execute(dialect.create_search_sql("business"))
    op.add_column("application", sa.Column("usaha_terdaftar", sa.Text(), nullable=True))
