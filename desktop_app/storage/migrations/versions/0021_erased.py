"""Erasures: who is to be erased from when on, and what erases records but stands in no stream here.

Frozen as it was made: the tables are listed by name, not taken from the program.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Two tables. An older program, which would not know what a stub is, opens the file no more."""
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.BLOB(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("application", sa.BLOB(), nullable=False),
        sa.Column("dasar", sa.Text(), nullable=False),
        sa.Column("jatuh_tempo", sa.Text(), nullable=False),
        sa.Column("selesai", sa.Text(), nullable=True),
        sa.Column("atas", sa.BLOB(), nullable=True),
        sa.Column(
            "created", sa.Integer(), nullable=False, comment="claimed time of the first op, ms since 1970"
        ),
        sa.Column("created_by", sa.BLOB(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_erasure_id"),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
        sa.UniqueConstraint("uuid", name="uq_erasure_uuid"),
    )
    for column in ("scope", "application"):
        op.create_index(f"ix_erasure_{column}", "erasure", [column], unique=False)
    op.create_table(
        "reapplied",
        sa.Column("hash", sa.BLOB(), nullable=False, comment="id of an op that erases"),
        sa.Column("body", sa.BLOB(), nullable=False),
        sa.Column("usig", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_reapplied"),
    )
