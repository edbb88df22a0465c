"""What people call a case: whole (1121-007), or short among themselves (007)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases import Number, serials_in, without_numbers

DAY = date(2026, 11, 21)


@given(st.integers(1, 99), st.sampled_from(["{}收到", "{}号马上处理", "{}、098都弄完了"]))
def test_a_short_number_names_the_case(serial: int, said: str) -> None:
    assert Number(DAY, serial).stands_in(said.format(f"{serial:03d}"))


@given(st.integers(1, 5000))
def test_the_whole_number_names_the_case(serial: int) -> None:
    assert Number(DAY, serial).stands_in(f"{Number(DAY, serial)}已整改")


@pytest.mark.parametrize(
    "said", ["7号门口", "107号楼", "0077", "10.007吨", "1120-007已整改", "024-0078", "08:007"]
)
def test_other_figures_name_no_case(said: str) -> None:
    assert not Number(DAY, 7).stands_in(said)


def test_beside_a_whole_number_a_short_one_names_nothing() -> None:
    assert not Number(DAY, 8).stands_in("1121-007和008")


def test_several_are_named_at_once() -> None:
    assert serials_in("031、032都处理完了，清了15处") == {31, 32}


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("007、008通过", "通过"),
        ("007号 收到", "收到"),
        ("007通过", "通过"),
        ("1121-007 通过", "通过"),
        ("清了15处", "清了15处"),
    ],
)
def test_the_rest_is_what_is_said_of_them(said: str, rest: str) -> None:
    assert without_numbers(said) == rest
