"""Telegram's HTML: every text survives, every offset is right, every mistake has its sentence."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import parse_html
from sandbox.errors import BotApiError
from sandbox.units import trim, utf16

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
tags = st.sampled_from([("b", "bold"), ("i", "italic"), ("u", "underline"), ("s", "strikethrough")])


def cut(text: str, offset: int, length: int) -> str:
    """What an entity covers."""
    units = text.encode("utf-16-le")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le")


@given(texts)
def test_any_escaped_text_comes_back(text: str) -> None:
    assert parse_html(html.escape(text)) == (text, [])


@given(st.lists(st.tuples(texts, st.none() | tags), max_size=6))
def test_every_entity_covers_its_own_words(parts: list[tuple[str, tuple[str, str] | None]]) -> None:
    markup = "".join(
        html.escape(text) if tag is None else f"<{tag[0]}>{html.escape(text)}</{tag[0]}>"
        for text, tag in parts
    )
    plain, entities = parse_html(markup)
    assert plain == "".join(text for text, _ in parts)
    expected = [(tag[1], text) for text, tag in parts if tag and text]
    assert [(e["type"], cut(plain, e["offset"], e["length"])) for e in entities] == expected


@given(texts, texts, texts)
def test_trimming_keeps_what_an_entity_covers(before: str, bold: str, after: str) -> None:
    escaped = (html.escape(part) for part in (before, bold, after))
    whole, entities = parse_html("{}<b>{}</b>{}".format(*escaped))
    plain, kept = trim(whole, entities)
    assert plain == whole.strip()
    for entity in kept:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16(plain)
        assert cut(plain, entity["offset"], entity["length"]).strip() == bold.strip()


@given(st.text(st.sampled_from("<>/&; =\"'abiopreu1#x😀字-"), max_size=30))
def test_no_markup_breaks_the_parser(markup: str) -> None:
    try:
        plain, entities = parse_html(markup)
    except BotApiError as error:
        assert error.description.startswith("Bad Request: can't parse entities: ")
    else:
        assert all(e["offset"] + e["length"] <= utf16(plain) for e in entities)


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ("字&lt;<abc", "Unclosed start tag at byte offset 7"),
        ("字<div>x</div>", 'Unsupported start tag "div" at byte offset 3'),
        ("<i =a>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<i a = ", 'Unclosed start tag "i" at byte offset 0'),
        ("<i a=b,>", "Unexpected end of name token at byte offset 5"),
        ('<i a="b>', "Unclosed start tag at byte offset 0"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b ", "Unclosed end tag at byte offset 4"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "&#xDFDF;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_a_mistake_gets_telegrams_sentence(markup: str, problem: str) -> None:
    with pytest.raises(BotApiError) as caught:
        parse_html(markup)
    assert caught.value.description == f"Bad Request: can't parse entities: {problem}"


@pytest.mark.parametrize(
    ("markup", "entity"),
    [
        ("<a href='https://a.cn'>x</a>", {"type": "text_link", "url": "https://a.cn/"}),
        (
            '<a href="https://a.cn/?a=1&amp;b=2">x</a>',
            {"type": "text_link", "url": "https://a.cn/?a=1&b=2"},
        ),
        ("<a href=tg://user?id=1001>x</a>", None),
        ('<a href="tg://user?id=1001">x</a>', {"type": "text_mention", "user": 1001}),
        ("<pre>x</pre>", {"type": "pre"}),
        ('<pre><code class="language-py">x</code></pre>', {"type": "pre", "language": "py"}),
        ("<code>x</code>", {"type": "code"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ("<tg-spoiler>x</tg-spoiler>", {"type": "spoiler"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ('<tg-emoji emoji-id="5">x</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "5"}),
        ("<EM>x</em>", {"type": "italic"}),
    ],
)
def test_every_tag_becomes_its_entity(markup: str, entity: dict[str, object] | None) -> None:
    if entity is None:
        with pytest.raises(BotApiError):
            parse_html(markup)
    else:
        assert parse_html(markup) == ("x", [{"offset": 0, "length": 1} | entity])


def test_nested_entities_come_outermost_first() -> None:
    plain, entities = parse_html("<b>a<i>b</i></b>")
    assert plain == "ab"
    assert [e["type"] for e in entities] == ["bold", "italic"]
