"""Bare answers to a question that asks whether something is meant."""

from reading.text import fold

_YES = frozenset(
    (
        "是",
        "是的",
        "是啊",
        "对",
        "对的",
        "对啊",
        "对对",
        "没错",
        "就是",
        "嗯",
        "嗯嗯",
        "yes",
        "yeah",
    )
)
_SIGNS = " \t\n,.!~。，！、…"


def says_yes(text: str) -> bool:
    """Whether the whole text is nothing but a yes. Assent to an order (好的, 收到) is none."""
    return fold(text).strip(_SIGNS) in _YES
