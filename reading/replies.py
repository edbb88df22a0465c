"""What a reply to a card does with its case, in words that no list has (给换了, 接着清 没干净).

Replies are short, and what they do was learnt from replies alone (`bench/texts/replies.jsonl`):
what else people write has other words. Some reports are replies, too: that it is back, or of
something elsewhere.
"""

from collections.abc import Sequence

from reading.learned import learned
from reading.model import Act

ENOUGH = 0.5
"""An act from this likelihood on is the reply's. Of replies that nobody learnt from 94 % are read
right, more of those of which an act is as likely as this."""


def likeliest(evidence: Sequence[str]) -> tuple[Act, float] | None:
    """What a reply with these features does, and how likely, between 0 and 1.

    None where nothing is likely enough, and of what reports something: that is judged as reports
    are.
    """
    chances = learned("acts").probabilities(evidence)
    name = max(chances, key=chances.__getitem__)
    act = Act(name)
    if chances[name] < ENOUGH or act in {Act.REPORT, Act.REBOUND}:
        return None
    return act, chances[name]
