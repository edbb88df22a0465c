"""What we keep of a photo shows all of it and gives nothing away."""

from pathlib import Path

from photos.clean import admit
from photos.fingerprint import Likeness, fingerprint, likeness
from tests.photos.pictures import decoded, encoded, quarters, with_exif


def clean(data: bytes) -> bytes:
    """What is kept of a photo."""
    return admit(data).jpeg


def test_place_time_and_comment_never_leave(shared: Path) -> None:
    phone = (shared / "data/photos/phone/synth12mp_o1_gps.jpg").read_bytes()
    for data in (clean(phone), clean(with_exif(quarters()))):
        kept = decoded(data)
        assert not kept.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(kept.info)
        assert b"Exif" not in data


def test_big_photos_shrink_small_ones_stay(shared: Path) -> None:
    phone = (shared / "data/photos/phone/synth12mp_o6_gps.jpg").read_bytes()
    assert decoded(clean(phone)).size == (1920, 2560)
    assert decoded(clean(encoded(quarters()))).size == (400, 300)


def test_extreme_shapes_keep_at_least_a_pixel() -> None:
    assert decoded(clean(encoded(quarters(8000, 2), "PNG"))).size == (2560, 1)


def test_admitting_gives_facts_clean_photo_and_fingerprint_at_once(shared: Path) -> None:
    phone = (shared / "data/photos/phone/synth12mp_o1_gps.jpg").read_bytes()
    admitted = admit(phone)
    assert admitted.facts.gps == (41.7936, 123.4637)
    assert decoded(admitted.jpeg).size == (2560, 1920)
    assert admitted.fingerprint.sha256 == fingerprint(phone).sha256
    assert likeness(admitted.fingerprint, fingerprint(admitted.jpeg)) is Likeness.SAME
