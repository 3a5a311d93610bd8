"""Issued rule books, and the version that judged each application."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """One table of a plain entity, one column."""
    op.create_table(
        "rulebook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.BLOB(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("tahun", sa.Integer(), nullable=False),
        sa.Column("versi", sa.Integer(), nullable=False),
        sa.Column("nomor", sa.Text(), nullable=False),
        sa.Column("tanggal", sa.Text(), nullable=False),
        sa.Column("isi", sa.Text(), nullable=False),
        sa.Column(
            "created", sa.Integer(), nullable=False, comment="claimed time of the first op, ms since 1970"
        ),
        sa.Column("created_by", sa.BLOB(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_rulebook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulebook")),
        sa.UniqueConstraint("uuid", name=op.f("uq_rulebook_uuid")),
    )
    for name in ("scope", "program"):
        op.create_index(op.f(f"ix_rulebook_{name}"), "rulebook", [name], unique=False)
    judged = sa.Column("aturan_versi", sa.Integer(), comment="version of the rules that judged it last")
    op.add_column("application", judged)
