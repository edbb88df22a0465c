"""Telling a database that is away or busy from a program that is wrong."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# SQLite says in words what PostgreSQL says in codes.
SQLITE_PASSING = ("locked", "busy", "disk i/o", "unable to open", "is full", "readonly")
# Classes of SQLSTATE: connection, rolled back (serialization, deadlock), resources, intervention.
POSTGRES_PASSING = ("08", "40", "53", "57", "55P03")

# No such role or a wrong password; no such database.
POSTGRES_REFUSING = ("28", "3D")


class NoDatabase(Exception):
    """连不上数据库：请检查 DUBAN_DATABASE，并确认数据库正在运行、文件夹可写。"""


class NewerDatabase(Exception):
    """数据库是由更新版本的程序建立的，当前程序不认识它。请升级程序，或换用该版本之前的备份。"""


def is_passing(error: BaseException) -> bool:
    """Whether the same transaction may well succeed a little later."""
    if isinstance(error, ConnectionError | PoolTimeout | InterfaceError):
        return True
    if not isinstance(error, DBAPIError):
        # asyncpg reports a server that refuses or hangs up by such errors, bare.
        return isinstance(error, OSError) and error.errno is not None
    if error.connection_invalidated:
        return True
    code = str(getattr(error.orig, "sqlstate", None) or "")
    if code:
        return code.startswith(POSTGRES_PASSING)
    said = str(error.orig).lower()
    return isinstance(error, OperationalError) and any(word in said for word in SQLITE_PASSING)


def is_refusal(error: BaseException) -> bool:
    """Whether the database exists but does not let us in, or there is none of that name."""
    origin = getattr(error, "orig", None) or error
    cause = getattr(origin, "__cause__", None) or origin
    code = str(getattr(origin, "sqlstate", None) or getattr(cause, "sqlstate", None) or "")
    return code.startswith(POSTGRES_REFUSING)
