"""Telegram's rules for pictures, files and albums."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.talk import GROUP, WANG, ZHAO, Talk, png


async def test_a_photo_must_be_a_picture(talk: Talk) -> None:
    for content, problem in [
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "IMAGE_PROCESS_FAILED"),
        (b"", "file must be non-empty"),
        (png(9_999, 2), "PHOTO_INVALID_DIMENSIONS"),
        (png(2, 41), "PHOTO_INVALID_DIMENSIONS"),
    ]:
        body = await talk.upload("sendPhoto", {"photo": content}, chat_id=GROUP)
        assert body["description"] == f"Bad Request: {problem}"


@pytest.mark.parametrize(
    ("photo", "problem"),
    [
        ("", "there is no photo in the request"),
        ("nonsense", "wrong file identifier/HTTP URL specified"),
        ("attach://nothing", "wrong file identifier/HTTP URL specified"),
        ("https://example.org/a.jpg", "failed to get HTTP URL content"),
    ],
)
async def test_a_photo_must_come_from_somewhere(talk: Talk, photo: str, problem: str) -> None:
    described = await talk.refused("sendPhoto", chat_id=GROUP, photo=photo)
    assert described.startswith(f"Bad Request: {problem}")


async def test_a_document_is_no_photo(talk: Talk) -> None:
    sent = await talk.upload("sendDocument", {"document": b"PK"}, chat_id=GROUP, caption="台账")
    document = sent["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("document.png", 2)
    described = await talk.refused("sendPhoto", chat_id=GROUP, photo=document["file_id"])
    assert described == "Bad Request: can't use file of type Document as Photo"


@pytest.mark.parametrize(
    ("count", "problem"),
    [
        (0, "there are no messages to send"),
        (1, "too few messages to send as an album"),
        (11, "too many messages to send as an album"),
    ],
)
async def test_an_album_has_two_to_ten(talk: Talk, count: int, problem: str) -> None:
    media = [{"type": "photo", "media": "attach://p"}] * count
    body = await talk.upload("sendMediaGroup", {"p": png(9, 9)}, chat_id=GROUP, media=media)
    assert body["description"] == f"Bad Request: {problem}"


async def test_an_album_is_of_one_kind_and_sent_whole_or_not_at_all(talk: Talk) -> None:
    files = {"p": png(9, 9), "bad": b"?"}
    for other in (
        {"type": "document", "media": "attach://p"},
        {"type": "photo", "media": "attach://bad"},
    ):
        media: list[Any] = [{"type": "photo", "media": "attach://p"}, other]
        assert not (await talk.upload("sendMediaGroup", files, chat_id=GROUP, media=media))["ok"]
    assert await talk.seen() == []
    video = [{"type": "video", "media": "attach://p"}] * 2
    body = await talk.upload("sendMediaGroup", files, chat_id=GROUP, media=video)
    assert "no media of type" in body["description"]


async def test_a_persons_album_is_one_update_for_each_photo(talk: Talk) -> None:
    pictures = [("photo", png(40, 30), "a.png"), ("photo", b"\xff\xd8broken", "b.jpg")]
    await talk.sends(pictures, GROUP, from_=ZHAO, text="占道经营")
    first, second = (update["message"] for update in await talk.updates())
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], "caption" in second) == ("占道经营", False)
    odd = second["photo"][-1]
    assert (odd["width"], odd["height"]) == (1280, 960)
    path = (await talk.result("getFile", file_id=odd["file_id"]))["file_path"]
    async with talk.http.get(f"{talk.url}/file/bot{talk.token}/{path}") as response:
        assert await response.read() == b"\xff\xd8broken"


async def test_every_odd_picture_reaches_the_bot(talk: Talk, shared: Path) -> None:
    odd = [path for path in (shared / "data/photos/odd").rglob("*") if path.is_file()]
    assert odd
    for path in odd:
        content = await asyncio.to_thread(path.read_bytes)
        await talk.sends([("photo", content, path.name)], GROUP, from_=WANG)
        sizes = (await talk.updates())[-1]["message"]["photo"]
        assert 2 <= len(sizes) <= 4
        assert all(size["width"] > 0 and size["height"] > 0 for size in sizes)
        assert sizes[-1]["file_size"] == len(content)


async def test_what_is_too_big_cannot_be_downloaded(talk: Talk) -> None:
    big = b"\0" * (20 * 1024 * 1024 + 1)
    await talk.sends([("document", big, "video.mp4")], GROUP, from_=WANG)
    file_id = (await talk.updates())[-1]["message"]["document"]["file_id"]
    assert await talk.refused("getFile", file_id=file_id) == "Bad Request: file is too big"
    async with talk.http.get(f"{talk.url}/file/bot{talk.token}/documents/file_1.mp4") as response:
        assert response.status == 404


@pytest.mark.parametrize("path", ["photos/file_99.jpg", "../sandbox.db", "photos/file_1.png"])
async def test_only_paths_of_get_file_are_served(talk: Talk, path: str) -> None:
    await talk.sends([("photo", png(4, 4), "a.png")], GROUP, from_=WANG)
    async with talk.http.get(f"{talk.url}/file/bot{talk.token}/{path}") as response:
        assert response.status == 404


async def test_the_page_gets_pictures_as_pictures_and_nothing_else_as_such(talk: Talk) -> None:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    for content, mime in ((png(4, 4), "image/png"), (svg, "application/octet-stream")):
        sent = await talk.sends([("photo", content, "a.svg")], GROUP, from_=WANG)
        async with talk.http.get(talk.url + sent[0]["photo"]["url"]) as response:
            assert response.content_type == mime
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert await response.read() == content


async def test_too_much_at_once_is_refused(talk: Talk) -> None:
    body = await talk.upload(
        "sendDocument", {"document": b"\0" * (50 * 1024 * 1024 + 1)}, chat_id=GROUP
    )
    assert (body["error_code"], body["description"]) == (413, "Request Entity Too Large")


async def test_a_media_message_gets_another_picture_and_a_text_message_none(talk: Talk) -> None:
    sent = await talk.upload("sendPhoto", {"photo": png(8, 8)}, chat_id=GROUP)
    media = {"type": "photo", "media": "attach://p", "caption": "后"}
    edit = {"chat_id": GROUP, "message_id": sent["result"]["message_id"], "media": media}
    edited = await talk.upload("editMessageMedia", {"p": png(6, 6)}, **edit)
    assert (edited["result"]["photo"][-1]["width"], edited["result"]["caption"]) == (6, "后")
    text = await talk.result("sendMessage", chat_id=GROUP, text="x")
    edit["message_id"] = text["message_id"]
    body = await talk.upload("editMessageMedia", {"p": png(6, 6)}, **edit)
    assert body["description"] == "Bad Request: there is no media in the message to edit"
