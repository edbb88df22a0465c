"""What may belong to a number of a work report, a verb and a thing, and what speaks for each.

Rules know that a thing stands before its number and a verb before both. People also count what was
found (查5家，2家没证), take up again what was named before (核了412个，打回14个), name what is done
behind it (风筝摊5个劝走), or neither verb nor thing (8人2车). So each verb and thing of a sentence,
those of the number before, and words that nobody says are judged by where they stand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reading.around import Around
from reading.counts import Count
from reading.learned import YES, Learned
from reading.rules import Span
from reading.tallies import head_of, implied_item, last_verb
from reading.tallywords import verbs
from reading.text import fold

SENT, FOUND = "出动", "发现"
"""What was done where nobody says it: forces were sent out, something was found."""
UNSAID = ("人员", "车辆", "案件", "问题", "居民", "商户", "警情", "垃圾", "群众", "工单")
"""What was counted where nobody says it."""
BACK = 3
"""Of so many numbers before, the things may be meant again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A verb or a thing, where it stands (None: it is said elsewhere or nowhere), its features."""

    words: str
    span: Span | None
    seen: Sequence[str]


def verbs_of(around: Around) -> list[Choice]:
    """The verbs that may belong to the number."""
    found = []
    for span in around.near(around.verbs):
        words = around.typed[slice(*span)]
        found.append(Choice(words, span, list(_of_verb(around, span, fold(words)))))
    if around.last and all(one.words != around.last.action for one in found):
        words = around.last.action
        found.append(Choice(words, None, list(_of_verb_unsaid(around, "same", kind_of(words)))))
    found.extend(
        Choice(words, None, list(_of_verb_unsaid(around, words, kind_of(words))))
        for words in (SENT, FOUND)
        if all(one.words != words for one in found)
    )
    return found


def things_of(around: Around, verb: Choice) -> list[Choice]:
    """The things that may have been counted, where the verb is known."""
    found = []
    done = fold(verb.words)
    for span in around.near(around.things):
        words = around.typed[slice(*span)]
        found.append(Choice(words, span, list(_of_thing(around, span, fold(words), verb))))
    said = {one.words for one in found}
    for words, how in _said_elsewhere(around, done):
        if words and words not in said:
            said.add(words)
            found.append(Choice(words, None, list(_of_thing_unsaid(around, words, how, done))))
    return found


def best(choices: Sequence[Choice], model: Learned) -> Choice:
    """The one for which most speaks; of equals the first. There always is one that nobody says."""
    yes = model.labels.index(YES)
    return max(choices, key=lambda one: model.scores(one.seen)[yes])


def kind_of(done: str) -> str:
    """What kind of work a verb says."""
    return verbs().get(last_verb(fold(done)), "result")


def _said_elsewhere(around: Around, done: str) -> Iterator[tuple[str, str]]:
    for ago, one in enumerate(reversed(around.counted[-BACK:])):
        yield one.item, f"last{ago}"
        yield head_of(one.item), f"head{ago}"
    yield implied_item(done, around.count.unit, around.last), "implied"
    for words in UNSAID:
        yield words, "unsaid"


def _of_verb(around: Around, span: Span, verb: str) -> Iterator[str]:
    side, clauses, numbers, others = around.place(span, around.verbs)
    unit, kind = around.count.unit, kind_of(verb)
    here = f"{side}{clauses}{numbers}{others}"
    yield f"a:{here}"
    yield f"ac:{side}{clauses}"
    yield f"an:{side}{numbers}"
    yield f"ao:{side}{others}"
    yield f"ag:{side}{around.gap(span)}"
    yield f"ai:{side}{clauses}{around.things_here}"
    yield f"aa:{side}{clauses}{around.verbs_here}"
    yield f"aia:{here}{around.things_here}{around.verbs_here}"
    yield f"ak:{kind}{side}{clauses}"
    yield f"aku:{kind}{unit}"
    yield f"akl:{kind}{around.last.kind if around.last else '-'}{side}{clauses}"
    yield f"aw:{verb}"
    yield f"aws:{verb}{side}{clauses}"
    yield f"au:{unit}{side}{clauses}"
    yield f"av:{verb}{unit}"
    yield f"ab:{around.two_before}{side}{clauses}"
    yield f"as:{bool(around.last and fold(around.last.action) == verb)}{side}{clauses}"


def _of_verb_unsaid(around: Around, how: str, kind: str) -> Iterator[str]:
    last = around.last
    in_clause = f"{around.things_here}{around.verbs_here}"
    yield f"u:{how}"
    yield f"uk:{how}{kind}"
    yield f"uu:{how}{around.count.unit}"
    yield f"ui:{how}{in_clause}"
    yield f"uui:{how}{around.count.unit}{in_clause}"
    yield f"ul:{how}{last.kind if last else '-'}{in_clause}"
    yield f"ula:{how}{last.action if last else '-'}"
    yield f"ulu:{how}{last.unit == around.count.unit if last else '-'}"
    yield f"ub:{how}{around.two_before}"
    for end in around.ends_here:
        yield f"ue:{how}{end}"


def _of_thing(around: Around, span: Span, thing: str, verb: Choice) -> Iterator[str]:
    side, clauses, numbers, others = around.place(span, around.things)
    unit, gap = around.count.unit, around.gap(span)
    here = f"{side}{clauses}{numbers}{others}"
    beside = _beside(span, verb.span, around.count)
    last = around.last
    is_last = bool(last and fold(last.item) == thing)
    in_clause = around.things_here
    yield f"i:{here}"
    yield f"ic:{side}{clauses}"
    yield f"in:{side}{numbers}"
    yield f"io:{side}{others}"
    yield f"ig:{side}{gap}"
    yield f"ii:{here}{in_clause}"
    yield f"ia:{here}{beside}"
    yield f"iab:{side}{clauses}{beside}{in_clause}{around.verbs_here}"
    yield f"il:{is_last}{side}{clauses}{numbers}"
    yield f"ilu:{is_last}{last.unit == unit if last else '-'}{numbers}{in_clause}"
    yield f"iu:{unit}{side}{clauses}"
    yield f"ie:{thing[-1]}{unit}"
    yield f"iee:{thing[-2:]}{side}{clauses}"
    yield f"iv:{fold(verb.words)}{side}{clauses}"
    yield f"ivk:{kind_of(verb.words)}{side}{clauses}{is_last}"


def _of_thing_unsaid(around: Around, words: str, how: str, done: str) -> Iterator[str]:
    last, unit = around.last, around.count.unit
    in_clause = around.things_here
    same = last.unit == unit if last else "-"
    yield f"t:{how}"
    yield f"tc:{how}{in_clause}"
    yield f"tu:{how}{same}{in_clause}"
    yield f"tk:{how}{last.kind if last else '-'}{kind_of(done)}{same}{in_clause}"
    yield f"tv:{how}{done}"
    yield f"tva:{how}{in_clause}{around.verbs_here}{same}"
    yield f"th:{how}{words == head_of(words)}{same}"
    if how in ("implied", "unsaid"):
        yield f"w:{words}"
        yield f"wu:{words}{unit}"
        yield f"wv:{words}{done}"
        yield f"wc:{words}{in_clause}"
        yield f"wk:{words}{kind_of(done)}"
    else:
        yield f"e:{words[-1]}{unit}"


def _beside(thing: Span, verb: Span | None, count: Count) -> str:
    """Where a thing stands: before the verb, between verb and number, or behind both."""
    if verb is None:
        return "-"
    order = sorted([(verb[0], "v"), (thing[0], "i"), (count.start, "n")])
    return "".join(name for _, name in order)
