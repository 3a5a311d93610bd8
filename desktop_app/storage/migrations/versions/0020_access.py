"""The access log: a chain of its own, of this computer only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """One table, and what a list of it is looked up by."""
    op.create_table(
        "access",
        sa.Column("id", sa.Integer(), nullable=False, comment="its number in the chain, from 1"),
        sa.Column("at", sa.Integer(), nullable=False, comment="ms since 1970"),
        sa.Column("user", sa.BLOB(), nullable=False),
        sa.Column("dev", sa.BLOB(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False, comment="a code of domain.access"),
        sa.Column("record", sa.BLOB(), comment="record id of whom or what it was about"),
        sa.Column("about", sa.Text(), nullable=False, comment="a code: which paper, list or receiver"),
        sa.Column("count", sa.Integer(), nullable=False, comment="how many records it was about"),
        sa.Column("seal", sa.BLOB(), comment="SHA-256 of salt and digest; stays when these are forgotten"),
        sa.Column("digest", sa.BLOB(), comment="keyed digest of the NIK that was searched for"),
        sa.Column("salt", sa.BLOB()),
        sa.Column("mac", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access")),
    )
    for name in ("at", "user", "deed"):
        op.create_index(op.f(f"ix_access_{name}"), "access", [name], unique=False)
    for name in ("record", "digest"):
        has = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            op.f(f"ix_access_{name}"), "access", [name], unique=False, sqlite_where=has, postgresql_where=has
        )
