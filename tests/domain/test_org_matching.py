"""Who of an org file is whom we know."""

from domain.org_matching import Known, Match, match_people
from domain.organisation import PersonEntry


def entry(name: str, unit: str | None = "大南中队", telegram_id: int | None = None) -> PersonEntry:
    return PersonEntry(1, name, telegram_id, unit=unit)


def test_an_account_tells_more_than_a_name() -> None:
    known = Known(7, "王队员", "大南中队", 1004)
    renamed = entry("王小明", "皇城中队", 1004)
    assert match_people([renamed], [known]) == (Match(renamed, known),)


def test_without_an_account_name_and_unit_tell() -> None:
    here, there = Known(7, "王队员", "大南中队", 1004), Known(8, "王队员", "皇城中队")
    entries = [entry("王队员", "皇城中队"), entry("王队员")]
    assert [match.known for match in match_people(entries, [here, there])] == [there, here]


def test_who_moved_to_another_unit_is_the_same_person() -> None:
    known = Known(7, "王队员", "大南中队", 1004)
    (match,) = match_people([entry("王队员", "皇城中队")], [known])
    assert match.known == known


def test_of_two_namesakes_who_moved_nobody_is_guessed() -> None:
    known = [Known(7, "王队员", "大南中队"), Known(8, "王队员", "皇城中队")]
    (match,) = match_people([entry("王队员", "泉园中队")], known)
    assert match.known is None


def test_a_seen_account_takes_over_the_files_unbound_row() -> None:
    seen, unbound = Known(12, "快乐小王", None, 1004, listed=False), Known(7, "王队员", "大南中队")
    one = entry("王队员", telegram_id=1004)
    assert match_people([one], [seen, unbound]) == (Match(one, seen, unbound),)


def test_who_changed_his_account_keeps_his_history_as_staff() -> None:
    seen = Known(12, "新号", None, 2004, listed=False)
    bound = Known(7, "王队员", "大南中队", 1004)
    one = entry("王队员", telegram_id=2004)
    assert match_people([one], [seen, bound]) == (Match(one, bound, seen),)


def test_nobody_is_matched_twice() -> None:
    known = Known(7, "王队员", "大南中队", 1004)
    entries = [entry("王队员"), entry("王小明", telegram_id=1004)]
    first, second = match_people(entries, [known])
    assert (first.known, second.known) == (None, known)


def test_a_stranger_with_a_members_name_is_not_taken_for_him() -> None:
    seen = Known(12, "王队员", None, 666, listed=False)
    (match,) = match_people([entry("王队员", None)], [seen])
    assert match.known is None
