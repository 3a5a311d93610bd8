"""Who was ever given which roles, without reading the whole log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """An index of the few ops that give roles."""
    gives = sa.text("kind = 'user'")
    op.create_index("ix_op_user", "op", ["id"], unique=False, sqlite_where=gives, postgresql_where=gives)
