"""The steps of `db.migrations`, taken by Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.engine import Connection

from db.failures import NewerDatabase

FOLDER = Path(__file__).with_name("migrations")


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's settings; `connection` is the open one that the steps run on."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def take(connection: Connection) -> None:
    """Take all steps that are missing; raises NewerDatabase where none leads on."""
    try:
        command.upgrade(configuration(connection), "head")
    except CommandError as error:
        raise NewerDatabase from error
