"""What the standard says of a category, in words: the answer to /standard."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from db.transaction import Transaction
from domain.refusals import Refused
from domain.standard import STOPGAP, Item, Phase, Standard
from domain.standard_limits import number
from operations import standards
from operations.standards import Standing
from operations.viewing import LONGEST_TEXT, listing
from reading.lexicon import lexicon
from texts import Texts

_CODE = re.compile(r"\s*([0-9A-Za-z]{1,10})[-－]([0-9A-Za-z]{1,10})\s*")
_CHOICES = 6


async def answer(tx: Transaction, texts: Texts, wanted: str) -> str:
    """The conditions and limits of a category, small class or code; an overview for "".

    Refused with `no_such_category` and the nearest names for what nobody knows.
    """
    standing = await standards.standing(tx)
    if not wanted:
        return _overview(tx, texts, standing)
    items = _find(standing.standard, texts, wanted)
    if not items:
        return _without(tx, texts, standing, wanted)
    title = "、".join(dict.fromkeys(texts.word("category", item.category) for item in items))
    head = _head(tx, texts, standing, title, {item.category for item in items})
    blocks = ["\n".join(_item(texts, item)) for item in items]
    return listing(texts, head, blocks, len(blocks), LONGEST_TEXT)


def limit_words(texts: Texts, phases: Iterable[Phase]) -> str:
    """A limit as people say it: 2 紧急工作时; or for two phases, both of them."""
    said = {
        phase.name: texts.plain(f"standard.unit.{phase.unit}", n=number(phase.value))
        for phase in phases
    }
    return texts.plain(f"standard.{'twice' if STOPGAP in said else 'once'}", **said)


def _overview(tx: Transaction, texts: Texts, standing: Standing) -> str:
    standard = standing.standard
    return texts.say(
        "standard.overview",
        city=standard.city,
        classes=len(standard.items),
        conditions=sum(1 for _pair in standard.conditions()),
        version=_version(tx, texts, standing, frozenset()),
    )


def _head(
    tx: Transaction, texts: Texts, standing: Standing, title: str, categories: Iterable[str]
) -> str:
    version = _version(tx, texts, standing, categories)
    return texts.say("standard.head", title=title, version=version)


def _version(tx: Transaction, texts: Texts, standing: Standing, categories: Iterable[str]) -> str:
    """Which version it is; for categories, the one that last changed them."""
    standard = standing.standard
    if standing.version is None:
        return texts.say("standard.shipped", source=standard.source)
    changed = [standing.since[name] for name in categories if name in standing.since]
    version = max(changed, key=lambda one: one.id, default=standing.version)
    return texts.say(
        "standard.since" if changed else "standard.version",
        city=standard.city,
        number=version.id,
        at=texts.when(version.at, tx.now),
        by=version.by,
    )


def _item(texts: Texts, item: Item) -> list[str]:
    handlers = list(dict.fromkeys(one.handler for one in item.conditions if one.handler))
    head = texts.say(
        "standard.item",
        code=item.code,
        name=item.name,
        kind=item.kind.value,
        big_class=item.big_class,
        handler="、".join(handlers)[:100],
    )
    conditions = [
        texts.say(
            "standard.condition",
            urgent=one.urgent,
            filing=one.filing,
            limit=limit_words(texts, one.phases),
            closing=one.closing,
            default=one.default,
        )
        for one in item.conditions
    ]
    return [head, *conditions]


def _find(standard: Standard, texts: Texts, wanted: str) -> tuple[Item, ...]:
    """The small classes that are meant: by code, category, name, alias, or a part of a name."""
    code = _CODE.fullmatch(wanted)
    if code:
        return tuple(item for item in standard.items if item.code == f"{code[1]}-{code[2]}")
    category = _category(standard, texts, wanted)
    if category is not None:
        return standard.of(category)
    named = [item for item in standard.items if wanted in (item.name, *item.aliases)]
    if not named and len(wanted) > 1:
        named = [item for item in standard.items if wanted in item.name]
    return tuple(named)


def _category(standard: Standard, texts: Texts, wanted: str) -> str | None:
    """The category of that name, in this language too, or with that word of the reader's."""
    names = standard.categories | lexicon().categories.keys()
    if wanted in names:
        return wanted
    low = wanted.lower()
    named = [name for name in names if texts.word("category", name).lower() == low]
    if not named and not any(wanted == item.name for item in standard.items):
        named = [name for name, one in lexicon().categories.items() if wanted in one.words]
    return named[0] if named else None


def _without(tx: Transaction, texts: Texts, standing: Standing, wanted: str) -> str:
    """A category of the reader's that the standard leaves out, or nothing that anybody knows."""
    category = _category(standing.standard, texts, wanted)
    if category is None:
        names = {name for item in standing.standard.items for name in (item.name, item.category)}
        close = get_close_matches(wanted, sorted(names), n=_CHOICES, cutoff=0.3)
        raise Refused("no_such_category", name=wanted[:40], choices=tuple(close))
    title = texts.word("category", category)
    head = _head(tx, texts, standing, title, ())
    phases = standards.customary(category)
    if not phases:
        return "\n".join((head, texts.say("standard.no_limit")))
    limit = limit_words(texts, phases)
    return "\n".join((head, texts.say("standard.customary", limit=limit)))
