"""The benchmarks read a bot's messages as people do."""

from typing import Any

from bench.crowd import shown
from bench.said import Sent, sent
from bot.example.phone import Message

TWO = """🔴 <b>1121-007</b> 占道经营 · 待签收
📍 东门街1号门口
👥 东门中队 <a href="tg://user?id=20001">@东门中队队员1</a>
赵督查 16:28 上报

🔵 <b>1121-1008</b> 暴露垃圾 · 待签收
📍 西桥街2号
👥 西桥中队
赵督查 16:28 上报"""
MERGED = """🔴 1121-007 占道经营 · 待签收
📍 东门街1号
👥 东门中队 @东门中队队员1

🔴 1121-008 占道经营 · 待签收
📍 西桥街2号
👥 西桥中队"""
PLATE = "🔵 <b>1121-007</b> 占道经营 东门中队已反馈，用时 1 分钟 请核查"


def call(**changes: Any) -> dict[str, Any]:
    made = {
        "n": 1,
        "bot": 7,
        "method": "sendMessage",
        "monotonic": 12.5,
        "status": 200,
        "chat_id": -1001,
        "params": {"chat_id": -1001, "text": TWO, "reply_to_message_id": "5"},
    }
    return made | changes


def test_a_card_shows_each_case_with_its_own_mentions() -> None:
    card = sent(call())
    assert card is not None
    assert (card.chat, card.at, card.reply_to) == (-1001, 12.5, 5)
    assert card.shows() == {"1121-007": frozenset({20001}), "1121-1008": frozenset()}


def test_a_plate_is_no_ping() -> None:
    assert Sent(-1001, PLATE, 1.0, None).shows() == {}


def test_what_was_refused_or_only_edited_was_not_sent() -> None:
    assert sent(call(status=429)) is None
    assert sent(call(status=0)) is None, "cut off before it was carried out"
    assert sent(call(method="editMessageText")) is None


def test_replies_are_found_in_either_form() -> None:
    photo = sent(
        call(method="sendPhoto", params={"caption": "x", "reply_parameters": {"message_id": 9}})
    )
    assert photo is not None
    assert (photo.html, photo.reply_to) == ("x", 9)


def test_the_crowd_finds_the_button_of_each_case() -> None:
    def message(*labels: str) -> Message:
        return {"text": MERGED, "buttons": [[{"text": label} for label in labels]]}

    both = list(shown(message("007 签收", "008 签收")))
    assert [(one.number, one.unit, one.label) for one in both] == [
        ("1121-007", "东门中队", "007 签收"),
        ("1121-008", "西桥中队", "008 签收"),
    ]
    assert list(shown(message("更多"))) == []
