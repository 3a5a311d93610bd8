"""What the office journal is read by: ops by their time, and which ops a file brought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """An index over what each op says of its time, with all that the journal's filters ask; two columns."""
    op.add_column("sync_file", sa.Column("op_from", sa.Integer(), comment="first op row it brought"))
    op.add_column("sync_file", sa.Column("op_to", sa.Integer(), comment="last op row it brought"))
    op.execute(
        "CREATE INDEX ix_op_wall ON op (CASE WHEN json_valid(CAST(body AS TEXT)) THEN"
        " json_extract(CAST(body AS TEXT), '$.wall') END, user, kind, record_id, stream_id)"
    )
