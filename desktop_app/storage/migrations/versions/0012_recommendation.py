"""DP3AP2KB's letters and their names, and what they mean for an application.

Frozen as it was made: the tables are listed by name, not taken from the program.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_TABLES: dict[str, tuple[tuple[tuple[str, type[Any], bool], ...], tuple[str, ...]]] = {
    "recommendation": (
        (
            ("nomor", sa.Text, False),
            ("tanggal", sa.Text, False),
            ("program", sa.Text, False),
            ("tahun", sa.Integer, False),
            ("dicabut_nomor", sa.Text, True),
            ("dicabut_tanggal", sa.Text, True),
        ),
        ("scope", "nomor"),
    ),
    "recommended": (
        (
            ("surat", sa.BLOB, False),
            ("baris", sa.Integer, False),
            ("nama", sa.Text, False),
            ("nik", sa.Text, True),
            ("tanggal_lahir", sa.Text, True),
            ("alamat", sa.Text, True),
            ("kategori", sa.Text, True),
            ("application", sa.BLOB, True),
            ("cara", sa.Text, True),
            ("bukan", sa.Text, True),
            ("dicabut_nomor", sa.Text, True),
            ("dicabut_tanggal", sa.Text, True),
        ),
        ("scope", "surat", "nik", "application"),
    ),
}


def upgrade() -> None:
    """Two tables of plain entities, and two columns of the application."""
    for name, (columns, indexed) in _TABLES.items():
        op.create_table(
            name,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("uuid", sa.BLOB(), nullable=False),
            sa.Column("scope", sa.Text(), nullable=False),
            *(sa.Column(column, kind(), nullable=free) for column, kind, free in columns),
            sa.Column(
                "created", sa.Integer(), nullable=False, comment="claimed time of the first op, ms since 1970"
            ),
            sa.Column("created_by", sa.BLOB(), nullable=False),
            sa.Column("changed", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f(f"fk_{name}_id")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
            sa.UniqueConstraint("uuid", name=op.f(f"uq_{name}_uuid")),
        )
        for column in indexed:
            op.create_index(op.f(f"ix_{name}_{column}"), name, [column], unique=False)
    op.add_column(
        "application",
        sa.Column("rekomendasi", sa.Text(), comment="what DKUM says of DP3AP2KB's letters, JSON"),
    )
    op.add_column(
        "application",
        sa.Column("padan", sa.Integer(), comment="1: DKUM has found the applicant in a letter that holds"),
    )
