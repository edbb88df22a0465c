"""PostgreSQL databases lent to one test after the other; to each it looks new.

Making one costs the server a fifth of a second and more, and its 300 files are to be deleted in the
end; emptying one costs a thirtieth. So that nothing of a test reaches the next, before a database
is lent again

- whoever is still connected is thrown out, and it gets another name: whoever was left behind by
  an earlier test knows only the old one;
- its tables and sequences get what the template holds, and are as short as there;
- if anything else of it was changed (a table, an index, a trigger …), it is thrown away.
"""

import asyncio
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import asyncpg  # type: ignore[import-untyped]

# Seconds in which those who are thrown out of a database must be gone.
PATIENCE = 5.0

CONNECTED = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"
TABLES = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
SEQUENCES = """
    SELECT relname FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""
# A row of a catalogue is never changed in place, but written anew under a later transaction. (Only
# what VACUUM counts is put there in place.)
CATALOGUES = {
    "pg_class": "oid >= 16384",
    "pg_attribute": "attrelid >= 16384",
    "pg_attrdef": "true",
    "pg_constraint": "true",
    "pg_index": "indexrelid >= 16384",
    "pg_trigger": "true",
    "pg_event_trigger": "true",
    "pg_rewrite": "oid >= 16384",
    "pg_policy": "true",
    "pg_proc": "oid >= 16384",
    "pg_type": "oid >= 16384",
    "pg_namespace": "true",
    "pg_extension": "true",
    "pg_largeobject_metadata": "true",
    "pg_db_role_setting": "setdatabase = (SELECT oid FROM pg_database"
    " WHERE datname = current_database())",
}
FORM = "SELECT ARRAY[{}]".format(
    ", ".join(
        f"(SELECT concat(count(*), ':', max(xmin::text::bigint)) FROM {name} WHERE {which})"
        for name, which in CATALOGUES.items()
    )
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a database: its form, its rows by table, and where its sequences stand."""

    form: list[str]
    rows: dict[str, bytes]
    sequences: dict[str, tuple[int, bool]]


class Lender:
    """Lends copies of one template; `server` is an address with `{}` for the database."""

    def __init__(self, server: str, template: str, owner: str) -> None:
        self._server = server
        self._template = template
        self._names = (f"{owner}_{template}_{number}" for number in count())
        self._free: list[str] = []
        self._contents: Contents | None = None
        self._runner = asyncio.Runner()
        self._manager = self._runner.run(self._connected("postgres"))

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The address of a database that is like the template, until the block ends."""
        name = self._runner.run(self._lend())
        yield self._server.format(name)
        self._free.append(name)

    def close(self) -> None:
        """Nothing more is lent."""
        self._runner.run(self._manager.close())
        self._runner.close()

    async def _lend(self) -> str:
        name = next(self._names)
        if not (self._free and await self._renewed(self._free.pop(), name)):
            await self._manager.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self._template}"')
            if self._contents is None:
                self._contents = await self._read(name)
        return name

    async def _renewed(self, old: str, name: str) -> bool:
        """Make a used database the new one, if it can be made like the template."""
        if not await self._renamed(old, name):
            return False
        if await self._restored(name):
            return True
        await self._manager.execute(f'DROP DATABASE "{name}"')
        return False

    async def _renamed(self, old: str, name: str) -> bool:
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            if await self._manager.fetch(CONNECTED, old):
                await asyncio.sleep(0.002)
                continue
            try:
                await self._manager.execute(f'ALTER DATABASE "{old}" RENAME TO "{name}"')
            except asyncpg.ObjectInUseError:
                continue
            return True
        return False

    async def _restored(self, name: str) -> bool:
        contents = self._contents
        assert contents is not None
        connection = await self._connected(name)
        try:
            if await connection.fetchval(FORM) != contents.form:
                return False
            await _fill(connection, contents)
        finally:
            await connection.close()
        return True

    async def _read(self, name: str) -> Contents:
        connection = await self._connected(name)
        try:
            return await read_contents(connection)
        finally:
            await connection.close()

    async def _connected(self, name: str) -> asyncpg.Connection:
        """Connected to a database, in which no row is looked at for what it refers to."""
        address = self._server.format(name).replace("+asyncpg", "")
        settings = {"session_replication_role": "replica"}
        return await asyncpg.connect(address, server_settings=settings)


async def read_contents(connection: asyncpg.Connection) -> Contents:
    """All that is in a database."""
    rows = {}
    for (table,) in await connection.fetch(TABLES):
        file = io.BytesIO()
        query = f'SELECT * FROM "{table}"'
        await connection.copy_from_query(query, output=file, format="binary")
        rows[table] = file.getvalue()
    sequences = {}
    for (sequence,) in await connection.fetch(SEQUENCES):
        row = await connection.fetchrow(f'SELECT last_value, is_called FROM "{sequence}"')
        sequences[sequence] = tuple(row)
    return Contents(await connection.fetchval(FORM), rows, sequences)


async def _fill(connection: asyncpg.Connection, contents: Contents) -> None:
    """Put that into a database of the same form, instead of what is there."""
    if full := [f'"{table}"' for (table,) in await connection.fetch(TABLES)]:
        await connection.execute(";".join(f"DELETE FROM {table}" for table in full))
        # Takes what was deleted out of the file, too: rows lie as they do in a new table.
        await connection.execute(f"VACUUM {', '.join(full)}")
    for table, rows in contents.rows.items():
        await connection.copy_to_table(table, source=io.BytesIO(rows), format="binary")
    places = [
        f"setval('\"{sequence}\"', {value}, {called})"
        for sequence, (value, called) in contents.sequences.items()
    ]
    await connection.execute(f"SELECT {', '.join(places)}")
