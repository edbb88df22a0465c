"""What a call puts into a message: text with entities, buttons, the reply, the topic."""

from typing import Any

from sandbox.detection import with_detected
from sandbox.entities import parse_html
from sandbox.errors import bad_request
from sandbox.methods import targets
from sandbox.methods.registry import Call
from sandbox.records import Chat, Json
from sandbox.units import trim, utf16

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_DATA = 64
MOST_BUTTONS = 100
ENTITY_KINDS = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
    ]
)
KEYBOARD_KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
LINK_STARTS = ("http://", "https://", "tg://", "ton://", "www.")

Formatted = tuple[str, list[Json]]


def text(call: Call) -> Formatted:
    """The `text` of a message, 1-4096 UTF-16 units after its markup was read."""
    raw = call.params.text("text")
    if not raw:
        raise bad_request("message text is empty")
    return formatted(raw, call.params.text("parse_mode"), call.params.json("entities"))


def new_text(call: Call) -> Formatted:
    """The text of a new message."""
    plain, entities = text(call)
    if not plain:
        raise bad_request("text must be non-empty")
    if utf16(plain) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return plain, entities


def changed_text(call: Call) -> Formatted:
    """The text of an edited message: the same limit, another sentence."""
    plain, entities = text(call)
    if not plain:
        raise bad_request("text must be non-empty")
    if utf16(plain) > LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    return plain, entities


def caption(source: dict[str, Any], call: Call) -> Formatted:
    """The caption in a call or in one item of an album, up to 1024 UTF-16 units."""
    raw = source.get("caption") or ""
    if not isinstance(raw, str):
        raise bad_request("strings must be encoded in UTF-8")
    entities = source.get("caption_entities")
    if isinstance(entities, str):
        entities = call.params.json("caption_entities")
    plain, found = formatted(raw, str(source.get("parse_mode") or ""), entities)
    if utf16(plain) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return plain, found


def formatted(raw: str, parse_mode: str, given: object) -> Formatted:
    """Markup, or text with given entities, as Telegram keeps it."""
    _check_encoding(raw)
    raw = raw.replace("\r", "")
    if parse_mode.lower() == "html":
        plain, entities = parse_html(raw)
    elif parse_mode:
        raise bad_request(f"unsupported parse_mode (the sandbox reads HTML, not {parse_mode})")
    else:
        plain, entities = raw, _given(given)
    plain, entities = trim(plain, entities)
    return plain, with_detected(plain, entities)


def _check_encoding(raw: str) -> None:
    try:
        raw.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _given(entities: object) -> list[Json]:
    if not entities:
        return []
    if not isinstance(entities, list):
        raise bad_request("can't parse entities JSON object")
    return [_entity(entity) for entity in entities]


def _entity(entity: object) -> Json:
    if not isinstance(entity, dict) or entity.get("type") not in ENTITY_KINDS:
        raise bad_request("can't parse MessageEntity: unsupported type specified")
    try:
        kept: Json = {
            "type": entity["type"],
            "offset": whole(entity["offset"]),
            "length": whole(entity["length"]),
        }
        if kept["type"] == "text_mention":
            kept["user"] = whole(entity["user"]["id"])
    except (KeyError, TypeError):
        raise bad_request("can't parse MessageEntity: wrong field") from None
    extra = ("url", "language", "custom_emoji_id")
    return kept | {name: entity[name] for name in extra if name in entity}


def buttons(call: Call) -> list[list[Json]] | None:
    """The inline keyboard of `reply_markup`; other keyboards are accepted and not shown."""
    markup = call.params.json("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if not markup:
        return None
    if not any(kind in markup for kind in KEYBOARD_KINDS):
        raise bad_request("can't parse reply markup JSON object")
    rows = markup.get("inline_keyboard")
    return None if rows is None else _rows(rows)


def _rows(rows: object) -> list[list[Json]] | None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    kept = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, kept)) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return kept or None


def _button(button: object) -> Json:
    problem = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(problem + "InlineKeyboardButton must be an Object")
    label = button.get("text")
    if not isinstance(label, str) or not label:
        raise bad_request(problem + 'Field "text" must be of type String')
    kept: Json = {"text": label}
    if "style" in button:
        kept["style"] = button["style"]
    if isinstance(url := button.get("url"), str) and url:
        if not url.lower().startswith(LINK_STARTS) and "." not in url:
            raise bad_request("BUTTON_URL_INVALID")
        return kept | {"url": url}
    data = button.get("callback_data")
    if data is None:
        raise bad_request(problem + "Text buttons are unallowed in the inline keyboard")
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    return kept | {"callback_data": data}


def reply_to(call: Call, place: Chat) -> int | None:
    """The message that is replied to; None without one, or if it is gone and that is allowed."""
    params = call.params.json("reply_parameters") or {}
    if not isinstance(params, dict):
        raise bad_request("can't parse reply parameters JSON object")
    number = params.get("message_id") or call.params.integer("reply_to_message_id")
    if not number:
        return None
    found = targets.visible(call, place, whole(number))
    if found and found.chat_id == whole(params.get("chat_id") or place.id):
        return found.message_id
    if params.get("allow_sending_without_reply") or call.params.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def whole(value: object) -> int:
    """A whole number inside a JSON object, where some clients write it as text."""
    try:
        return int(value)  # type: ignore[call-overload, no-any-return]
    except (TypeError, ValueError, OverflowError):
        raise bad_request(f"expected an integer instead of {value!r}") from None


def thread(call: Call, place: Chat, replied: int | None) -> int | None:
    """The topic: the one named, else that of the message replied to."""
    number = call.params.integer("message_thread_id")
    if number:
        if number not in (topic["thread"] for topic in place.topics):
            raise bad_request("message thread not found")
        return number
    original = call.core.world.message(place.id, replied) if replied else None
    return original.thread if original else None
