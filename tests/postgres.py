"""One throw-away PostgreSQL for all processes of a test run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.postgres import Server, started
from tests.common import locked


@contextmanager
def common_postgres(folder: Path, furnish: Callable[[str], None]) -> Iterator[str]:
    """A running server for all processes that name the folder: its address, `{}` for a database.

    Who comes first starts it and has it furnished, who goes last stops it.
    """
    register = folder / "postgres"
    with locked(register):
        base, users = _registered(register)
        if not users:
            base = _furnished(furnish)
        register.write_text(f"{base}\n{users + 1}")
    try:
        yield Server(base).address
    finally:
        with locked(register):
            base, users = _registered(register)
            register.write_text(f"{base}\n{users - 1}")
            if users == 1:
                Server(base).throw_away()


def _registered(register: Path) -> tuple[Path, int]:
    if not register.exists():
        return Path(), 0
    base, users = register.read_text().split("\n")
    return Path(base), int(users)


def _furnished(furnish: Callable[[str], None]) -> Path:
    server = started()
    try:
        furnish(server.address)
    except BaseException:
        server.throw_away()
        raise
    return server.base
