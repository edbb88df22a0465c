"""Bare answers: to whether something is meant, and to a proof that somebody is to check."""

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
_FINE = frozenset(["可以", "行", "行了", "中", "成", "妥", "ok", "没问题", "没毛病", "可"])
_SIGNS = " \t\n,.!~。，！、…"


def says_yes(text: str) -> bool:
    """Whether the whole text is nothing but a yes. Assent to an order (好的, 收到) is none."""
    return fold(text).strip(_SIGNS) in _YES


def says_fine(text: str) -> bool:
    """Whether the whole text is nothing but that something will do (可以, 没问题).

    收到 and 好的 say that it was heard.
    """
    return fold(text).strip(_SIGNS) in _FINE
