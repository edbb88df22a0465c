"""Which verb and thing belong to each number of labelled work reports, and which do not."""

from collections.abc import Iterator, Sequence

from bench.characters import labels_of_work, tallied
from bench.learning import Text
from bench.reading import Row, readings
from reading import linking, work
from reading.around import Around
from reading.clauses import Spans
from reading.learned import NO, YES
from reading.linkchoosing import BACK, Choice, kind_of, things_of, verbs_of
from reading.model import Tally
from reading.recurrent import spans_of
from reading.tallies import to_tally


def links(rows: Sequence[Row]) -> Iterator[Text]:
    """What speaks for each verb and thing that may belong to a number, and whether it does.

    Of two that say the same the first, that is the nearer, is it; the other teaches nothing.
    """
    for row in rows:
        seen = work.look(row["sentence"])
        for read in readings(row):
            yield from _linked(read, seen)


def _linked(row: Row, seen: work.Work) -> Iterator[Text]:
    labels = labels_of_work(row, seen)
    verbs = Spans(spans_of(labels, linking.ACTION))
    things = Spans(spans_of(labels, linking.ITEM))
    told = sorted(tallied(row, seen), key=lambda pair: pair[1].start)
    numbers = Spans([(count.start, count.end) for _, count in told])
    made: list[Tally] = []
    sentence = 0
    for one, count in told:
        if (here := seen.clauses.sentence(count.start)) != sentence:
            sentence, made = here, []
        around = Around(seen.typed, seen.clauses, verbs, things, numbers, count, made[-BACK:])
        kind = kind_of(one["action"])  # as it will be known where nobody labels it
        made.append(to_tally(one["action"], one["item"], count, one["raw"], kind))
        choices = verbs_of(around)
        yield from _judged(choices, one["action"])
        if done := next((each for each in choices if each.words == one["action"]), None):
            yield from _judged(things_of(around, done), one["item"])


def _judged(choices: Sequence[Choice], right: str) -> Iterator[Text]:
    known = False
    for one in choices:
        if one.words != right:
            yield one.seen, NO
        elif not known:
            known = True
            yield one.seen, YES
