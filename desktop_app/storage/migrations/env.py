"""Alembic's environment: it runs on the connection that `desktop_app.storage.schema` hands over."""

from __future__ import annotations

from alembic import context

from desktop_app.storage import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables.metadata,
    render_as_batch=True,
    include_object=lambda _object, name, kind, _reflected, _other: (
        not (kind == "table" and "_fts" in str(name))
    ),
)
context.run_migrations()
