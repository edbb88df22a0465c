"""A message arrives in the fullest manner that the server accepts."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest

from bot.delivery import Delivered, Delivery, plain, shortened
from bot.request import Api
from domain.letters import Button, Kind, Letter, Outgoing, Priority
from tests.bot.speaking import encode
from tests.sandbox.talk import GROUP, ZHAO, Talk, png

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def letter(**more: Any) -> Letter:
    return Letter(1, GROUP, Kind.CARD, "card:1", Priority.PING, NOW, NOW, **more)


@pytest.fixture
def delivery(api: Api) -> Delivery:
    return Delivery(api, encode)


async def seen(talk: Talk) -> Any:
    return (await talk.seen())[-1]


async def tries(talk: Talk) -> list[Any]:
    """The parameters of the sends, in order, with their outcome."""
    found = (await talk.control("GET", "/calls"))["calls"]
    return [(c["ok"], c["params"]) for c in found if c["method"].startswith(("send", "edit"))]


async def test_text_reply_and_buttons(talk: Talk, delivery: Delivery) -> None:
    asked = await talk.says(ZHAO, "中街路32号门口占道经营")
    row = (Button("签收", "accept", ("7",)), Button("看图", url="https://example.org/"))
    outgoing = Outgoing("<b>1121-007</b>", keyboard=(row,), reply_to=asked["message_id"])
    done = await delivery.deliver(letter(), outgoing)
    message = await seen(talk)
    assert done == Delivered(message["message_id"], is_photo=False)
    assert message["text"] == "1121-007"
    assert message["entities"][0]["type"] == "bold"
    assert message["reply_to"] == asked["message_id"]
    assert message["buttons"] == [
        [
            {"text": "签收", "callback_data": "accept:7"},
            {"text": "看图", "url": "https://example.org/"},
        ]
    ]


async def test_only_parameters_that_are_needed_are_sent(talk: Talk, delivery: Delivery) -> None:
    """Other servers refuse what they do not know."""
    await delivery.deliver(letter(), Outgoing("你好"))
    assert [set(params) for _, params in await tries(talk)] == [{"chat_id", "text", "parse_mode"}]


async def test_a_picture_with_its_caption(talk: Talk, delivery: Delivery) -> None:
    outgoing = Outgoing("<i>整改后</i>", photo=png(40, 30))
    assert (await delivery.deliver(letter(), outgoing)).is_photo
    message = await seen(talk)
    assert (message["text"] if "text" in message else message["caption"]) == "整改后"
    assert message["photo"]["width"] == 40


async def test_a_picture_that_is_refused_becomes_its_caption(
    talk: Talk, delivery: Delivery
) -> None:
    done = await delivery.deliver(letter(), Outgoing("整改后", photo=b"not a picture"))
    assert not done.is_photo
    assert (await seen(talk))["text"] == "整改后"


async def test_a_reply_to_a_deleted_message_is_sent_without_it(
    talk: Talk, delivery: Delivery
) -> None:
    await delivery.deliver(letter(), Outgoing("你好", reply_to=4242))
    message = await seen(talk)
    assert message["text"] == "你好"
    assert message.get("reply_to") is None


async def test_messages_of_a_groups_former_self_are_not_replied_to(
    talk: Talk, delivery: Delivery
) -> None:
    await delivery.deliver(letter(), Outgoing("你好", reply_to=-17))
    assert [ok for ok, _ in await tries(talk)] == [True]


async def test_a_closed_topic_is_left_out(talk: Talk, delivery: Delivery) -> None:
    await delivery.deliver(letter(thread=99), Outgoing("你好"))
    assert (await seen(talk))["text"] == "你好"


async def test_broken_mark_up_is_sent_as_plain_text(talk: Talk, delivery: Delivery) -> None:
    await delivery.deliver(letter(), Outgoing("<b>占道 &lt;经营&gt;"))
    message = await seen(talk)
    assert (message["text"], message["entities"]) == ("占道 <经营>", [])


async def test_a_text_that_is_too_long_is_cut(talk: Talk, delivery: Delivery) -> None:
    await delivery.deliver(letter(), Outgoing("<b>长</b>" * 5000))
    text = (await seen(talk))["text"]
    assert len(text) == 4096
    assert text.endswith("长…")


async def test_buttons_that_are_refused_are_left_out(talk: Talk, delivery: Delivery) -> None:
    row = (Button("签收", "x" * 65),)
    await delivery.deliver(letter(), Outgoing("你好", keyboard=(row,)))
    assert (await seen(talk))["buttons"] == []


async def test_an_unknown_refusal_is_tried_once_more_without_anything_special(
    talk: Talk, delivery: Delivery
) -> None:
    odd = "Bad Request: SOMETHING_NEW"
    await talk.control(
        "POST", "/faults", method="sendMessage", count=1, status=400, description=odd
    )
    await delivery.deliver(letter(), Outgoing("<b>你好</b>"))
    assert (await seen(talk))["text"] == "你好"
    await talk.control(
        "POST", "/faults", method="sendMessage", count=2, status=400, description=odd
    )
    with pytest.raises(BadRequest):
        await delivery.deliver(letter(), Outgoing("<b>你好</b>"))


async def test_texts_and_captions_are_edited_in_place(talk: Talk, delivery: Delivery) -> None:
    text = await delivery.deliver(letter(), Outgoing("待签收"))
    picture = await delivery.deliver(letter(), Outgoing("待核查", photo=png(4, 3)))
    await delivery.deliver(letter(), Outgoing("处置中", edits=text.message))
    await delivery.deliver(letter(), Outgoing("已结案", edits=picture.message, edits_caption=True))
    assert [m.get("text") or m.get("caption") for m in (await talk.seen())[-2:]] == [
        "处置中",
        "已结案",
    ]


@given(st.text(), st.integers(1, 40))
def test_a_cut_text_fits_and_begins_like_the_whole(text: str, longest: int) -> None:
    short = shortened(text, longest)
    assert len(short.encode("utf-16-le")) <= longest * 2
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_plain_text_keeps_what_people_typed() -> None:
    assert plain("<b>3 &lt; 5</b> &amp; <a href='x'>ok</a>") == "3 < 5 & ok"
