"""An office's open request to cancel an acceptance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """One column, and an index of the few that have it."""
    text = "why the office asks DKUM to cancel, while DKUM has not answered"
    op.add_column("application", sa.Column("permintaan", sa.Text(), comment=text))
    op.create_index(
        "ix_application_permintaan", "application", ["permintaan"], unique=False,
        sqlite_where=sa.text("permintaan IS NOT NULL"),
    )  # fmt: skip
