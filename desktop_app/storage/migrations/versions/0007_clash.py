"""Clashes of registration numbers beside those of NIK; one attachment id in two records; void ops by person.

The projections are folded anew after the migration, so their tables are made empty.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Two projections take a new shape, and void ops get an index of their own."""
    op.drop_table("nik_clash")
    op.create_table(
        "clash",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="nik, nomor: what two live applications have in common"
        ),
        sa.ForeignKeyConstraint(["application_id"], ["record.id"], name=op.f("fk_clash_application_id")),
        sa.ForeignKeyConstraint(["other_id"], ["record.id"], name=op.f("fk_clash_other_id")),
        sa.PrimaryKeyConstraint("application_id", "other_id", "kind", name=op.f("pk_clash")),
    )
    op.create_index(op.f("ix_clash_other_id"), "clash", ["other_id"], unique=False)
    op.drop_table("attachment")
    op.create_table(
        "attachment",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.BLOB(), nullable=False),
        sa.Column("jenis", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.BLOB(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["record.id"], name=op.f("fk_attachment_application_id")),
        sa.PrimaryKeyConstraint("application_id", "uuid", name=op.f("pk_attachment")),
    )
    void = sa.text("void IS NOT NULL")
    op.create_index("ix_op_void", "op", ["user"], unique=False, sqlite_where=void, postgresql_where=void)
