"""The daily digest: counted by the rules, told with a picture, every number can be opened."""

from datetime import date, datetime, timedelta
from typing import Any

from db import cards, cases, chats, digests, outbox, tallies, units, untold
from db.cards import Card
from db.transaction import Transaction
from documents.digest_page import (
    CategoryRow,
    DigestHeadings,
    DigestPage,
    OverdueRow,
    RankRow,
    Tile,
    UnitRow,
)
from domain.digest import MINIMUM_SAMPLE, Numbers, UnitFigures, count, ranking
from domain.letters import DRAWN_WITHIN, Keyboard, Kind, Priority
from domain.people import Chat, GroupRole
from domain.wall_time import next_at
from operations import buttons, tallying, whistle_digest
from operations.office import Office
from operations.viewing import LONGEST_CAPTION, listing, view, views
from texts import Texts

OPENED = ("reported", "filed", "closed", "void", "open", "late", "on_time")
FURTHER = ("account", "untold")
"""Numbers that are shown only on days that have some."""
LINES = 5
OPEN_LINES = 8
RANKS = 3
# Numbers that units told of their own work.
TALLIES = 6
# A digest that was missed for longer than this is of no use to anybody.
LATE_AT_MOST = timedelta(hours=36)


async def due(tx: Transaction, office: Office) -> bool:
    """One group whose hour has come (or had come while the bot was down) gets its digest, once."""
    found = await chats.due_digest(tx)
    if found is None:
        return False
    if tx.now - found.at <= LATE_AT_MOST:
        since = await digests.last_until(tx, found.chat.id, found.at)
        day_before = found.at - timedelta(days=1)
        await _make(
            tx, office, found.chat, since=max(since or day_before, day_before), until=found.at
        )
    hour = found.chat.settings.digest_at
    following = next_at(hour, office.timezone, found.at) if hour else None
    await chats.set_next_digest(tx, found.chat.id, following)
    return True


async def ask(tx: Transaction, office: Office, chat: Chat, thread: int | None) -> int | None:
    """/digest: from midnight until now. The number of its card; None if it stands already."""
    midnight = office.local(tx.now).replace(hour=0, minute=0, second=0, microsecond=0)
    return await _make(tx, office, chat, since=midnight, until=tx.now, asked=True, thread=thread)


async def _scope(tx: Transaction, chat: Chat) -> dict[str, int | None]:
    """A unit's group hears of its own cases; other groups of their bureau's."""
    if chat.role is GroupRole.UNIT:
        return {"unit": chat.unit}
    return {"bureau": (await units.org_chart(tx)).bureau_of(chat.unit)}


async def _make(
    tx: Transaction,
    office: Office,
    chat: Chat,
    *,
    since: datetime,
    until: datetime,
    asked: bool = False,
    thread: int | None = None,
) -> int | None:
    scope = await _scope(tx, chat)
    numbers = count(await cases.touched_between(tx, since, until, **scope), since, until)
    blown = await whistle_digest.counted(tx, since, until, **scope)
    day = office.local(until).date()
    kept = await digests.add(
        tx,
        chat=chat.id,
        day=day,
        since=since,
        until=until,
        numbers=_kept(numbers)
        | {"whistles": blown, "untold": await untold.cases_between(tx, since, until, **scope)},
        asked=asked,
    )
    if kept is None:
        return None
    card = await cards.add(
        tx,
        kind="digest",
        chat=chat.id,
        thread=thread,
        is_photo=True,
        payload={"digest": kept},
    )
    await outbox.post(
        tx,
        chat=chat.id,
        thread=thread,
        kind=Kind.DIGEST,
        dedupe=f"digest:{kept}",
        priority=Priority.DIGEST,
        not_before=tx.now + DRAWN_WITHIN,
        card=card,
    )
    tx.ring("photos")
    return card


def _kept(numbers: Numbers) -> dict[str, Any]:
    """The numbers as JSON."""
    kept: dict[str, Any] = {
        name: list(getattr(numbers, name)) for name in (*OPENED, "due", "overdue", "account")
    }
    kept["units"] = [
        [row.unit, row.closed, row.open, row.late, row.due, row.on_time] for row in numbers.units
    ]
    kept["categories"] = [list(row) for row in numbers.categories]
    return kept


