"""What people asked about their own data, with its clock and its answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """One table of a plain entity."""
    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.BLOB(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("application", sa.BLOB(), nullable=False),
        sa.Column("jenis", sa.Text(), nullable=False),
        sa.Column("masuk", sa.Integer(), nullable=False),
        sa.Column("cara", sa.Text(), nullable=False),
        sa.Column("bukti", sa.Text(), nullable=True),
        sa.Column("isi", sa.Text(), nullable=True),
        sa.Column("hasil", sa.Text(), nullable=True),
        sa.Column("tindakan", sa.Text(), nullable=True),
        sa.Column("dijawab", sa.Integer(), nullable=True),
        sa.Column("dicabut", sa.Integer(), nullable=True),
        sa.Column("dicabut_alasan", sa.Text(), nullable=True),
        sa.Column("batal", sa.Integer(), nullable=True),
        sa.Column(
            "created", sa.Integer(), nullable=False, comment="claimed time of the first op, ms since 1970"
        ),
        sa.Column("created_by", sa.BLOB(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_data_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
        sa.UniqueConstraint("uuid", name=op.f("uq_data_request_uuid")),
    )
    for name in ("scope", "application"):
        op.create_index(op.f(f"ix_data_request_{name}"), "data_request", [name], unique=False)
