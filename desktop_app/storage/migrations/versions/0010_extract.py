"""Data handed out to other agencies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """One table of a plain entity."""
    op.create_table(
        "extract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.BLOB(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("penerima", sa.Text(), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("keperluan", sa.Text()),
        sa.Column("alasan", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("tahun", sa.Integer(), nullable=False),
        sa.Column("aturan", sa.Integer(), nullable=False),
        sa.Column("kolom", sa.Text(), nullable=False),
        sa.Column("status_isi", sa.Text()),
        sa.Column("nik_isi", sa.Text()),
        sa.Column("jumlah", sa.Integer(), nullable=False),
        sa.Column("bentuk", sa.Text(), nullable=False),
        sa.Column("sidik", sa.Text(), nullable=False),
        sa.Column(
            "created", sa.Integer(), nullable=False, comment="claimed time of the first op, ms since 1970"
        ),
        sa.Column("created_by", sa.BLOB(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_extract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extract")),
        sa.UniqueConstraint("uuid", name=op.f("uq_extract_uuid")),
    )
    for name in ("scope", "penerima"):
        op.create_index(op.f(f"ix_extract_{name}"), "extract", [name], unique=False)
