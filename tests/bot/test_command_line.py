"""The commands as somebody at a terminal runs them."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, Protocol

import pytest

from bot.command_line import main, parser
from bot.example.bureau import org_text
from bot.settings import PREFIX
from db import cases, corrections
from db.engine import Database
from domain.cases import Case, Source
from domain.corrections import Correction, Field
from tests.stories.maps import TOWN_MAP
from tests.warm.programs import Begun, Nursery

TOKEN = "7000000001:AAverysecretverysecretverysecret12"


def environment(**settings: str) -> dict[str, str]:
    """The machine's, with no other settings than these."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return bare | {f"{PREFIX}{name}": value for name, value in settings.items()}


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit status."""

    returncode: int
    stdout: str
    stderr: str


class Duban(Protocol):
    """Runs a command in this process, in the test's folder, with these settings only."""

    def __call__(self, *arguments: str, typed: str = "", **settings: str) -> Done: ...


@pytest.fixture
def duban(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    logs_as_before: None,
) -> Duban:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.opening.PATIENCE", 0.0)

    def run(*arguments: str, typed: str = "", **settings: str) -> Done:
        with monkeypatch.context() as now:
            for name in os.environ:
                if name.startswith(PREFIX):
                    now.delenv(name)
            for name, value in settings.items():
                now.setenv(f"{PREFIX}{name}", value)
            now.setattr("sys.stdin", TextIOWrapper(BytesIO(typed.encode())))
            status = main(arguments)
        told = capsys.readouterr()
        return Done(status, told.out, told.err)

    return run


class Running:
    """A program that goes on beside the test; one of the nursery's, if there is one."""

    def __init__(
        self, folder: Path, *arguments: str, nursery: Nursery | None, **settings: str
    ) -> None:
        self._errors = (folder / "errors").open("w+b")
        reading, writing = os.pipe()
        self._printed = os.fdopen(reading, encoding="utf-8")
        command = (sys.executable, "-m", "bot", *arguments)
        env = environment(**settings)
        if nursery is None:
            self.process: subprocess.Popen[bytes] | Begun = subprocess.Popen(
                command, cwd=folder, env=env, stdout=writing, stderr=self._errors
            )
        else:
            self.process = nursery.begin(command, folder, env, writing, self._errors)
        os.close(writing)

    def line(self) -> str:
        return self._printed.readline().rstrip()

    def address(self) -> str:
        found = re.search(r"http://\S+", self.line())
        assert found, self.errors()
        return found[0]

    def ends(self, number: signal.Signals) -> float:
        """Send that signal, and tell how many seconds the process took to end."""
        started = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(10)
        return time.monotonic() - started

    def errors(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        self._printed.close()
        self._errors.close()


@contextmanager
def running(
    folder: Path, *arguments: str, nursery: Nursery | None = None, **settings: str
) -> Iterator[Running]:
    process = Running(folder, *arguments, nursery=nursery, **settings)
    try:
        yield process
    finally:
        process.close()


def get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.loads(answer.read())


def test_every_command_has_help_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    told = parser().format_help()
    for name in (
        *("run", "sandbox", "load", "read", "tally"),
        *("reading-errors", "digest", "doctor", "migrate"),
    ):
        line = next(line for line in told.splitlines() if line.strip().startswith(f"{name} "))
        assert re.search(r"[\u4e00-\u9fff].*\([a-zA-Z]", line), line
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
    assert "--empty" in capsys.readouterr().out


def test_a_wrong_setting_stops_the_start_with_one_sentence(tmp_path: Path, duban: Duban) -> None:
    done = duban("run", HTTP_PORT="http")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == ["设置有误：DUBAN_HTTP_PORT 要写成整数。"]
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_a_token_stops_the_start(tmp_path: Path, duban: Duban) -> None:
    done = duban("run", DATABASE="sqlite+aiosqlite:///mine.db")
    assert done.returncode == 2
    assert "DUBAN_TELEGRAM_TOKEN" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address",
    [
        "sqlite+aiosqlite:////proc/none/x.db",
        "postgresql+asyncpg://duban:hunter22@nowhere.invalid/x",
    ],
)
def test_a_database_that_cannot_be_opened_is_told_in_a_sentence(duban: Duban, address: str) -> None:
    done = duban("migrate", TELEGRAM_TOKEN=TOKEN, DATABASE=address)
    assert done.returncode == 1
    assert "连不上数据库" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hunter22" not in done.stderr


