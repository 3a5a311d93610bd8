"""No other shape: whose a record is, and whose mentee somebody, is judged by the fold from here on."""

from __future__ import annotations

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Only what follows every revision: the projections are built anew from the ops."""