def _units(kept: dict[str, Any]) -> list[UnitFigures]:
    return [UnitFigures(*row) for row in kept["units"]]


async def message(
    tx: Transaction, office: Office, texts: Texts, card: Card
) -> tuple[str, Keyboard]:
    """The words under the picture, or the cases behind the number that somebody opened."""
    digest = await digests.get(tx, card.payload["digest"])
    assert digest is not None  # noqa: S101 - digests are never deleted
    kept = digest.numbers
    shown = {name: str(len(kept[name])) for name in OPENED}
    shown["on_time"] += f"/{len(kept['due'])}"
    shown |= {name: str(len(kept[name])) for name in FURTHER if kept.get(name)}
    if blown := kept.get("whistles", {}).get("ids"):
        shown["whistles"] = str(len(blown))
    opened, _, page_said = card.menu.partition(":")
    page = int(page_said or 0)
    behind = len(kept.get(opened) or ()) > (page + 1) * OPEN_LINES and opened != "whistles"
    further = f"{opened}:{page + 1}" if behind else ""
    keyboard = buttons.digest(texts, digest.id, shown, card.menu, further)
    if opened == "whistles" and blown:
        title = await _title(tx, texts, digest)
        return await whistle_digest.opened(tx, texts, title, kept), keyboard
    if opened in OPENED or (opened in FURTHER and kept.get(opened)):
        return await _opened(tx, office, texts, digest, opened, page), keyboard
    return await _caption(tx, office, texts, digest), keyboard


async def _opened(
    tx: Transaction, office: Office, texts: Texts, digest: digests.Digest, name: str, page: int
) -> str:
    ids = digest.numbers[name]
    here = ids[page * OPEN_LINES :]
    shown = await views(tx, office, texts, await cases.many(tx, here[:OPEN_LINES]))
    head = texts.say(
        "digest.numbers_head",
        title=await _title(tx, texts, digest),
        name=texts.plain(f"digest.number_{name}"),
        total=len(ids),
        formula=texts.plain(f"digest.formula_{name}"),
    )
    lines = [texts.say("replies.list_line", c=one) for one in shown]
    return listing(texts, head, lines, len(here), LONGEST_CAPTION)


async def _title(tx: Transaction, texts: Texts, digest: digests.Digest) -> str:
    chat = await chats.get(tx, digest.chat)
    return texts.plain(
        "digest.title", bureau=chat.title if chat else "", day=_day(texts, digest.day)
    )


def _day(texts: Texts, day: date) -> str:
    return texts.plain("words.day_of", month=day.month, day=day.day)


async def _caption(tx: Transaction, office: Office, texts: Texts, digest: digests.Digest) -> str:
    kept = digest.numbers
    ranked = ranking(_units(kept))
    chart = await units.org_chart(tx)

    def named(row: UnitFigures) -> str:
        unit = chart.unit(row.unit)
        return f"{unit.name if unit else row.unit} {row.on_time}/{row.due}"

    overdue = await cases.many(tx, kept["overdue"][:LINES])
    lines = [
        texts.say("replies.list_line", c=await view(tx, office, texts, one, link=True))
        for one in overdue
    ]
    return texts.say(
        "digest.caption",
        title=await _title(tx, texts, digest),
        period=texts.plain(
            "digest.period",
            since=texts.when(digest.since, tx.now),
            until=texts.when(digest.until, tx.now),
        ),
        n={name: len(kept.get(name, ())) for name in (*OPENED, *FURTHER, "due")}
        | {"on_time_rate": _rate(len(kept["on_time"]), len(kept["due"]))},
        best=named(ranked[0]) if ranked else "",
        worst=named(ranked[-1]) if len(ranked) > 1 else "",
        overdue=lines,
        overdue_more=max(0, len(kept["overdue"]) - LINES),
        tallies=await _tallies(tx, digest),
        whistles=await whistle_digest.line(tx, texts, kept),
    )


