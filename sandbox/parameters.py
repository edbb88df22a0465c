"""The parameters of a Bot API call, however they came: query, form, JSON or multipart."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from sandbox import strict_json
from sandbox.errors import BotApiError, bad_request
from sandbox.images import Picture, picture
from sandbox.store import Store

MOST_BYTES = 50 * 1024 * 1024
YES = frozenset({"true", "yes", "1"})


@dataclass(slots=True, frozen=True)
class Upload:
    """A file that came with a call; its bytes are already in the store."""

    file_name: str
    mime_type: str
    sha256: str
    size: int
    picture: Picture | None


class Parameters:
    """Values by name. Forms give text, JSON gives types; the getters take either."""

    def __init__(self, values: dict[str, Any], uploads: dict[str, list[Upload]]) -> None:
        self.values = values
        self.uploads = uploads

    def has(self, name: str) -> bool:
        """Whether the parameter is given and not empty."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """A text, empty if it is not given. Text that is not UTF-8 is refused."""
        value = self.values.get(name)
        if value is None:
            return ""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        try:
            text.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
        return text

    def integer(self, name: str) -> int | None:
        """A whole number, None if it is not given."""
        if not self.has(name):
            return None
        try:
            return int(self.values[name])
        except (TypeError, ValueError, OverflowError):
            raise bad_request(f'parameter "{name}" must be an integer') from None

    def number(self, name: str) -> float:
        """A number that must be given."""
        try:
            return float(self.values[name])
        except (KeyError, TypeError, ValueError):
            raise bad_request(f'parameter "{name}" must be a number') from None

    def flag(self, name: str) -> bool:
        """A yes or no; no if it is not given."""
        return self.text(name).strip().lower() in YES

    def json(self, name: str) -> Any:
        """A value that forms carry as JSON text; None if it is not given."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return strict_json.parse(self.text(name))
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """The file part with that name."""
        return next(iter(self.uploads.get(name, ())), None)

    def shown(self) -> dict[str, Any]:
        """For the log of calls: what was given, files as their size."""
        files = {
            name: f"<file {sum(u.size for u in parts)} bytes>"
            for name, parts in self.uploads.items()
        }
        return self.values | files


async def read(request: web.Request, store: Store) -> Parameters:
    """All parameters of a request; the body wins over the query."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, list[Upload]] = {}
    if request.body_exists:
        match request.content_type:
            case "application/json":
                values |= _object(await request.read())
            case "application/x-www-form-urlencoded":
                values |= _form(await request.read())
            case "multipart/form-data":
                values |= await _multipart(request, store, uploads)
    return Parameters(values, uploads)


def _form(body: bytes) -> dict[str, str]:
    text = body.decode(errors="surrogateescape")
    return dict(parse_qsl(text, keep_blank_values=True, errors="surrogateescape"))


def _object(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        values = strict_json.parse(body)
    except UnicodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except ValueError:
        raise bad_request("can't parse the JSON object of the request") from None
    if not isinstance(values, dict):
        raise bad_request("expected a JSON object")
    return values


async def _multipart(
    request: web.Request, store: Store, uploads: dict[str, list[Upload]]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    left = MOST_BYTES
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = await _content(part, left)
        left -= len(content)
        if part.filename is None:
            values[part.name] = content.decode(errors="surrogateescape")
        else:
            mime = str(part.headers.get("Content-Type", "application/octet-stream"))
            name = part.filename.encode(errors="replace").decode()
            upload = await keep_upload(store, name, mime, content)
            uploads.setdefault(part.name, []).append(upload)
    return values


async def _content(part: BodyPartReader, most: int) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(65536):
        content += chunk
        if len(content) > most:
            raise BotApiError(413, "Request Entity Too Large")
    return bytes(content)


async def keep_upload(store: Store, file_name: str, mime: str, content: bytes) -> Upload:
    """Put bytes into the store (in a thread) and say what they are."""
    digest = await asyncio.to_thread(store.keep_blob, content)
    return Upload(file_name, mime, digest, len(content), picture(content))
