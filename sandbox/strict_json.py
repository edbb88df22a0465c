"""JSON from strangers: every way in which it can be bad is one exception."""

import json
from typing import Any


def parse(raw: bytes | str) -> Any:
    """The value; ValueError if it is broken, nested too deep, or has half a surrogate pair.

    JSON can write `\\ud83d` alone, which no UTF-8 text can hold and no database will keep.
    """
    try:
        value = json.loads(raw)
    except RecursionError:
        raise ValueError("nested too deep") from None
    escape = "\\ud" if isinstance(raw, str) else b"\\ud"
    if escape in raw.lower():  # type: ignore[operator]
        json.dumps(value, ensure_ascii=False).encode()
    return value
