"""`duban reading-errors`: which words were read wrongly, as people have put it right."""

import argparse
import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from bot.commands.desk import desk
from bot.commands.terminal import say
from bot.settings import Settings
from db import corrections
from domain.corrections import Field, ReadingError, count_errors

_FIELDS = {
    Field.REPORT: "是否上报",
    Field.CATEGORY: "类别",
    Field.ADDRESS: "地点",
    Field.UNIT: "单位",
    Field.DEADLINE: "时限",
}
_VALUES = {"report": "上报", "not_a_case": "不是案件"}


def command(settings: Settings, wanted: argparse.Namespace) -> int:
    """Print them as people read them, or as JSON."""
    asyncio.run(reading_errors(settings, wanted.since, as_json=wanted.json))
    return 0


async def reading_errors(settings: Settings, days: int | None, *, as_json: bool) -> None:
    """The errors of the last days (None: of all time), as people or as programs read them."""
    async with desk(settings) as (database, clock):
        since = clock.now() - timedelta(days=days) if days is not None else None
        async with database.read(clock.now()) as tx:
            errors = count_errors(await corrections.since(tx, since))
    if as_json:
        for error in errors:
            say(_json(error))
    elif errors:
        _tell(errors)
    else:
        say(
            "这段时间没有人更正过读错的内容。" if days is not None else "还没有人更正过读错的内容。"
        )


def _json(error: ReadingError) -> str:
    told = {
        "word": error.word,
        "field": error.field.value,
        "read": error.read_as,
        "right": error.meant,
        "times": error.times,
        "text": error.text,
    }
    return json.dumps(told, ensure_ascii=False)


def _tell(errors: Sequence[ReadingError]) -> None:
    for word, of_word in groupby(errors, key=lambda error: error.word):
        found = list(of_word)
        if word is None:
            say(f"没有读出来的 {sum(one.times for one in found)} 处：")
        else:
            say(f"“{word}” {sum(one.times for one in found)} 次：")
        for one in found:
            say(_line(one))


def _line(error: ReadingError) -> str:
    read = _VALUES.get(error.read_as or "", error.read_as) or "（没读出来）"
    meant = _VALUES.get(error.meant, error.meant)
    times = f" {error.times} 次" if error.times > 1 else ""
    example = " ".join(error.text.split())
    return f"  {_FIELDS[error.field]}：{read} → {meant}{times}，例：{example}"
