"""Trainings, their waves, and who takes part in them on which day.

Frozen as it was made: the tables are listed by name, not taken from the program.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_TABLES: dict[str, tuple[tuple[tuple[str, type[Any], bool], ...], tuple[str, ...]]] = {
    "training": (
        (
            ("nama", sa.Text, False),
            ("jenis", sa.Text, False),
            ("penyelenggara", sa.Text, True),
            ("hari", sa.Integer, True),
            ("keterangan", sa.Text, True),
            ("tutup", sa.Integer, True),
        ),
        ("scope", "nama"),
    ),
    "wave": (
        (
            ("training", sa.BLOB, False),
            ("nama", sa.Text, False),
            ("tempat", sa.Text, True),
            ("hari", sa.Text, False),
            ("kapasitas", sa.Integer, False),
            ("minimal", sa.Integer, False),
            ("wilayah", sa.Text, True),
            ("batal", sa.Integer, True),
        ),
        ("scope", "training", "nama"),
    ),
    "participant": (
        (
            ("wave", sa.BLOB, False),
            ("application", sa.BLOB, False),
            ("nomor", sa.Integer, False),
            *((f"h{day}", sa.Text, True) for day in range(1, 15)),
            ("batal", sa.Integer, True),
        ),
        ("scope", "wave", "application"),
    ),
}


def upgrade() -> None:
    """Three tables of plain entities."""
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
