"""A table that stays as it is written: every name is found, and no other."""

import json

from hypothesis import given
from hypothesis import strategies as st

from reading.written import Written, lines_of

NAMES = st.text('a占道"\\\n\x00,:', max_size=5) | st.text(max_size=4)
TABLES = st.dictionaries(NAMES.filter(bool), st.sampled_from(["0:1", "3:-32 40:9"]), max_size=30)


@given(TABLES, st.lists(NAMES))
def test_a_table_says_what_was_written(table: dict[str, str], others: list[str]) -> None:
    lines = lines_of(table)
    written = Written(lines.encode("utf-8", "surrogatepass"))
    assert dict(written) == table
    assert len(written) == len(table)
    for name in others:
        assert written.of(name) == table.get(name, "")
        assert (name in written) == (name in table)


@given(TABLES)
def test_its_lines_are_those_of_a_json_object(table: dict[str, str]) -> None:
    assert json.loads(f"{{{lines_of(table)}}}") == table


def test_names_that_begin_alike_are_told_apart() -> None:
    alike = [f"{'占道经营' * many}{end}" for many in range(4) for end in ("", "摊", "摊子", "车")]
    table = {name: f"{at}:1" for at, name in enumerate(filter(None, alike))}
    written = Written(lines_of(table).encode())
    assert {name: written.of(name) for name in table} == table
    assert written.of("占道经营占") == written.of("占道经营" * 4) == written.of("占道") == ""
