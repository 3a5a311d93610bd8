"""Mentors, where they work, whom they accompany, visits and assignments; a person's mentor.

Frozen as it was made: the tables are listed by name, not taken from the program.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TABLES: dict[str, tuple[tuple[tuple[str, type[Any], bool], ...], tuple[str, ...]]] = {
    "mentor": (
        (
            ("nama", sa.Text, False),
            ("nomor", sa.Text, True),
            ("nip", sa.Text, True),
            ("hp", sa.Text, True),
            ("jabatan", sa.Text, True),
            ("berhenti", sa.Text, True),
        ),
        ("scope", "nama"),
    ),
    "mentor_area": (
        (
            ("mentor", sa.BLOB, False),
            ("wilayah", sa.Text, False),
            ("mulai", sa.Text, False),
            ("selesai", sa.Text, True),
        ),
        ("scope", "mentor", "wilayah"),
    ),
    "mentee": (
        (
            ("application", sa.BLOB, False),
            ("mentor", sa.BLOB, False),
            ("mulai", sa.Text, False),
            ("selesai", sa.Text, True),
        ),
        ("scope", "application", "mentor"),
    ),
    "visit": (
        (
            ("application", sa.BLOB, False),
            ("mentor", sa.BLOB, False),
            ("tanggal", sa.Text, False),
            ("tempat", sa.Text, True),
            ("pokok", sa.Text, False),
            ("masalah", sa.Text, True),
            ("saran", sa.Text, True),
            ("langkah", sa.Text, True),
            ("batal", sa.Integer, True),
        ),
        ("scope", "application", "mentor", "tanggal"),
    ),
    "task": (
        (
            ("application", sa.BLOB, False),
            ("mentor", sa.BLOB, False),
            ("judul", sa.Text, False),
            ("diberikan", sa.Text, False),
            ("tenggat", sa.Text, True),
            ("diserahkan", sa.Text, True),
            ("catatan", sa.Text, True),
            ("batal", sa.Integer, True),
        ),
        ("scope", "application", "mentor"),
    ),
}


def upgrade() -> None:
    """Five tables of plain entities, and the column that links an account to its mentor."""
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
        "person", sa.Column("mentor", sa.BLOB(), comment="record id of the mentor who uses the account")
    )
