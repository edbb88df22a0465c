"""Where the bytes of photos are kept: addressed by their content, so that none is kept twice."""

import asyncio
import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Protocol

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9]{1,5}")


class PhotoMissing(Exception):
    """照片文件找不到了，可能已被删除；请检查照片目录或从备份恢复。"""

    key = "photo_missing"

    def __str__(self) -> str:
        return self.__doc__ or ""


class PhotoStore(Protocol):
    """Keeps bytes for ever under the key that it gives back."""

    async def put(self, data: bytes, suffix: str) -> str:
        """Stores bytes durably; the same bytes and suffix ("jpg") give the same key again."""
        ...

    async def get(self, key: str) -> bytes:
        """The bytes; raises `PhotoMissing`, and ValueError for what was never a key."""
        ...


class PhotoFolder:
    """A `PhotoStore` in a local folder: `ab/abcd….jpg`, written whole or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, data: bytes, suffix: str) -> str:
        """See `PhotoStore.put`; survives a power cut once it has returned."""
        digest = hashlib.sha256(data).hexdigest()
        key = _checked(f"{digest[:2]}/{digest}.{suffix}")
        await asyncio.to_thread(_write, self._root / key, data)
        return key

    async def get(self, key: str) -> bytes:
        """See `PhotoStore.get`."""
        path = self._root / _checked(key)
        try:
            return await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError:
            raise PhotoMissing from None


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a photo key: {key[:80]!r}")
    return key


def _write(path: Path, data: bytes) -> None:
    if path.exists():  # content-addressed and put in place only when complete
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    _sync_folder(path.parent.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
