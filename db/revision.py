"""`python -m db.revision "what changes"`: write the next migration from what `db.tables` now says.

The step is found by comparing the tables with a fresh SQLite database at the newest revision. Read
it before use: renamed columns look like one dropped and one added.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy.engine import Connection

from db.engine import Database
from db.migrate import migrate
from db.steps import FOLDER, configuration

STEPS = FOLDER / "versions"


async def write(message: str, folder: Path) -> None:
    """Write the revision file; `folder` holds the database of comparison."""
    database = Database(f"sqlite+aiosqlite:///{folder}/fresh.db")
    try:
        await migrate(database)
        async with database.engine.begin() as connection:
            await connection.run_sync(_compare, message)
    finally:
        await database.close()


def _compare(connection: Connection, message: str) -> None:
    number = f"{len(list(STEPS.glob('[0-9]*.py'))) + 1:04d}"
    command.revision(configuration(connection), message, autogenerate=True, rev_id=number)


def main() -> None:
    """The command line."""
    if len(sys.argv) != 2:
        sys.exit('usage: python -m db.revision "what changes"')
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(write(sys.argv[1], Path(folder)))


if __name__ == "__main__":
    main()
