"""Text in pictures fits, breaks well, and never draws what the font has not."""

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from photos.lettering import printable, rounded, shortened, squeezed, width, wrapped


def test_emoji_and_hidden_marks_go_signs_and_rare_characters_stay() -> None:
    assert printable("大南\n中队😀 ‮12㎡✓") == "大南 中队 12㎡✓"
    assert printable("𠮷野家") == "□野家"
    assert printable("● ▲ ■ ★ ⚠ →") == "● ▲ ■ ★ ⚠ →"


def test_long_names_are_shortened_where_they_differ_least() -> None:
    name = "沈阳市沈河区城市管理综合行政执法局第十二中队"
    assert shortened(name, 30, 200).endswith("…")
    assert squeezed(name, 30, 300).endswith("第十二中队")
    assert shortened("短", 30, 200) == squeezed("短", 30, 200) == "短"


def test_lines_do_not_start_with_a_comma_and_do_not_tear_words() -> None:
    assert wrapped("中街路口，东侧", 30, 130, 3) == ["中街路", "口，东侧"]
    assert wrapped("大南街 Starbucks 门口", 30, 190, 3) == ["大南街", "Starbucks 门", "口"]


@settings(max_examples=60)
@given(st.text(max_size=600), st.integers(1, 500), st.integers(1, 4))
def test_any_text_fits(text: str, room: int, lines: int) -> None:
    made = wrapped(text, 24, room, lines)
    assert len(made) <= lines
    # A line has at least one character, which may be wider than a very narrow column.
    assert all(width(line, 24) <= max(room, 48) for line in made)
    assert width(shortened(text, 24, room), 24) <= room
    assert width(squeezed(text, 24, room), 24) <= max(room, 48)


def test_round_corners_are_smooth_and_the_middle_is_filled() -> None:
    image = Image.new("RGB", (60, 60), "white")
    rounded(image, (10, 10, 50, 50), 12, "#000000")
    assert image.getpixel((30, 30)) == (0, 0, 0)
    assert image.getpixel((10, 10)) == (255, 255, 255)
    assert len({image.getpixel((x, 13)) for x in range(10, 25)}) > 2