def test_reading_prints_a_line_of_json_for_each_line(tmp_path: Path, duban: Duban) -> None:
    (tmp_path / "org.toml").write_text(org_text())
    typed = "热闹路32号门口占道经营 大南中队2小时内整改\n\n大家早上好\n"
    done = duban("read", "--now", "2021-03-03T09:30+08:00", "--org", "org.toml", typed=typed)
    report, empty, greeting = (json.loads(line) for line in done.stdout.splitlines())
    assert report.keys() == {
        "text",
        "is_report",
        "intent",
        "act",
        "categories",
        "address",
        "unit",
        "unit_name",
        "deadline",
        "severity",
    }
    assert (report["is_report"], report["unit_name"]) == (True, "大南中队")
    assert report["deadline"]["due"] == "2021-03-03T11:30:00+08:00"
    assert empty["text"] == ""
    assert greeting["is_report"] is False
    assert done.returncode == 0


def test_reading_tells_by_which_words_when_asked(duban: Duban) -> None:
    typed = "热闹路32号门口占道经营\n大家早上好\n"
    now = ("--now", "2021-03-03T09:30+08:00")
    bare = [json.loads(line) for line in duban("read", *now, typed=typed).stdout.splitlines()]
    told = [
        json.loads(line) for line in duban("read", "--why", *now, typed=typed).stdout.splitlines()
    ]
    report, greeting = told
    assert "占道经营" in report["why"]
    assert 0.5 <= report["confidence"] <= 1
    assert greeting["why"]
    for one in told:
        del one["why"], one["confidence"]
    assert told == bare


def test_reading_refuses_what_it_cannot_understand(tmp_path: Path, duban: Duban) -> None:
    done = duban("read", "--now", "yesterday")
    assert (done.returncode, "看不懂时间" in done.stderr) == (1, True)
    (tmp_path / "org.toml").write_text("units = 5\n")
    done = duban("read", "--org", "org.toml")
    assert done.returncode == 1
    assert "第 1 行" in done.stderr


async def put_right(url: str, *, days_ago: int, word: str) -> None:
    """Keep a correction of a new case's category, and one of a place that was not found."""
    database = Database(url)
    now = datetime.now(UTC) - timedelta(days=days_ago)
    async with database.begin(now) as tx:
        told = Case(0, Source(-100, 11), f"门口{word}了好多", now)
        case = (await cases.add(tx, told, by=None, by_name="")).id
        kind = Correction(case, Field.CATEGORY, "店外经营", "占道经营", (word,), told.text)
        place = Correction(case, Field.ADDRESS, None, "热闹路8号", (), told.text)
        await corrections.note(tx, kind)
        await corrections.note(tx, place)
    await database.close()


def test_what_was_read_wrongly_is_told_word_by_word(tmp_path: Path, duban: Duban) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/mine.db"
    settings = {"TELEGRAM_TOKEN": TOKEN, "DATABASE": url}
    assert duban("reading-errors", **settings).stdout == "还没有人更正过读错的内容。\n"
    assert duban("reading-errors", "--json", **settings).stdout == ""
    for days, word in ((9, "摆"), (2, "摆"), (0, "堆")):
        asyncio.run(put_right(url, days_ago=days, word=word))
    told = duban("reading-errors", **settings).stdout.splitlines()
    assert told[0] == "“摆” 2 次："
    assert told[1] == "  类别：店外经营 → 占道经营 2 次，例：门口摆了好多"
    assert told[2] == "“堆” 1 次："
    assert told[4] == "没有读出来的 3 处："
    assert told[5] == "  地点：（没读出来） → 热闹路8号 2 次，例：门口摆了好多"
    lately = duban("reading-errors", "--since", "5", "--json", **settings).stdout.splitlines()
    assert [(one["word"], one["times"]) for one in map(json.loads, lately)] == [
        ("堆", 1),
        ("摆", 1),
        (None, 1),
        (None, 1),
    ]
    assert json.loads(lately[0]) == {
        "word": "堆",
        "field": "category",
        "read": "店外经营",
        "right": "占道经营",
        "times": 1,
        "text": "门口堆了好多",
    }


