"""What the first screen and the search of a large office ask, without reading the rows themselves."""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """When each application changed, by its number; and who waits to be verified, oldest first, with whose
    values they are."""
    op.execute("CREATE INDEX ix_application_moment ON application (id + 0, changed)")
    op.execute(
        "CREATE INDEX ix_application_waiting ON application (coalesce(submitted, created), id, authors,"
        " status) WHERE status || '' = 'submitted'"
    )
