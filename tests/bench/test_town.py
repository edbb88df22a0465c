"""The invented bureau is one that the bot can read."""

from datetime import UTC, datetime

import pytest

from bench.pictures import marked, small_scene
from bench.town import NAMES, town
from domain.org_file import read_organisation
from operations.organisation import known_categories
from photos.check import inspect
from reading.model import Directory, KnownUnit
from reading.reader import read

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_its_org_file_is_right() -> None:
    place = town(squads=len(NAMES), groups=3, supervisors=2, members=2, with_groups=5)
    read_in = read_organisation(place.org_file(), known_categories())
    assert len(read_in.units) == 41
    assert len(read_in.people) == 2 + 80
    assert len(read_in.groups) == 3 + 5


@pytest.mark.parametrize("house", [1, 40, 1499])
def test_its_reports_lack_nothing(house: int) -> None:
    squads = town(squads=len(NAMES), groups=1, supervisors=1).squads
    directory = Directory(
        tuple(KnownUnit(one.name, (), (one.street,), ("街面秩序/*",)) for one in squads)
    )
    for squad in squads:
        found = read(squad.report(house), now=NOW, directory=directory)
        assert found.is_report
        assert (found.unit_name, found.categories) == (squad.name, ("占道经营",))
        assert found.address == f"{squad.street}{house}号门口"
        assert found.deadline.due is not None


def test_a_marked_photo_is_another_file_of_the_same_picture() -> None:
    photo = small_scene()
    one, two = marked(photo, 1), marked(photo, 2)
    assert len({photo, one, two}) == 3
    assert inspect(one).size == inspect(photo).size