def test_a_tally_is_read_line_by_line(duban: Duban) -> None:
    done = duban("tally", typed="今日出动78人，清理8处问题点位\n你好\n")
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert {(one["value"], one["unit"]) for one in first["tallies"]} == {(78, "人"), (8, "处")}
    assert second == {"text": "你好", "tallies": []}


READ_ONE_LINE = """
import sys
from bot.command_line import main
main(["read"])
print(sorted({"aiohttp", "sqlalchemy", "structlog", "telegram"} & sys.modules.keys()))
"""


def test_reading_texts_needs_neither_the_database_nor_telegram(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ_ONE_LINE],
        cwd=tmp_path,
        env=environment(),
        input="大家早上好\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    line, imported = done.stdout.splitlines()
    assert json.loads(line)["is_report"] is False
    assert imported == "[]"


def test_whoever_stops_reading_gets_no_traceback(tmp_path: Path) -> None:
    typed = "热闹路32号门口占道经营\n" * 3000
    (tmp_path / "lines").write_text(typed)
    command = f"{sys.executable} -m bot read < lines | head -1"
    done = subprocess.run(
        command,
        shell=True,
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


STANDARD = """
city = "示范市"

[[items]]
code = "04-06"
big_class = "街面秩序"
name = "占道经营"
limit = "2紧急工作时"

[[items]]
code = "04-88"
big_class = "街面秩序"
name = "乱放风筝"
limit = "1天"
"""


def test_a_standard_is_loaded_as_text_or_spreadsheet(tmp_path: Path, duban: Duban) -> None:
    (tmp_path / "limits.toml").write_text(STANDARD, "utf-8")
    done = duban("load", "limits.toml")
    assert done.returncode == 0
    assert "第 1 版，示范市的立案标准；小类 2，立案条件 2" in done.stdout
    assert "新增 2，修改 0，恢复 0，停用 0" in done.stdout
    assert "请留意，第 10 行：“乱放风筝”不在机器人的词表里" in done.stdout
    assert "没有变化，仍是第 1 版" in duban("load", "limits.toml").stdout
    (tmp_path / "limits.toml").write_text(STANDARD.replace("1天", "0天"), "utf-8")
    done = duban("load", "limits.toml")
    assert done.returncode == 1
    assert "立案标准有错误，什么都没有改动" in done.stdout
    assert "第 10 行：时限“0天”不大于零" in done.stdout
    (tmp_path / "limits.xlsx").write_bytes(b"PK\x03\x04")
    assert "第 1 行：这不是 .xlsx 表格文件" in duban("load", "limits.xlsx").stdout


def test_an_org_file_is_loaded_and_the_digest_shown(tmp_path: Path, duban: Duban) -> None:
    (tmp_path / "org.toml").write_text(org_text())
    done = duban("load", "org.toml")
    assert done.returncode == 0, done.stderr
    assert "第 1 版" in done.stdout
    assert "大南中队" in done.stdout
    done = duban("digest", "--chat", "-1001000000001")
    assert (done.returncode, done.stderr) == (0, "")
    assert "示范区城管督查群" in done.stdout
    assert "<b>" not in done.stdout
    done = duban("digest", "--chat", "-5")
    assert (done.returncode, "没有登记过的群" in done.stderr) == (1, True)


def test_a_map_file_is_loaded_beside_the_org_file(tmp_path: Path, duban: Duban) -> None:
    (tmp_path / "org.toml").write_text(org_text())
    (tmp_path / "areas.geojson").write_text(TOWN_MAP)
    done = duban("load", "org.toml", "areas.geojson")
    assert (done.returncode, done.stderr) == (0, "")
    assert "areas.geojson：已加载，2 个区域，2 个单位" in done.stdout
    (tmp_path / "other.json").write_text(TOWN_MAP.replace("皇城中队", "黄城中队"))
    done = duban("load", "other.json")
    assert done.returncode == 1
    assert "区域文件有错误" in done.stdout
    assert "第 2 个区域：没有叫“黄城中队”的单位。是不是“皇城中队”？" in done.stdout
    (tmp_path / "other.json").write_text(TOWN_MAP)
    assert "其他区域文件：areas.geojson（2）" in duban("load", "other.json").stdout


def test_a_mistake_in_an_org_file_names_its_line_and_changes_nothing(
    tmp_path: Path, duban: Duban
) -> None:
    (tmp_path / "org.toml").write_text(org_text().replace('role = "supervision"', 'role = "boss"'))
    done = duban("load", "org.toml")
    assert done.returncode == 1
    assert re.search(r"第 \d+ 行", done.stdout)
    assert duban("digest").returncode == 1
    assert duban("load", "missing.toml").stderr.startswith("读不了 missing.toml")


def test_doctor_says_what_to_do(duban: Duban) -> None:
    done = duban("doctor")
    assert "DUBAN_TELEGRAM_TOKEN" in done.stdout
    assert "Traceback" not in done.stderr
    done = duban("doctor", TELEGRAM_TOKEN=TOKEN, TELEGRAM_API="http://127.0.0.1:1")
    assert (done.returncode, "连不上 Telegram" in done.stdout) == (1, True)


def test_without_a_token_the_sandbox_and_the_bot_run_together(tmp_path: Path, duban: Duban) -> None:
    arguments = ("run", "--empty", "--port", "0")
    with running(tmp_path, *arguments, HTTP_PORT="0") as first:
        url = first.address()
        state = get(f"{url}/sandbox/state")
        assert len(state["people"]) == 8
        assert state["bot"]["username"] == "duban_bot"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "errors"]
        second = duban(*arguments, HTTP_PORT="0")
        assert second.returncode == 1
        assert "另一个" in second.stderr
        assert "Traceback" not in second.stderr
        first.process.kill()
        first.process.wait(10)
    with running(tmp_path, *arguments, HTTP_PORT="0") as again:
        after = get(f"{again.address()}/sandbox/state")
        assert [chat["id"] for chat in after["chats"]] == [chat["id"] for chat in state["chats"]]
        assert again.ends(signal.SIGTERM) < 5
        assert again.process.returncode == 0, again.errors()