def _rate(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}".removesuffix(".0") if whole else "–"


async def _tallies(tx: Transaction, digest: digests.Digest) -> list[str]:
    chat = await chats.get(tx, digest.chat)
    chart = await units.org_chart(tx)
    own = {chat.unit} if chat and chat.role is GroupRole.UNIT else None
    bureau = chart.bureau_of(chat.unit) if chat else None
    told = own or {unit.id for unit in chart.units if bureau in (None, chart.bureau_of(unit.id))}
    those = {unit for unit in told if unit is not None}
    summed = await tallies.sums(tx, digest.since, digest.until, those, most=TALLIES)
    return [tallying.said(one) for one in summed]


async def page(tx: Transaction, texts: Texts, card: Card) -> DigestPage:
    """The digest as a page to draw."""
    digest = await digests.get(tx, card.payload["digest"])
    assert digest is not None  # noqa: S101 - digests are never deleted
    kept = digest.numbers
    chart = await units.org_chart(tx)
    names = {unit_id: unit.name for unit_id, unit in chart.every_unit.items()}
    ranked = ranking(_units(kept))
    # Nobody is among the best and the last; one unit alone has nobody to be better than.
    best = min(RANKS, (len(ranked) + 1) // 2) if len(ranked) > 1 else 0
    overdue = await cases.many(tx, kept["overdue"][:8])
    chat = await chats.get(tx, digest.chat)
    return DigestPage(
        title=texts.plain("digest.heading"),
        group=chat.title if chat else "",
        date=_day(texts, digest.day),
        as_of=texts.plain("digest.as_of", until=texts.clock(digest.until)),
        tiles=_tiles(texts, kept),
        units=tuple(
            UnitRow(names.get(row.unit, ""), row.closed, row.open, row.late) for row in _units(kept)
        ),
        categories=tuple(
            CategoryRow(texts.word("category", name), total) for name, total in kept["categories"]
        ),
        overdue=tuple(
            [
                OverdueRow(
                    str(one.number or ""),
                    one.address or "",
                    names.get(one.unit or 0, ""),
                    texts.plain("words.over", span=texts.span(digest.until - one.due_at)),
                )
                for one in overdue
                if one.due_at is not None
            ]
        ),
        overdue_total=len(kept["overdue"]),
        first=_ranks(ranked[:best], names, 1),
        last=_ranks(ranked[best:][-RANKS:], names, max(best, len(ranked) - RANKS) + 1),
        rank_note=texts.plain("digest.ranking_title", n=MINIMUM_SAMPLE),
        notes=tuple(await _tallies(tx, digest)),
        headings=_headings(texts),
    )


def _ranks(rows: Any, names: dict[int, str], first: int) -> tuple[RankRow, ...]:
    return tuple(
        RankRow(str(first + place), names.get(row.unit, ""), f"{_rate(row.on_time, row.due)}%")
        for place, row in enumerate(rows)
    )


def _tiles(texts: Texts, kept: dict[str, Any]) -> tuple[Tile, ...]:
    still, late = len(kept["open"]), len(kept["late"])
    rate = _rate(len(kept["on_time"]), len(kept["due"]))
    return (
        Tile(texts.plain("digest.number_reported"), str(len(kept["reported"]))),
        Tile(texts.plain("digest.number_filed"), str(len(kept["filed"]))),
        Tile(texts.plain("digest.number_closed"), str(len(kept["closed"])), "good"),
        Tile(texts.plain("digest.number_open"), str(still), "warn" if still else "plain"),
        Tile(texts.plain("digest.number_late"), str(late), "bad" if late else "plain"),
        Tile(texts.plain("digest.rate"), f"{rate}%" if rate != "–" else rate),
    )


def _headings(texts: Texts) -> DigestHeadings:
    fields = DigestHeadings.__dataclass_fields__
    # Two of them have a blank of their own, filled when the page is drawn.
    said = {name: texts.plain(f"digest.page.{name}", count="{count}") for name in fields}
    return DigestHeadings(**said)
