"""`duban read`, `tally` and `reading-errors`: texts in, lines of JSON out."""

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.example.bureau import org_text
from db import cases, corrections
from db.engine import Database
from domain.cases import Case, Source
from domain.corrections import Correction, Field
from tests.bot.commanding import TOKEN, Duban, environment
from tests.reading.cast import FIELDS


def test_reading_prints_a_line_of_json_for_each_line(tmp_path: Path, duban: Duban) -> None:
    (tmp_path / "org.toml").write_text(org_text())
    typed = "热闹路32号门口占道经营 大南中队2小时内整改\n\n大家早上好\n"
    done = duban("read", "--now", "2021-03-03T09:30+08:00", "--org", "org.toml", typed=typed)
    report, empty, greeting = (json.loads(line) for line in done.stdout.splitlines())
    assert report.keys() == FIELDS
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