def test_a_real_bot_shows_its_claim_code_on_the_terminal_only(
    tmp_path: Path, nursery: Nursery
) -> None:
    served = ("sandbox", "--port", "0", "--data", "town")
    with running(tmp_path, *served, nursery=nursery) as sandbox:
        url = sandbox.address()
        token = next(line.partition("=")[2] for line in iter(sandbox.line, "") if "TOKEN=" in line)
        settings = {"TELEGRAM_TOKEN": token, "TELEGRAM_API": url, "HTTP_PORT": "0"}
        with running(tmp_path, "run", nursery=nursery, **settings) as bot:
            assert bot.line() == "@duban_bot 已启动。"
            code = bot.line().rpartition("/claim ")[2]
            assert len(code) >= 22, "128 bits"
            assert bot.ends(signal.SIGINT) < 5
            assert bot.process.returncode == 0
            told = bot.errors()
            assert code not in told
            assert token not in told
        with running(tmp_path, "run", nursery=nursery, ADMINS="1001", **settings) as bot:
            assert bot.line() == "@duban_bot 已启动。"
            bot.ends(signal.SIGTERM)
            assert bot.line() == "", "no code once there is an admin"


def test_ports_that_are_taken_are_named(duban: Duban) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = duban("run", "--empty", "--port", port, HTTP_PORT="0")
        assert (done.returncode, "--port" in done.stderr) == (1, True)
        done = duban("run", "--empty", "--port", "0", HTTP_PORT=port)
        assert (done.returncode, "DUBAN_HTTP_PORT" in done.stderr) == (1, True)
