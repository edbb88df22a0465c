"""sendPhoto, sendDocument, sendMediaGroup, and files by upload or by id."""

import mimetypes
import secrets
from dataclasses import replace
from typing import Any, Literal

from sandbox.errors import bad_request
from sandbox.methods import content, targets
from sandbox.methods.registry import Call, method
from sandbox.methods.sending import draft, post, shown
from sandbox.parameters import Upload
from sandbox.records import File, Json, Message

Kind = Literal["photo", "document"]
BIGGEST_PHOTO = 10 * 1024 * 1024
MOST_PIXELS = 10_000
STEEPEST = 20
ALBUM = range(2, 11)


def attached(call: Call, name: str, kind: Kind) -> File:
    """The file that a parameter means: an upload under that name, `attach://…`, or a file_id."""
    if upload := call.params.upload(name):
        return stored(call, upload, kind)
    reference = call.params.text(name)
    if not reference:
        raise bad_request(f"there is no {kind} in the request")
    return referred(call, reference, kind)


def referred(call: Call, reference: str, kind: Kind) -> File:
    """The file behind `attach://name` or a file_id; the sandbox fetches nothing from the web."""
    if reference.startswith("attach://"):
        upload = call.params.upload(reference.removeprefix("attach://"))
        if upload is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored(call, upload, kind)
    if reference.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content (the sandbox fetches nothing)")
    file = call.core.world.file_by_id(reference)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


def stored(call: Call, upload: Upload, kind: Kind) -> File:
    """Make a file of an upload; a photo must be a picture in Telegram's bounds."""
    if upload.size == 0:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        return call.core.world.add_file(_photo(upload))
    return call.core.world.add_file(document_file(upload))


def _photo(upload: Upload) -> File:
    if upload.size > BIGGEST_PHOTO:
        raise bad_request(
            f"file of size {upload.size} bytes is too big for a photo; "
            f"the maximum size is {BIGGEST_PHOTO} bytes"
        )
    if upload.picture is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    _, width, height = upload.picture
    if width + height > MOST_PIXELS or max(width, height) > STEEPEST * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return photo_file(upload, width, height)


def photo_file(upload: Upload, width: int, height: int) -> File:
    """The record of a photo."""
    return File(0, "photo", upload.sha256, upload.size, width, height)


def document_file(upload: Upload) -> File:
    """The record of a document; the type is guessed from the name as Telegram does."""
    guessed = mimetypes.guess_type(upload.file_name)[0]
    return File(
        0,
        "document",
        upload.sha256,
        upload.size,
        file_name=upload.file_name or "file",
        mime_type=guessed or upload.mime_type,
    )


@method("sendPhoto")
def send_photo(call: Call) -> Json:
    """A picture with an optional caption."""
    return _send(call, "photo", "photos")


@method("sendDocument")
def send_document(call: Call) -> Json:
    """A file with an optional caption."""
    return _send(call, "document", "documents")


def _send(call: Call, kind: Kind, what: str) -> Json:
    place = targets.chat(call)
    targets.may_send(call, place, what)
    caption, entities = content.caption(call.params.values, call)
    message = draft(call, place)
    file = attached(call, kind, kind)
    message = replace(
        message,
        caption=caption or None,
        entities=entities,
        **{kind: file.key},  # type: ignore[arg-type]
    )
    return shown(call, post(call, place, [message])[0])


def item(call: Call, media: object) -> tuple[Kind, File, dict[str, Any]]:
    """One InputMedia: its kind, its file and all its fields."""
    if not isinstance(media, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = media.get("type")
    if kind not in ("photo", "document"):
        raise bad_request(f'can\'t parse InputMedia: the sandbox has no media of type "{kind}"')
    file = referred(call, str(media.get("media") or ""), kind)
    return kind, file, media


@method("sendMediaGroup")
def send_media_group(call: Call) -> list[Json]:
    """An album of 2-10 photos or documents."""
    place = targets.chat(call)
    targets.may_send(call, place, "photos")
    listed = call.params.json("media")
    if not isinstance(listed, list) or not listed:
        raise bad_request("there are no messages to send")
    if len(listed) not in ALBUM:
        few = len(listed) < ALBUM.start
        raise bad_request(f"too {'few' if few else 'many'} messages to send as an album")
    if len({media.get("type") for media in listed if isinstance(media, dict)}) > 1:
        raise bad_request("document can't be mixed with other media types")
    blank, group = draft(call, place), str(secrets.randbits(53))
    drafts = [_album_item(call, blank, group, media) for media in listed]
    return [shown(call, message) for message in post(call, place, drafts)]


def _album_item(call: Call, blank: Message, group: str, media: object) -> Message:
    kind, file, fields = item(call, media)
    caption, entities = content.caption(fields, call)
    return replace(
        blank,
        buttons=None,
        media_group_id=group,
        caption=caption or None,
        entities=entities,
        photo=file.key if kind == "photo" else None,
        document=file.key if kind == "document" else None,
    )
