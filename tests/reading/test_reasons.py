"""The words that led to an answer are looked for when they are read."""

from collections.abc import Sequence

from reading.reader import read
from reading.reasons import Reasons
from tests.reading.cast import NOW


def test_words_are_looked_for_once_and_only_when_they_are_read() -> None:
    asked: list[str] = []

    def find() -> Sequence[str]:
        asked.append("now")
        return ["占道", "满溢", "占道"]

    reasons = Reasons(find)
    assert asked == []
    assert list(reasons) == ["占道", "满溢"]
    assert reasons[0] in reasons
    assert reasons[1:] == ("满溢",)
    assert asked == ["now"]


def test_reasons_are_equal_to_the_same_words() -> None:
    reasons = Reasons(lambda: ["占道", "满溢"])
    assert reasons == ("占道", "满溢")
    assert reasons != ("占道",)
    assert hash(reasons) == hash(Reasons(lambda: ("占道", "满溢")))
    assert repr(reasons) == "('占道', '满溢')"


def test_the_same_text_has_the_same_reading_with_its_reasons() -> None:
    one, other = (read("中街路32号占道经营，反映强烈", now=NOW) for _ in range(2))
    assert one == other
    assert {"占道经营"} <= set(one.why)
