"""What an English text does: weighed as `reading.acts` weighs a Chinese one."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from reading.acts import (
    Ruling,
    bare_text,
    heaviest,
    media_only,
    report_weight,
    signals_said,
    weigh,
    words_for,
)
from reading.english.tallies import counts
from reading.english.vocabulary import vocabulary
from reading.findings import Facts
from reading.model import Act, Context
from reading.rules import Match
from reading.text import Message

_POLITE = re.compile(
    r"(?:[\s,.!]+(?:please|pls|thanks|thank you|sir|boss|chief|team|all|guys|everyone|mate|folks"
    r"|everybody|captain|colleagues|again|now|then|👍|🙏|👌|✅))+[\s.!]*$"
)
_LONGEST_WHOLE = 60
_PHONE = re.compile(r"(?<![0-9])(?:\+?[0-9][0-9 -]{6,13}[0-9])(?![0-9:])")
_MEDIA = re.compile(r"\s*\[[a-z][a-z ]{2,24}\]\s*")
_CORRECTED = re.compile(r"\b(?:it's|it is|should be|i meant|actually)\b[^.;!?\n]{2,40},?\s+not\b")
_FIRST = re.compile(r"[^.,;:!?\n]+")
_DID = re.compile(
    r"\s*(?:(?:we|i|they|crew|team|just|already|have|has|done|ok|yes|all)[\s,.:]+){0,4}(?:cleared|cleaned"
    r"|removed|fixed|repaired|replaced|towed|collected|emptied|swept|filled|washed|unblocked"
    r"|dispersed|took (?:away|down))\b(?! (?:by|up to|yesterday|about|over|some|nearly|[0-9]))"
)
_HEADED = re.compile(r"\s*(?:notice|reminder|attention|announcement|note|fyi)\s*[:!]")
_ASKED_STATE = re.compile(
    r"\s*(?:is|are|has|have|was|were|did|does|do we|when will|when is|when are)\b[^.;!\n]*"
    r"\b(?:yet|done|ready|fixed|repaired|replaced|cleared|cleaned|removed|moved|finished|closed"
    r"|handled|solved|resolved|working|back|towed|emptied|swept)\b[^.;!?\n]*\?"
)
_ASKED = re.compile(r"\?\s*[^\w\s]*\s*$")
_OWN_LIFE = re.compile(r"\b(?:i|my|me|i'm|i've|i'd)\b")
_ON_A_CARD = (Act.ACCEPT, Act.DONE, Act.PROGRESS, Act.RETURN, Act.REWORK, Act.PASS)


def decide(message: Message, matches: Sequence[Match], facts: Facts, context: Context) -> Ruling:
    """The act of a text. A whole message that is known word for word is decided by that alone."""
    if whole := _whole(message.folded, context):
        return whole
    known = vocabulary().signals
    said = signals_said(matches, known)
    weights = weigh(said, known)
    weights[Act.REPORT] = weights.get(Act.REPORT, 0) + report_weight(message, facts, context)
    _weigh_findings(message, weights, facts)
    _weigh_form(message.folded, weights, facts)
    _weigh_against(message, weights, facts, said)
    if context.reply_to in {"card", "plate"}:
        weights[Act.REPORT] *= 0.5
        for act in _ON_A_CARD:
            weights[act] = weights.get(act, 0) * 1.5
    return heaviest(weights, facts, said, lambda act: words_for(message, matches, act, known))


def _whole(folded: str, context: Context) -> Ruling | None:
    if media_only(folded) or _MEDIA.fullmatch(folded):
        return Ruling(Act.MEDIA_ONLY, 9, 0, (folded.strip(),), whole=True)
    if len(folded) > _LONGEST_WHOLE:
        return None
    known = vocabulary().whole
    bare = bare_text(folded)
    hit = known.get(bare) or known.get(bare_text(_POLITE.sub("", folded)))
    if hit and not (hit[0] is Act.DONE and context.asked):
        return Ruling(hit[0], 9, 0, (bare,), whole=True)
    return None


def _weigh_findings(message: Message, weights: dict[Act, float], facts: Facts) -> None:
    """What a text holds beside its words: absences, counts, telephone numbers, questions."""
    folded = message.folded
    if facts.absent and not facts.present:
        _add(weights, Act.PATROL_CLEAR, 5)
    if _PHONE.search(folded):
        _add(weights, Act.AD, 2)
    if found := len(counts(folded)):
        _add(weights, Act.DIGEST, min(3 * found, 9))
    if not facts.places and _ASKED.search(folded):
        _add(weights, Act.QUERY, 3 if Act.QUERY in weights else 2)
        if not any(not f.weak for f in facts.present):
            weights[Act.REPORT] *= 0.5
    if not facts.places and _OWN_LIFE.search(folded):
        _add(weights, Act.CHATTER, 1.5)


def _weigh_form(folded: str, weights: dict[Act, float], facts: Facts) -> None:
    """How a text is put: not this but that, is it done yet?, Notice: …, Copy, …"""
    if _CORRECTED.search(folded) and not facts.present:
        _add(weights, Act.AMEND, 6)
    if _ASKED_STATE.match(folded):
        _add(weights, Act.QUERY, 7)
    if _DID.match(folded) and "?" not in folded:
        _add(weights, Act.DONE, 6)
    if _HEADED.match(folded):
        _add(weights, Act.NOTICE, 4)
    if first := _FIRST.match(folded):
        begun = vocabulary().whole.get(bare_text(first[0]))
        if begun and begun[0] is not Act.CHATTER:
            _add(weights, begun[0], 3)


def _weigh_against(
    message: Message,
    weights: dict[Act, float],
    facts: Facts,
    said: Mapping[Act, Counter[str]],
) -> None:
    """Where a problem or its return is surely told, words for other acts mean less."""
    sure = any(not f.weak for f in facts.present)
    if "rebound" in said.get(Act.REPORT, ()):
        _lower(weights, 0.4, Act.DONE, Act.PATROL_CLEAR, Act.THANKS)
    if facts.present:
        _lower(weights, 0.5 if sure else 1, Act.PATROL_CLEAR)
    if sure:
        _lower(weights, 0.5, Act.URGE)
    if sure and any(place.weight > 1 for place in facts.places):
        _lower(weights, 0.6, Act.CHATTER, Act.WEATHER, Act.JOKE, Act.GREETING, Act.REWORK)
        _lower(weights, 0.6, Act.WITHDRAW, Act.SUSPEND, Act.PROGRESS, Act.ACCEPT)
        if any(place.weight >= 2 for place in facts.places):
            _lower(weights, 0.8, Act.NOTICE)
    if Act.THANKS in weights and Act.DONE in weights and _ASKED.search(message.folded):
        _lower(weights, 0.5, Act.DONE)


def _add(weights: dict[Act, float], act: Act, weight: float) -> None:
    weights[act] = weights.get(act, 0) + weight


def _lower(weights: dict[Act, float], factor: float, *acts: Act) -> None:
    for act in acts:
        weights[act] = weights.get(act, 0) * factor
