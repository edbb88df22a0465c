"""The example bureau: its org file, loaded once into a database that knows no other."""

from datetime import datetime
from importlib import resources
from zoneinfo import ZoneInfo

from db import organisation
from db.engine import Database
from operations.organisation import known_categories, load


def org_text() -> str:
    """The text of `org.toml`."""
    return resources.files("bot.example").joinpath("org.toml").read_text("utf-8")


async def settle(database: Database, now: datetime, timezone: ZoneInfo) -> bool:
    """Load the example org file if no org file was ever loaded; whether it was done."""
    async with database.begin(now) as tx:
        if await organisation.newest_source(tx) is not None:
            return False
        await load(
            tx, org_text(), by="示例", known_categories=known_categories(), timezone=timezone
        )
        return True
