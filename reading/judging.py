"""What was said, finally: the rules' findings and all pieces of the text, weighed as was learnt.

The rules know words, the learned model knows which of them to believe, and many small signs beside
(a question's particle, a first person); a network that reads the text in order is heard as well
(昨天修好的路灯今天又黑了). Which act it is within an intent (已整改 and 正在处理 are
both feedback) only the rules say. Where they know no word, a reply to a card moves its case from a
likelihood of `LIKELY` on (晓得嘞: accepted).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from reading import features
from reading.acts import Ruling, rule, words_for
from reading.asking import said_by_parts
from reading.findings import Findings
from reading.in_order import heard, shifted
from reading.learned import MASKED, TYPED, learned
from reading.model import INTENT_OF, Act, Context
from reading.plain import is_only_a_place, is_only_a_time, is_plain, is_work
from reading.reasons import Reasons
from reading.replies import likeliest

ENOUGH = 0.5
"""A text is a report from this likelihood on. Of ordinary texts that nobody learnt from, 99.4 % of
what is taken for a report is one, and 99.0 % of the reports are taken for it; of deceptive texts
95.6 % and 98.2 %."""
IN_ORDER = 0.35
"""What the network says counts as much, what the pieces of the text say the rest."""
SURE = 3.0
"""In reply to a card few words are enough: from this weight on the rules decide what they do …"""
LIKELY = 0.6
"""… and an act of which they know no word must be likelier than this to move the case."""
GUESSED = 0.35
"""Elsewhere, too, nothing is said where nothing is likely."""
CARDS = frozenset({"card", "plate"})
"""What shows a case: who replies to it means that one, …"""
OF_A_CASE = CARDS | {"report"}
"""… as who replies to the report that it was made of."""
_NO_ACTS = frozenset({Act.REPORT, Act.CHATTER})
QUIET = 0.1
"""What is praise, a notice, a digest or a patrol that found nothing with this likelihood, or with
more, is no report."""
_NO_CASES = frozenset({"thanks", "notice", "patrol_clear", "digest"})
_LEARNT = {"digest": -1.0}
"""The texts that were learnt from have more work reports among them than groups have …"""
_REASONS = 4
_PHOTO = {"report": 1.5}
"""… and who sends a photo with the words reports more often …"""
_REPLY = {"report": -2.0, "chatter": -0.5}
"""… and who replies to a card means its case."""
USUAL: Mapping[str, Act] = {
    "ack": Act.ACCEPT,
    "feedback": Act.PROGRESS,
    "reject": Act.RETURN,
    "command": Act.COMMAND,
    "notice": Act.NOTICE,
    "chatter": Act.CHATTER,
}
"""The act of an intent of which the rules found no word."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The act, how likely it is (0 to 1), and the words that led to it."""

    act: Act
    chance: float
    why: Sequence[str]


def decide(found: Findings, context: Context) -> Decision:
    """The act of a text with what is known beside it."""
    ruled = rule(found, context)
    if ruled.whole:
        return Decision(ruled.act, 1.0, ruled.why)
    if is_only_a_place(found):
        act = Act.REPORT if context.has_photo else Act.CHATTER
        return Decision(act, 0.5, (found.message.typed.strip(),))
    if context.reply_to in OF_A_CASE and (meant := _of_a_reply(found, ruled)):
        act, chance = meant
        return Decision(act, round(chance, 2), _why(found, act))
    if context.reply_to and ruled.act not in _NO_ACTS and ruled.weight >= SURE:
        return Decision(ruled.act, round(ruled.weight / (ruled.weight + 1), 2), ruled.why)
    if not context.reply_to and is_work(found):
        return Decision(Act.DIGEST, 1.0, _why(found, Act.DIGEST))
    likely = chances(found, ruled, context)
    report = likely.pop("report")
    intent = max(likely, key=likely.__getitem__)
    quiet = sum(likely[one] for one in _NO_CASES)
    if (report >= ENOUGH and quiet < QUIET) or is_plain(found, intent, context):
        back = "rebound" in ruled.said.get(Act.REPORT, ())
        act = Act.REBOUND if back else Act.REPORT
        return Decision(act, round(report, 2), _why(found, Act.REPORT))
    act = _act_of(intent, ruled)
    least = LIKELY if context.reply_to else GUESSED
    if likely[intent] < least and not ruled.weights.get(act):
        act = Act.CHATTER
    return Decision(act, round(likely[intent], 2), _why(found, act))


def _of_a_reply(found: Findings, ruled: Ruling) -> tuple[Act, float] | None:
    """What a reply to a card does, as was learnt; a time and no more is for whoever may set it."""
    if ruled.act is Act.REBOUND or is_only_a_time(found):
        return None
    return likeliest(evidence(found, ruled))


def evidence(found: Findings, ruled: Ruling) -> list[str]:
    """The features by which the intent of a text is judged."""
    masked, typed = found.bare, found.message.folded
    return [
        *_beside_the_words(found, ruled),
        *features.marked(MASKED, masked),
        *features.marked(TYPED, typed),
    ]


def _beside_the_words(found: Findings, ruled: Ruling) -> list[str]:
    facts = found.facts
    return features.of_intent(
        found.message,
        ruled.said,
        ruled.act,
        facts.present,
        facts.absent,
        facts.places,
        facts.units,
        facts.deadline,
    )


def chances(found: Findings, ruled: Ruling, context: Context) -> dict[str, float]:
    """How likely each intent is, between 0 and 1: by the pieces of the text and by their order."""
    both = heard(found, by_pieces(found, ruled), "intents", IN_ORDER)
    return shifted(both, _shift(context))


def by_pieces(found: Findings, ruled: Ruling) -> dict[str, float]:
    """How likely each intent is by the pieces of the text and what the rules found in it."""
    said = said_by_parts(found.bare, found.message.folded).intents
    return learned("intents").probabilities(_beside_the_words(found, ruled), said)


def _shift(context: Context) -> dict[str, float]:
    shift = dict(_LEARNT)
    for known, more in (
        (context.has_photo, _PHOTO),
        (context.reply_to in CARDS, _REPLY),
    ):
        if known:
            shift |= {intent: shift.get(intent, 0.0) + value for intent, value in more.items()}
    return shift


def _act_of(intent: str, ruled: Ruling) -> Act:
    """The act of an intent for which the rules found most."""
    if INTENT_OF[ruled.act] == intent:
        return ruled.act
    of_it = {
        act: weight
        for act, weight in ruled.weights.items()
        if INTENT_OF[act] == intent and weight > 0
    }
    if of_it:
        return max(of_it, key=lambda act: (of_it[act], act))
    if intent == "command" and ruled.act is Act.NOTICE and ruled.weight >= SURE:
        # An order to everybody (各中队请于三点前上报名单) is for no case.
        return Act.NOTICE
    return USUAL.get(intent) or Act(intent)


def _why(found: Findings, act: Act) -> Reasons:
    return Reasons(lambda: _words(found, act))


def _words(found: Findings, act: Act) -> Sequence[str]:
    """The rules' words for an act; where they have none, the pieces that speak most for it."""
    if known := words_for(found.message, found.matches, act):
        return known
    typed = found.message.folded
    parts = features.marked(TYPED, typed)
    reasons = learned("intents").reasons(parts, INTENT_OF[act], len(parts))
    pieces = (one[len(TYPED) :].strip("^$ ") for one in reasons)
    strongest = islice((piece for piece in pieces if piece in typed), _REASONS)
    return [piece for piece in strongest if piece]
