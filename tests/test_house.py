"""The house itself: what the documents, the Makefile and the container say is so."""

import asyncio
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from db.tables import metadata
from web.health import Check, Health, down, ok
from web.metrics import Figures, Metrics
from web.server import Web

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda path: path.as_posix()
)
READMES = ("README.md", "README.zh.md")

documents = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
readmes = pytest.mark.parametrize("readme", READMES)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def project() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))


def packages() -> list[str]:
    """Our own top-level packages."""
    return list(project()["tool"]["importlinter"]["root_packages"])


def run(*command: str, **environment: str) -> str:
    """What a command prints; it must succeed."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# --- the workflow ------------------------------------------------------------------------


def targets() -> set[str]:
    found = re.search(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)
    assert found
    return set(found[1].split())


def test_bare_make_tells_every_target() -> None:
    # The make that runs these tests must not tell this one what to do.
    printed = run("make", "--no-print-directory", MAKEFLAGS="", MAKELEVEL="")
    told = {line.split()[0] for line in printed.splitlines() if line.startswith("  ")}
    assert told == targets()


@documents
def test_every_make_target_in_the_documents_exists(path: Path) -> None:
    named = set(re.findall(r"\bmake ([a-z-]+)", "\n".join(code(path.read_text("utf-8")))))
    assert named <= targets()


@readmes
def test_the_readme_shows_how_to_run_and_test(readme: str) -> None:
    shown = "\n".join(code(read(readme)))
    assert "make run" in shown
    assert "make test" in shown


def test_every_benchmark_is_in_the_makefile() -> None:
    found = re.search(r"^BENCHES := (.+)$", read("Makefile"), re.MULTILINE)
    assert found
    # Those that take options are for people; the others are parts of them. Training is no
    # benchmark, it has a target of its own.
    for_people = {
        path.stem for path in (ROOT / "bench").glob("*.py") if "argparse" in path.read_text("utf-8")
    }
    assert set(found[1].split()) == for_people - {"training"}
    assert "-m bench.training" in read("Makefile")


def test_ci_does_what_a_developer_does() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    run("bash", "-n", str(script))
    steps = re.findall(r"^(?:\S+=\S+ )?step \w+ (.+)$", script.read_text(), re.MULTILINE)
    assert steps == [
        "install_chromium",
        "make install-dev",
        "make test",
        "make check",
        "make browser",
    ]


# --- documents ---------------------------------------------------------------------------


def code(text: str) -> list[str]:
    """What a document shows as code."""
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [*blocks, *re.findall(r"`([^`\n]+)`", text)]


def links(text: str) -> Iterator[str]:
    """Where a document links to inside the repository."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("http://", "https://")):
            yield target


@documents
def test_links_lead_somewhere(path: Path) -> None:
    dead = [
        target
        for target in links(path.read_text("utf-8"))
        if not (path.parent / target.partition("#")[0]).exists()
    ]
    assert dead == []


@readmes
def test_every_folder_has_its_question(readme: str) -> None:
    told = re.findall(r"^\| `(\w+)/` \| .*[?？]\s*\|$", read(readme), re.MULTILINE)
    assert len(told) == len(set(told))
    assert set(told) == {*packages(), "tests", "bench", "docs"}


def test_decisions_are_numbered_and_listed() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert [name[:4] for name in names] == [f"{n:04d}" for n in range(1, len(names) + 1)]
    listed = [target for target in links(read("docs/architecture.md")) if target.startswith("adr/")]
    assert sorted(set(listed)) == [f"adr/{name}" for name in names]


def test_the_drawing_names_every_room() -> None:
    drawing = read("docs/house.svg")
    assert [name for name in packages() if f"{name}/" not in drawing] == []


def test_the_documents_name_every_table() -> None:
    data = read("docs/architecture.md").partition("## The data")[2].partition("\n## ")[0]
    assert set(re.findall(r"`(\w+)`", data)) == metadata.tables.keys()


