"""No secret reaches a log, whoever writes the record and however it is rendered."""

import json
import logging
import sys
from typing import Any, Literal

import pytest
import structlog

from bot.logs import STRUCK, Scrubber, configure
from bot.request import open_api

TOKEN = "7000000001:AAverysecretverysecretverysecret12"
OTHER_TOKEN = "123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
PASSWORD = "correct horse"


pytestmark = pytest.mark.usefixtures("logs_as_before")


@pytest.mark.parametrize("style", ["console", "json"])
def test_secrets_are_struck_out_of_every_record(
    style: Literal["console", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    configure(style, [TOKEN, PASSWORD])
    structlog.get_logger("ours").info("started", token=TOKEN, url=f"https://x/bot{TOKEN}/getMe")
    logging.getLogger("theirs").warning("POST https://api/bot%s/getMe", OTHER_TOKEN)
    logging.getLogger("sql").error("no postgresql+asyncpg://duban:hunter2@db/duban")
    try:
        raise RuntimeError(f"failed with {TOKEN} and {PASSWORD}")
    except RuntimeError:
        structlog.get_logger("ours").exception("crashed")
    try:
        raise ValueError(TOKEN)
    except ValueError:
        sys.excepthook(*sys.exc_info())
    written = capsys.readouterr().err
    for secret in (TOKEN, OTHER_TOKEN, PASSWORD, "hunter2"):
        assert secret not in written
    assert written.count(STRUCK) >= 7
    assert written.count("RuntimeError: failed with") == 1


def test_json_records_are_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    structlog.get_logger("ours").info("案件已立", number="1121-007")
    logging.getLogger("theirs").warning("odd %s", "thing")
    try:
        raise RuntimeError("why")
    except RuntimeError:
        structlog.get_logger("ours").exception("crashed")
    records: list[dict[str, Any]] = [
        json.loads(line) for line in capsys.readouterr().err.splitlines()
    ]
    assert [record["event"] for record in records] == ["案件已立", "odd thing", "crashed"]
    assert records[0]["number"] == "1121-007"
    assert {"level", "timestamp", "logger"} <= records[1].keys()
    assert "RuntimeError: why" in records[2]["exception"]


def test_libraries_that_tell_addresses_are_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    configure("console")
    for name in ("httpx", "aiohttp.access", "apscheduler.scheduler", "telegram.Bot"):
        logging.getLogger(name).info("GET https://api.telegram.org/bot…/getMe")
    assert capsys.readouterr().err == ""


async def test_a_failing_request_does_not_tell_the_token(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("console", [TOKEN])
    api = open_api("http://127.0.0.1:1", TOKEN)
    try:
        await api.initialize()
    except Exception as error:
        assert TOKEN not in repr(error)
        structlog.get_logger("ours").exception("telegram_away")
    await api.shutdown()
    written = capsys.readouterr().err
    assert "NotSent" in written
    assert TOKEN.partition(":")[2] not in written


def test_short_secrets_do_not_strike_out_ordinary_words() -> None:
    assert Scrubber(["duban"])("duban starts") == "duban starts"
    assert Scrubber(["duban"])("://duban:duban@db") == f"://duban:{STRUCK}@db"
