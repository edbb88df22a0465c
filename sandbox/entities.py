"""Telegram's HTML: markup in, text with entities out. Offsets count UTF-16 code units.

Source of the rules and of the error texts: https://core.telegram.org/bots/api#html-style and the
answers of the Bot API itself.
"""

import re
from dataclasses import dataclass

from sandbox.errors import bad_request
from sandbox.records import Json
from sandbox.units import utf16

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPACE = " \t\r\n\0\v"
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,8})|#(\d{1,10})|(lt|gt|amp|quot));?")
NAME = re.compile(r"[^ \t\r\n\0\v>]*")
ATTRIBUTE_NAME = re.compile(r"[^ \t\r\n\0\v=>]*")
SPACES = re.compile(r"[ \t\r\n\0\v]*")
TOKEN = re.compile(r"[A-Za-z0-9.-]*")
PERSON = re.compile(r"tg://user/?\?id=(\d+)", re.IGNORECASE)
ADDRESS = re.compile(r"(?:(https?|tg|ton|tonsite)://)?([^\s/?#]+)(\S*)", re.IGNORECASE)


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    position: int


class _Parser:
    """One pass over the markup, from the left, with a stack of open tags."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.at = 0
        self.plain: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def parse(self) -> tuple[str, list[Json]]:
        markup = self.markup
        while self.at < len(markup):
            character = markup[self.at]
            if character == "<":
                self._tag()
            elif character == "&":
                self._put(self._reference())
            else:
                end = self._next_special()
                self._put(markup[self.at : end])
                self.at = end
        if self.open:
            tag = self.open[-1].tag
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{tag}"')
        self.entities.sort(key=lambda e: (e["offset"], -e["length"]))
        return "".join(self.plain), self.entities

    def _next_special(self) -> int:
        ends = (self.markup.find(special, self.at) for special in "<&")
        return min((end for end in ends if end >= 0), default=len(self.markup))

    def _put(self, text: str) -> None:
        self.plain.append(text)
        self.offset += utf16(text)

    def _reference(self) -> str:
        decoded, self.at = _decode(self.markup, self.at)
        return decoded

    def _tag(self) -> None:
        if self.markup.startswith("</", self.at):
            self._end()
        else:
            self._start()

    def _start(self) -> None:
        begin = self.at
        name = _match(NAME, self.markup, begin + 1)
        self.at = begin + 1 + len(name)
        if self.at >= len(self.markup):
            raise self._wrong("Unclosed start tag", begin)
        tag = name.lower()
        if tag not in KINDS:
            raise self._wrong(f'Unsupported start tag "{tag}"', begin)
        argument = self._attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            raise self._wrong('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Open(tag, argument, self.offset, len(self.plain)))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            self._skip_spaces()
            if self._here() == ">":
                self.at += 1
                return argument
            name, value = self._attribute(tag, begin)
            if self.at >= len(self.markup):
                raise self._wrong("Unclosed start tag", begin)
            argument = _argument(tag, name, value) or argument

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = _match(ATTRIBUTE_NAME, self.markup, self.at)
        if not name:
            raise self._wrong(f'Empty attribute name in the tag "{tag}"', begin)
        self.at += len(name)
        self._skip_spaces()
        if self._here() != "=":
            if self.at >= len(self.markup):
                raise self._wrong(f'Unclosed start tag "{tag}"', begin)
            return name.lower(), ""
        self.at += 1
        self._skip_spaces()
        if self.at >= len(self.markup):
            raise self._wrong(f'Unclosed start tag "{tag}"', begin)
        return name.lower(), self._quoted() if self._here() in "'\"" else self._token()

    def _token(self) -> str:
        begin = self.at
        token = _match(TOKEN, self.markup, begin)
        self.at += len(token)
        if self.at >= len(self.markup) or self._here() not in SPACE + ">":
            raise self._wrong("Unexpected end of name token", begin)
        return token.lower()

    def _quoted(self) -> str:
        quote = self._here()
        self.at += 1
        value = []
        while self.at < len(self.markup) and self._here() != quote:
            if self._here() == "&":
                value.append(self._reference())
            else:
                value.append(self._here())
                self.at += 1
        self.at += 1
        return "".join(value)

    def _end(self) -> None:
        begin = self.at
        if not self.open:
            raise self._wrong("Unexpected end tag", begin)
        name = _match(NAME, self.markup, begin + 2)
        self.at = begin + 2 + len(name)
        self._skip_spaces()
        if self._here() != ">":
            raise self._wrong("Unclosed end tag", begin)
        self.at += 1
        opened = self.open[-1]
        if name and name.lower() != opened.tag:
            raise self._wrong(
                "Unmatched end tag",
                begin,
                f', expected "</{opened.tag}>", found "</{name.lower()}>"',
            )
        self.open.pop()
        if self.offset > opened.offset:
            self._entity(opened)

    def _entity(self, opened: _Open) -> None:
        span: Json = {"offset": opened.offset, "length": self.offset - opened.offset}
        kind = KINDS[opened.tag]
        if opened.tag == "a":
            link = opened.argument or "".join(self.plain[opened.position :])
            if linked := _link(link):
                self.entities.append(span | linked)
        elif opened.tag == "tg-emoji":
            self.entities.append(span | {"type": kind, "custom_emoji_id": opened.argument})
        elif kind in ("pre", "code"):
            self._code(kind, opened.argument, span)
        elif opened.tag == "blockquote" and opened.argument:
            self.entities.append(span | {"type": "expandable_blockquote"})
        else:
            self.entities.append(span | {"type": kind})

    def _code(self, kind: str, language: str, span: Json) -> None:
        """`<pre><code class="language-…">` is one entity, in either order of nesting."""
        last = self.entities[-1] if self.entities else None
        twin = "pre" if kind == "code" else "code"
        if last and last["type"] == twin and span.items() <= last.items():
            known = language or last.pop("_language", "") or last.get("language", "")
            self.entities[-1] = span | {"type": "pre"} | ({"language": known} if known else {})
        else:
            self.entities.append(
                span | {"type": kind} | ({"_language": language} if language else {})
            )

    def _here(self) -> str:
        return self.markup[self.at] if self.at < len(self.markup) else "\0"

    def _skip_spaces(self) -> None:
        self.at += len(_match(SPACES, self.markup, self.at))

    def _wrong(self, what: str, at: int, rest: str = "") -> Exception:
        byte = len(self.markup[:at].encode())
        return _cannot(f"{what} at byte offset {byte}{rest}")


def _cannot(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")


def _match(pattern: re.Pattern[str], text: str, at: int) -> str:
    found = pattern.match(text, at)
    return found.group() if found else ""


def _decode(text: str, at: int) -> tuple[str, int]:
    """The character of a reference and where it ends; an unknown one stays an ampersand."""
    found = REFERENCE.match(text, at)
    if not found:
        return "&", at + 1
    hexadecimal, decimal, named = found.groups()
    if named:
        return NAMED[named], found.end()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if 0xD800 <= code <= 0xDFFF:
        raise _cannot(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    if not 0 < code < 0x10FFFF:
        return "&", at + 1
    return chr(code), found.end()


def _argument(tag: str, name: str, value: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case ("code", "class") if value.startswith("language-"):
            return value.removeprefix("language-")
        case ("span", "class") if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case ("blockquote", "expandable"):
            return "1"
    return ""


def _link(target: str) -> Json | None:
    """What a link leads to; Telegram drops links to nowhere and ends bare hosts with a slash."""
    target = target.strip()
    if person := PERSON.fullmatch(target):
        return {"type": "text_mention", "user": int(person.group(1))}
    address = ADDRESS.fullmatch(target)
    if address is None or (not address.group(1) and "." not in address.group(2)):
        return None
    scheme, host, rest = address.groups()
    return {"type": "text_link", "url": f"{scheme or 'http'}://{host}{rest or '/'}"}


def parse_html(markup: str) -> tuple[str, list[Json]]:
    """Text and entities; a `text_mention` carries the bare id of the person under "user".

    Raises BotApiError in Telegram's words where the markup is broken.
    """
    text, entities = _Parser(markup).parse()
    for entity in entities:
        entity.pop("_language", None)
    return text, entities
