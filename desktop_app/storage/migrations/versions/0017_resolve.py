"""The decided differences are found by an index; what is a difference is folded anew (`schema.prepare`)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """An index of the few ops that decide a difference."""
    found = sa.text("kind = 'resolve'")
    op.create_index("ix_op_resolve", "op", ["id"], unique=False, sqlite_where=found, postgresql_where=found)
