"""What is kept of an update, and in whose order it is handled."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot import sifting

GROUP = {"id": -100, "type": "supergroup", "title": "督查群"}
ZHAO = {"id": 1001, "is_bot": False, "first_name": "赵"}
SECRET = "中街路32号"

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "chat", "from", "message", "text", "type", "user", "x"]), inner
        )
    ),
    max_leaves=12,
)
updates = st.dictionaries(
    st.sampled_from(["update_id", "message", "callback_query", "my_chat_member", "poll"]), anything
)


def message(**more: Any) -> sifting.Json:
    return {
        "update_id": 1,
        "message": {"message_id": 7, "date": 1, "chat": GROUP, "from": ZHAO} | more,
    }


def test_the_lane_is_the_chat_else_the_person_else_nobodys() -> None:
    assert sifting.lane(message()) == -100
    tap = {"id": "1", "from": ZHAO, "data": "x", "message": {"message_id": 7, "chat": GROUP}}
    assert sifting.lane({"update_id": 1, "callback_query": tap}) == -100
    inline = {"id": "1", "from": ZHAO, "data": "x", "inline_message_id": "a"}
    assert sifting.lane({"update_id": 1, "callback_query": inline}) == 1001
    assert sifting.lane({"update_id": 1, "my_chat_member": {"chat": GROUP, "from": ZHAO}}) == -100
    assert sifting.lane({"update_id": 1, "poll": {"id": "9", "question": "?"}}) == 0
    assert sifting.lane({"update_id": 1}) == 0


def test_private_chats_are_no_groups() -> None:
    private = {"update_id": 1, "message": {"chat": {"id": 1001, "type": "private"}}}
    assert sifting.group(private) is None
    assert sifting.group(message()) == -100


def test_nothing_that_was_said_or_shown_is_left() -> None:
    update = message(
        text=SECRET,
        caption=SECRET,
        entities=[{"type": "bold", "offset": 0, "length": 2}],
        photo=[{"file_id": SECRET}],
        reply_to_message={"text": SECRET},
        location={"latitude": 41.8, "longitude": 123.4},
        pinned_message={"text": SECRET},
        media_group_id="5",
    )
    kept = sifting.without_content(update)
    assert SECRET not in json.dumps(kept, ensure_ascii=False)
    assert set(kept["message"]) == {"message_id", "date", "chat", "from", "media_group_id"}


def test_a_command_that_enrols_is_kept_whole_and_others_are_not() -> None:
    enrol = message(text="/Enroll@duban_bot 督查", entities=[{"type": "bot_command"}])
    assert sifting.without_content(enrol)["message"]["text"] == "/Enroll@duban_bot 督查"
    assert sifting.announces(enrol)
    other = message(text=f"/note {SECRET}")
    assert "text" not in sifting.without_content(other)["message"]
    assert not sifting.announces(other)


def test_a_bind_by_reply_keeps_who_is_meant_but_not_what_he_said() -> None:
    said = {"message_id": 5, "chat": GROUP, "from": ZHAO, "text": SECRET}
    kept = sifting.without_content(message(text="/bind 王队员", reply_to_message=said))
    assert kept["message"]["reply_to_message"]["from"] == ZHAO
    assert SECRET not in json.dumps(kept, ensure_ascii=False)


def test_a_group_that_moved_is_announced() -> None:
    moved = message(migrate_from_chat_id=-5)
    assert sifting.announces(moved)
    assert sifting.without_content(moved)["message"]["migrate_from_chat_id"] == -5


def test_of_a_stranger_in_private_only_what_introduces_him_is_left() -> None:
    alone = {"id": 1001, "type": "private"}
    said = message(chat=alone, text=SECRET)
    assert sifting.private(said) == 1001
    assert sifting.private(message(text=SECRET)) is None
    assert "text" not in sifting.without_content(said, sifting.INTRODUCING)["message"]
    start = message(chat=alone, text="/start bind_0123456789abcdef")
    assert sifting.without_content(start, sifting.INTRODUCING) == start
    assert sifting.announces(start)
    assert not sifting.announces(message(chat=alone, text="/start"))


def test_tokens_are_found_in_commands_and_in_what_they_answer() -> None:
    link = "点开 https://t.me/duban_bot?start=bind_0123456789abcdef"
    for held in ({"text": "/claim 0123"}, {"text": "好", "reply_to_message": {"text": link}}):
        assert sifting.holds_token(json.dumps(message(**held)))
    assert not sifting.holds_token(json.dumps(message(text="/bind 王队员")))


@given(updates)
def test_no_update_is_too_odd(update: sifting.Json) -> None:
    assert abs(sifting.lane(update)) < 2**63
    sifting.group(update)
    sifting.private(update)
    sifting.announces(update)
    sifting.without_content(update)
    number = sifting.update_id(update)
    assert number is None or number == update["update_id"]


@given(anything)
def test_what_is_no_update_has_no_number(thing: Any) -> None:
    if not isinstance(thing, dict):
        assert sifting.update_id(thing) is None
