"""`[[routes]]` and `[[streets]]` of an org file, and each mistake in them with its line."""

import pytest

from domain.org_file import read_organisation
from domain.organisation import Organisation, OrgFileWrong

CATEGORIES = frozenset({"街面秩序/占道经营", "市容环境/暴露垃圾"})

GOOD = """\
[[units]]
name = "大南中队"
aliases = ["大南"]

[[units]]
name = "环卫所"

[[units]]
name = "街道办"

[[people]]
telegram_id = 1005
name = "李中队长"
unit = "大南中队"

[[people]]
name = "郑局长"
roles = ["leader"]

[[streets]]
name = "热闹路"
aliases = ["热闹街"]
chief = "李中队长"

[[streets]]
name = "中街路"
chief = 1005
unit = "环卫所"

[[routes]]
category = "市容环境/*"
street = "热闹路"
unit = "大南"
helpers = ["环卫所"]
copies = ["街道办"]

[[routes]]
area = "早市"
unit = "环卫所"
"""


def read(text: str) -> Organisation:
    return read_organisation(text, CATEGORIES)


def test_routes_and_streets_are_read_and_aliases_resolved() -> None:
    found = read(GOOD)
    first, second = found.routes
    assert (first.unit, first.category, first.street, first.area) == (
        "大南中队",
        "市容环境/*",
        "热闹路",
        None,
    )
    assert (first.helpers, first.copies) == (("环卫所",), ("街道办",))
    assert (second.unit, second.area) == ("环卫所", "早市")
    one, two = found.streets
    assert (one.name, one.aliases, one.unit) == ("热闹路", ("热闹街",), None)
    for street in (one, two):
        chief = found.chief_of(street)
        assert chief is not None
        assert chief.name == "李中队长"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('area = "早市"\n', "", "没有条件"),
        ('area = "早市"', 'area = "市"', "太短"),
        ('helpers = ["环卫所"]', 'helper = ["环卫所"]', "是不是“helpers”"),
        ('category = "市容环境/*"', 'category = "市容/*"', "没有符合“市容/*”的案件类别"),
        ('unit = "大南"\n', "", "缺少 unit"),
        ('unit = "大南"\n', 'unit = "大北"\n', "没有叫“大北”的单位"),
        ('helpers = ["环卫所"]', 'helpers = ["环卫"]', "没有叫“环卫”的单位。是不是“环卫所”"),
        ('helpers = ["环卫所"]', 'helpers = ["大南中队"]', "不能又是协办"),
        ('helpers = ["环卫所"]', 'helpers = "环卫所"', "一列文字"),
        ('copies = ["街道办"]', 'copies = ["街道"]', "没有叫“街道”的单位"),
        ('copies = ["街道办"]', 'copies = ["环卫所"]', "不用再抄送"),
        ('area = "早市"', 'category = "市容环境/*"\nstreet = "热闹路"', "完全相同"),
        ('chief = "李中队长"', 'chief = "李队长"', "路长“李队长”不在人员里。是不是“李中队长”"),
        ("chief = 1005", "chief = 1006", "路长“1006”不在人员里"),
        ('chief = "李中队长"\n', "", "缺少 chief"),
        ('chief = "李中队长"', 'chief = "郑局长"', "没有写单位"),
        ('name = "中街路"', 'name = "热闹街"', "行的路段用过"),
        ('name = "中街路"', 'name = "大南"', "是单位的名称或别名"),
        ('name = "中街路"', 'name = "路"', "太短"),
        ('unit = "环卫所"\n\n[[routes]]', 'unit = "环卫"\n\n[[routes]]', "没有叫“环卫”的单位"),
    ],
)
def test_each_mistake_is_told_with_its_line(old: str, new: str, told: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(OrgFileWrong) as wrong:
        read(GOOD.replace(old, new))
    (mistake,) = wrong.value.mistakes
    assert told in mistake.sentence
    line = GOOD[: GOOD.index(old)].count("\n") + 1
    assert abs(mistake.line - line) <= 3
