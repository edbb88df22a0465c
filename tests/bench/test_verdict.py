"""What the kill benchmark calls lost and doubled."""

from bench.said import Sent
from bench.steps import Told, doubled
from bench.town import Report, Squad
from bench.verdict import Event, Filed, judged

SQUAD = Squad("东门中队", "东门街", (20001, 20002), None)
REPORTED = Event("report", 1, 5)
ACCEPTED = Event("accept", 2, 9)


def report(message: int = 5) -> Report:
    return Report(-1001, message, SQUAD, 0.0)


def ping(number: str = "1121-001", who: int = 20001, chat: int = -1001) -> Sent:
    html = f'<b>{number}</b> 占道经营\n👥 东门中队 <a href="tg://user?id={who}">@x</a>'
    return Sent(chat, html, 1.0, None)


def test_a_report_that_went_as_it_should() -> None:
    filed = Filed("1121-001", (REPORTED, Event("dispatch", None, None), ACCEPTED))
    assert judged({report(): [filed]}, [ping()]) == {
        "reports": 1,
        "cases_lost": 0,
        "cases_doubled": 0,
        "units_not_pinged": 0,
        "pings_doubled": 0,
        "effects_doubled": 0,
    }


def test_a_report_without_a_case_is_lost_and_one_with_two_is_doubled() -> None:
    made = judged({report(5): [], report(6): [Filed("1121-001", ()), Filed("1121-002", ())]}, [])
    assert (made["reports"], made["cases_lost"], made["cases_doubled"]) == (2, 1, 1)


def test_only_the_mention_of_the_units_own_people_is_a_ping() -> None:
    kept = {report(): [Filed("1121-001", (REPORTED,))]}
    assert judged(kept, [])["units_not_pinged"] == 1
    assert judged(kept, [ping(who=31)])["units_not_pinged"] == 1
    assert judged(kept, [ping("1121-002")])["units_not_pinged"] == 1
    assert judged(kept, [ping(who=20002, chat=-1009)])["units_not_pinged"] == 0


def test_a_second_card_in_the_same_chat_is_a_doubled_ping() -> None:
    kept = {report(): [Filed("1121-001", (REPORTED,))]}
    assert judged(kept, [ping(), ping(chat=-1009)])["pings_doubled"] == 0
    assert judged(kept, [ping(), ping(), ping()])["pings_doubled"] == 2


def test_a_message_that_shows_several_cases_again_pings_once_more() -> None:
    kept = {report(): [Filed("1121-001", (REPORTED,))]}
    merged = Sent(-1001, f"{ping().html}\n\n{ping('1121-002').html}", 3.0, None)
    assert judged(kept, [ping("1121-001"), ping("1121-002"), merged])["pings_doubled"] == 1


def test_the_same_cause_twice_is_a_doubled_effect() -> None:
    twice = Filed("1121-001", (REPORTED, ACCEPTED, ACCEPTED))
    other = Filed("1121-002", (REPORTED, ACCEPTED, Event("accept", 3, 9)))
    kept = {report(5): [twice], report(6): [other]}
    assert judged(kept, [])["effects_doubled"] == 1


def test_steps_are_no_effects_of_a_cause() -> None:
    step = Event("step", None, None)
    assert (
        judged({report(): [Filed("1121-001", (REPORTED, step, step))]}, [])["effects_doubled"] == 0
    )


def test_a_step_is_doubled_when_it_is_taken_twice_in_one_round() -> None:
    warn, urge, order = (Told(name, (name,)) for name in ("warn", "urge", "order"))
    rework, accepted = Told(None, ()), Told(None, None)
    assert doubled([warn, accepted, urge]) == 0
    assert doubled([warn, urge, rework, warn]) == 0
    assert doubled([warn, accepted, warn]) == 1
    assert doubled([order], orders=1) == 0
    assert doubled([order], orders=2) == 1
