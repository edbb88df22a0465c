"""Photos are kept once, whole, and only where they belong."""

import asyncio
from pathlib import Path

import pytest

from photos.store import PhotoFolder, PhotoMissing


def _files(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]


async def test_what_was_put_is_got_and_kept_once(tmp_path: Path) -> None:
    store = PhotoFolder(tmp_path / "photos")
    keys = await asyncio.gather(*(store.put(b"same bytes", "jpg") for _ in range(20)))
    assert len(set(keys)) == 1
    assert await store.get(keys[0]) == b"same bytes"
    assert _files(tmp_path / "photos") == keys[:1]


async def test_another_folder_object_finds_the_same_photo(tmp_path: Path) -> None:
    key = await PhotoFolder(tmp_path).put(b"photo", "jpg")
    assert await PhotoFolder(tmp_path).get(key) == b"photo"


async def test_a_missing_photo_is_told_by_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PhotoMissing, match="找不到"):
        await PhotoFolder(tmp_path).get(f"ab/{'ab' * 32}.jpg")


@pytest.mark.parametrize(
    "key",
    ["../secret.jpg", f"ab/{'ab' * 32}.jpg/../../x", "/etc/passwd", "", f"ab/{'ab' * 32}.jpg\n"],
)
async def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="not a photo key"):
        await PhotoFolder(tmp_path).get(key)


async def test_no_suffix_leads_out_of_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a photo key"):
        await PhotoFolder(tmp_path).put(b"photo", "/../../x")
