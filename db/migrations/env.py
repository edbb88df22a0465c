"""Run by alembic. The open connection is handed in by `db.migrate`, so that it may be async."""

from typing import Literal

from alembic import context
from sqlalchemy import JSON

from db.tables import metadata
from db.types import Key, Moment


def _render(kind: str, item: object, _autogenerate: object) -> str | Literal[False]:
    # A revision names our own types as `db.tables` does; script.py.mako imports them.
    if kind != "type":
        return False
    if isinstance(item, Moment):
        return "Moment()"
    if isinstance(item, JSON):
        return "Json"
    return "Key" if item is Key else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=_render,
    render_as_batch=context.config.attributes.get("batch", True),
    # SQLite can undo DDL as well as PostgreSQL, because our engine begins transactions itself.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
