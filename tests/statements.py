"""Statements are worked out once for a whole test session, not once for each database.

Every test opens databases of its own, and an engine keeps what it compiled to itself; a fifth of
the stories' time went into writing the same SQL again. All databases of one kind share it here.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

Key = tuple[Any, ...]


class Compiled(dict[Key, Any]):
    """What SQLAlchemy compiled, by the kind of database where it asks by the engine's dialect."""

    def get(self, key: Key, default: Any = None) -> Any:
        """The compiled statement, whichever engine compiled it."""
        return super().get(_of_its_kind(key), default)

    def __setitem__(self, key: Key, compiled: Any) -> None:
        super().__setitem__(_of_its_kind(key), compiled)


def _of_its_kind(key: Key) -> Key:
    dialect, *statement = key
    return (dialect.name, dialect.driver, *statement)


_COMPILED = Compiled()


@event.listens_for(Engine, "engine_connect")
def _share(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_COMPILED)
