"""The register of existing businesses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """One table of a plain entity."""
    op.create_table(
        "business",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.BLOB(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("pemilik", sa.Text()),
        sa.Column("nik", sa.Text()),
        sa.Column("alamat", sa.Text()),
        sa.Column("hp", sa.Text()),
        sa.Column("kbli_kode", sa.Text()),
        sa.Column("kbli_edisi", sa.Text()),
        sa.Column("nib", sa.Text()),
        sa.Column("mulai", sa.Text()),
        sa.Column("sumber", sa.Text()),
        sa.Column("tutup", sa.Integer()),
        sa.Column(
            "created", sa.Integer(), nullable=False, comment="claimed time of the first op, ms since 1970"
        ),
        sa.Column("created_by", sa.BLOB(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business")),
        sa.UniqueConstraint("uuid", name=op.f("uq_business_uuid")),
    )
    for name in ("scope", "nama", "nik", "hp", "nib"):
        op.create_index(op.f(f"ix_business_{name}"), "business", [name], unique=False)
