"""Words that open a door once: only their hashes are kept."""

import hashlib
import hmac
import secrets

_BITS = 128


def new_token() -> str:
    """128 random bits, in letters and digits that a link may carry."""
    return secrets.token_hex(_BITS // 8)


def hash_of(token: str) -> str:
    """What is kept of a token. It is random and long, so a plain hash is enough."""
    return hashlib.sha256(token.strip().lower().encode("utf-8", "replace")).hexdigest()


def fits(token: str, kept: str) -> bool:
    """Whether this is the token, told in constant time."""
    return hmac.compare_digest(hash_of(token), kept)
