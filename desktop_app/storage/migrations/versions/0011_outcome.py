"""What became of the accepted: business started, NIB, still running, jobs, turnover class."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """One table of a plain entity."""
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.BLOB(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("application", sa.BLOB(), nullable=False),
        sa.Column("mulai_usaha", sa.Text(), nullable=True),
        sa.Column("nib", sa.Text(), nullable=True),
        sa.Column("nib_tanggal", sa.Text(), nullable=True),
        sa.Column("enam_bulan", sa.Text(), nullable=True),
        sa.Column("enam_bulan_tanggal", sa.Text(), nullable=True),
        sa.Column("dua_belas_bulan", sa.Text(), nullable=True),
        sa.Column("dua_belas_bulan_tanggal", sa.Text(), nullable=True),
        sa.Column("pekerja", sa.Integer(), nullable=True),
        sa.Column("omzet_kelas", sa.Text(), nullable=True),
        sa.Column("catatan", sa.Text(), nullable=True),
        sa.Column(
            "created", sa.Integer(), nullable=False, comment="claimed time of the first op, ms since 1970"
        ),
        sa.Column("created_by", sa.BLOB(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_outcome_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("uuid", name=op.f("uq_outcome_uuid")),
    )
    for name in ("scope", "application", "nib"):
        op.create_index(op.f(f"ix_outcome_{name}"), "outcome", [name], unique=False)
