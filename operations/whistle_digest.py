"""The whistles of a day in its digest: how many, who came, and who did not."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from db import units, whistles
from db.transaction import Transaction
from domain.org_chart import OrgChart
from domain.whistle import count
from operations.viewing import LONGEST_CAPTION, listing
from texts import Texts

LINES = 12


async def counted(
    tx: Transaction,
    since: datetime,
    until: datetime,
    *,
    bureau: int | None = None,
    unit: int | None = None,
) -> dict[str, Any]:
    """The figures of a period as JSON, for a bureau or for one unit."""
    blown = await whistles.with_limit_between(tx, since, until, bureau)
    calls = await whistles.calls_of(tx, [one.id for one in blown])
    found = count(((one, calls.get(one.id, [])) for one in blown), since, until, unit)
    return {
        "ids": list(found.whistles),
        "called": found.called,
        "arrived": found.arrived,
        "absent": [list(pair) for pair in found.absent],
        "late": [list(pair) for pair in found.late],
    }


async def line(tx: Transaction, texts: Texts, kept: dict[str, Any]) -> str:
    """吹哨 2 次，报到 5/6，缺席：示范环卫所（哨1121-01）; '' on a day without any."""
    # Digests of former days were told without it.
    figures = kept.get("whistles")
    if not figures or not figures["ids"]:
        return ""
    chart = await units.org_chart(tx)
    return texts.say(
        "whistle.digest_line",
        n=len(figures["ids"]),
        arrived=figures["arrived"],
        called=figures["called"],
        absent=_by_unit(texts, chart, figures["absent"]),
        late=_by_unit(texts, chart, figures["late"]),
    )


def _by_unit(texts: Texts, chart: OrgChart, pairs: Iterable[tuple[int, str]]) -> list[str]:
    numbers: dict[int, list[str]] = {}
    for unit, number in pairs:
        numbers.setdefault(unit, []).append(number)
    named = {unit: chart.unit(unit) for unit in numbers}
    return [
        texts.say("whistle.digest_unit", unit=one.name if one else "", numbers=numbers[unit])
        for unit, one in named.items()
    ]


async def opened(tx: Transaction, texts: Texts, title: str, kept: dict[str, Any]) -> str:
    """The whistles behind the number, and how it is counted."""
    ids = kept["whistles"]["ids"]
    head = texts.say(
        "digest.numbers_head",
        title=title,
        name=texts.plain("digest.number_whistles"),
        total=len(ids),
        formula=texts.plain("digest.formula_whistles"),
    )
    calls = await whistles.calls_of(tx, ids[:LINES])
    lines = [
        texts.say(
            "whistle.digest_row",
            number=str(one.number),
            place=one.place or texts.plain("words.no_place"),
            reason=one.reason,
            arrived=sum(call.arrived_at is not None for call in calls[one.id]),
            called=len(calls[one.id]),
        )
        for one in await whistles.many(tx, ids[:LINES])
    ]
    return listing(texts, head, lines, len(ids), LONGEST_CAPTION)
