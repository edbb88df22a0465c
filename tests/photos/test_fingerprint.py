"""An old photo is known again; a new photo of the same place is not taken for it."""

import itertools
from pathlib import Path

import pytest
from PIL import Image

from photos.fingerprint import Fingerprint, Likeness, fingerprint, likeness
from tests.photos.pictures import cheats, encoded, quarters


@pytest.mark.parametrize("name", ["pairs/p1_before", "scene/bin_3271", "scene/pothole_09"])
def test_cheats_are_noticed(shared: Path, name: str) -> None:
    path = shared / f"data/photos/{name}.jpg"
    original = fingerprint(path.read_bytes())
    found = {how: likeness(original, fingerprint(fake)) for how, fake in cheats(path).items()}
    # Of a photo with few features, a slightly smaller part may count as the same photo.
    cropped = found.pop("cropped by a tenth"), found.pop("cropped and mirrored")
    assert cropped[0] in {Likeness.CROPPED, Likeness.SAME}
    assert cropped[1] in {Likeness.CROPPED, Likeness.MIRRORED}
    assert found == {
        "brighter": Likeness.SAME,
        "darker": Likeness.SAME,
        "recompressed": Likeness.SAME,
        "halved": Likeness.SAME,
        "mirrored": Likeness.MIRRORED,
    }


def test_a_crop_of_a_photo_with_features_is_told_as_a_crop(shared: Path) -> None:
    path = shared / "data/photos/pairs/p1_before.jpg"
    original, fakes = fingerprint(path.read_bytes()), cheats(path)
    for how in ("cropped by a tenth", "cropped and mirrored"):
        assert likeness(original, fingerprint(fakes[how])) is Likeness.CROPPED


def test_different_photos_are_different_even_of_the_same_corner(shared: Path) -> None:
    photos = shared / "data/photos"
    files = [*(photos / "pairs").glob("*.jpg"), *(photos / "control").glob("*.jpg")]
    files += [photos / f"scene/bin_{number}.jpg" for number in (3127, 3130, 3270, 3271, 3316, 3317)]
    prints = {path.name: fingerprint(path.read_bytes()) for path in files}
    found = {
        (one, other): likeness(prints[one], prints[other])
        for one, other in itertools.combinations(prints, 2)
    }
    assert len(found) == 14 * 13 / 2
    assert {pair for pair, verdict in found.items() if verdict is not Likeness.DIFFERENT} == set()


def test_a_time_stamp_printed_on_it_does_not_make_a_photo_new(shared: Path) -> None:
    photos = shared / "data/photos"
    plain = fingerprint((photos / "pairs/p1_before.jpg").read_bytes())
    stamped = fingerprint((photos / "scene/stamp_before.jpg").read_bytes())
    assert likeness(plain, stamped) is Likeness.SAME


def test_pictures_without_features_are_only_the_same_file_or_different() -> None:
    black, dark = (
        fingerprint(encoded(Image.new("RGB", (300, 200), colour))) for colour in ("#000", "#050505")
    )
    assert likeness(black, black) is Likeness.SAME
    assert likeness(black, dark) is Likeness.DIFFERENT


def test_a_fingerprint_survives_being_packed() -> None:
    made = fingerprint(encoded(quarters()))
    assert len(made.pack()) == 4144
    assert Fingerprint.unpack(made.pack()) == made
    with pytest.raises(ValueError, match="4144 bytes"):
        Fingerprint.unpack(b"short")
