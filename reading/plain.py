"""Texts whose shape says what they are, whatever their words weigh.

Reports that have words which speak against one: of a patrol that found nothing, of what there is
not, of work that is counted. And work that is told with a place and a problem, as reports are.
"""

import re
from functools import cache

from reading.acts import bare_text
from reading.counts import find_counts
from reading.findings import Findings
from reading.model import Context, Due
from reading.tallywords import verbs
from reading.text import fold


def is_plain(found: Findings, intent: str, context: Context) -> bool:
    """Whether a text that seems to say something else (`intent`) is plainly a report."""
    if intent == "patrol_clear" and _is_all_but(found):
        return True
    return not context.reply_to and (_names_instead(found) or _is_a_counted_problem(found))


def is_work(found: Findings) -> bool:
    """Whether a text says what was done, to how many, and nothing else (清理步行街店外7家).

    The verb comes first, or only a place before it; the number last.
    """
    text = found.message.folded
    done = _done().match(text, _behind_places(found))
    if done is None or found.facts.deadline.kind is not Due.NONE or _ASKS.search(text):
        return False
    counts = [one for one in find_counts(text) if one.start >= done.end()]
    if len(counts) != 1:
        return False
    (one,) = counts
    return text[done.end() : one.start].isalnum() and not text[one.end :].strip(" 。.!！")


def _behind_places(found: Findings) -> int:
    """Where a text goes on behind the places with which it begins."""
    begin = 0
    for place in sorted(found.facts.places, key=lambda one: one.start):
        if not any(map(str.isalnum, found.message.folded[begin : place.start])):
            begin = max(begin, place.end)
    return begin


@cache
def _done() -> re.Pattern[str]:
    """Verbs of work that are done to something, at the beginning."""
    known = (verb for verb, kind in verbs().items() if kind == "result" and len(verb) > 1)
    return re.compile(
        rf"[\s,，:：]*(?:{'|'.join(sorted(map(re.escape, known), key=len, reverse=True))})"
    )


_ASKS = re.compile("请|需|要|求|尽快|抓紧|赶紧|赶快|速|限|麻烦|烦|务必|必须|督促|责令|没人|未|@")


def is_only_a_place(found: Findings) -> bool:
    """Whether a text says where, and nothing else: under a photo that is a report."""
    said = sum(place.end - place.start for place in found.facts.places)
    return said > 0 and said >= len(bare_text(found.message.folded))


def is_only_a_time(found: Findings) -> bool:
    """Whether a text says until when, and nothing else: under a card that is its new deadline."""
    raw = found.facts.deadline.raw
    return raw is not None and bare_text(fold(raw)) == bare_text(found.message.folded)


_BUT = re.compile("但|不过|只是|就是|除了")


def _is_all_but(found: Findings) -> bool:
    """Whether a patrol found nothing but one thing (未发现占道，但有小广告)."""
    but = _BUT.search(found.message.folded)
    return but is not None and any(
        not one.weak and one.start > but.start() for one in found.facts.present
    )


_INSTEAD = re.compile(r"[\s,，:：]*(?:没有?|不是|不算)[^，,。；;]{1,8}[，,]\s*(?:而|就|都)?是")


def _names_instead(found: Findings) -> bool:
    """Whether a text says but that it is one problem and not another (没有占道，是店外)."""
    text = found.message.folded.rstrip(" 。!！.~")
    instead = _INSTEAD.match(text, _behind_places(found))
    return (
        instead is not None
        and any(one.end <= instead.end() for one in found.facts.absent)
        and any(
            not one.weak and (one.start, one.end) == (instead.end(), len(text))
            for one in found.facts.present
        )
    )


def _is_a_counted_problem(found: Findings) -> bool:
    """Whether a text says a place and a problem there, how many, and nothing else.

    步行街出店经营7家: who did something about it says more, or tells of several things.
    """
    text = found.message.folded
    counts = list(find_counts(text))
    if len(counts) != 1 or not found.facts.places or found.facts.absent:
        return False
    spans = [
        *((one.start, one.end) for one in found.facts.present),
        *((one.start, one.end) for one in found.facts.places),
        *((one.start, one.end) for one in counts),
    ]
    said = {at for start, end in spans for at in range(start, end)}
    left = (one for at, one in enumerate(text) if at not in said)
    return bool(found.facts.present) and not any(one.isalnum() for one in left)