def test_the_documents_name_every_figure() -> None:
    metrics = Metrics()
    metrics.handled("done", 0.1)
    metrics.job("erase", "done")
    metrics.restarted("intake")
    figures = Figures(*({("x", "y")[:n]: 1.0} for n in (1, 1, 1, 2, 1)))
    shown = {one.name for one in text_string_to_metric_families(metrics.text(figures).decode())}
    ours = {name for name in shown if name.startswith("duban_") and not name.endswith("_created")}
    told = {
        name.removesuffix("_total")
        for name in re.findall(r"`(duban_\w+)[{`]", read("docs/operating.md"))
    }
    assert told == ours


def test_this_version_has_its_section_in_the_changelog() -> None:
    changes = read("CHANGELOG.md")
    version = re.escape(project()["project"]["version"])
    assert re.search(rf"^## (Unreleased|{version}\b)", changes, re.MULTILINE)
    assert re.search(rf"\b{version}\b", changes)


# --- dependencies ------------------------------------------------------------------------


def locked(name: str) -> dict[str, str]:
    """Package and version; every one must have its hashes."""
    entries = re.split(r"\n(?=[a-z0-9])", read(name))[1:]
    found = {}
    for entry in entries:
        pinned = re.match(r"([a-z0-9-]+)==([^\s;]+)", entry)
        assert pinned, entry
        assert "--hash=sha256:" in entry, pinned[1]
        found[pinned[1]] = pinned[2]
    return found


def wanted(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", one)[0].lower().replace("_", "-") for one in requirements}


def test_the_locks_hold_what_the_project_asks_for() -> None:
    asked = project()
    running, developing = locked("requirements.lock"), locked("requirements-dev.lock")
    assert wanted(asked["project"]["dependencies"]) <= running.keys()
    assert wanted(asked["dependency-groups"]["dev"]) <= developing.keys()
    assert running.items() <= developing.items()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_server(lock: str) -> None:
    assert "://" not in read(lock)


def test_nothing_that_the_program_reads_is_kept_out_of_the_repository() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    ignored = run(
        "git", "ls-files", "--others", "--ignored", "--exclude-standard", "--", *packages()
    )
    kept_out = [name for name in ignored.splitlines() if "__pycache__" not in name]
    assert kept_out == []


# --- the container -----------------------------------------------------------------------


def instructions(name: str) -> list[str]:
    """The last stage of the Dockerfile, one line an instruction."""
    joined = read("Dockerfile").replace("\\\n", " ")
    last = re.split(r"^FROM ", joined, flags=re.MULTILINE)[-1]
    return [line for line in last.splitlines() if line.startswith(f"{name} ")]


def test_the_container_does_not_run_as_root() -> None:
    users = instructions("USER")
    assert users
    assert users[-1].split()[1] not in ("root", "0")


def test_the_container_starts_the_bot_from_locked_packages() -> None:
    assert json.loads(instructions("CMD")[-1].removeprefix("CMD ")) == [
        "python",
        "-m",
        "bot",
        "run",
    ]
    assert "--require-hashes -r requirements.lock" in read("Dockerfile").replace("\\\n", " ")


def test_the_container_gets_every_package_and_nothing_private() -> None:
    admitted = {
        line.removeprefix("!") for line in read(".dockerignore").splitlines() if line[:1] == "!"
    }
    assert read(".dockerignore").splitlines().count("*") == 1
    assert admitted == {*packages(), "requirements.lock"}


@pytest.mark.parametrize(("state", "status"), [(ok(), 0), (down("数据库读不到"), 1)])
async def test_the_containers_health_check_asks_the_bot(state: Health, status: int) -> None:
    """The very command of the Dockerfile, against our own server."""
    command = json.loads(instructions("HEALTHCHECK")[-1].partition(" CMD ")[2])

    async def check() -> Health:
        return state

    async def figures() -> bytes:
        return b""

    checks: dict[str, Check] = {"database": check}
    web = Web("127.0.0.1", 0, checks=checks, figures=figures, open_to_all=False)
    await web.start()
    try:
        asking = await asyncio.create_subprocess_exec(
            sys.executable,
            *command[1:],
            env={"PATH": os.environ["PATH"], "DUBAN_HTTP_PORT": web.url.rpartition(":")[2]},
        )
        assert await asking.wait() == status
    finally:
        await web.stop()
