"""Counts in work reports."""

import json

import pytest

from reading.work import tally


def counts(text: str) -> list[tuple[str, str, float, str]]:
    return [(t.action, t.item, t.value, t.unit) for t in tally(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("清理小广告80处", [("清理", "小广告", 80, "处")]),
        ("清理8处问题点位", [("清理", "问题点位", 8, "处")]),
        ("今日出动78人", [("出动", "人员", 78, "人")]),
        (
            "1、清理占道经营15处。2、规范店外经营9处。",
            [("清理", "占道经营", 15, "处"), ("规范", "店外经营", 9, "处")],
        ),
        (
            "占道经营：15处；店外经营：9处",
            [("发现", "占道经营", 15, "处"), ("发现", "店外经营", 9, "处")],
        ),
        ("上报56件，结案51件，结案率91%", [("上报", "案件", 56, "件"), ("结案", "案件", 51, "件")]),
        (
            "对7家农贸市场及36家生鲜超市进行复检",
            [("复检", "农贸市场", 7, "家"), ("复检", "生鲜超市", 36, "家")],
        ),
        (
            "出动执法车辆40余台次，执法人员130余人次",
            [("出动", "执法车辆", 40, "台次"), ("出动", "执法人员", 130, "人次")],
        ),
        ("共规范非机动车1.2万余辆", [("规范", "非机动车", 12_000, "辆")]),
        ("补植行道树三十二棵", [("补植", "行道树", 32, "棵")]),
        ("受理案件1,204件", [("受理", "案件", 1204, "件")]),
        ("下达整改通知书2份", [("下达", "整改通知书", 2, "份")]),
        ("整治出店经营2313起", [("整治", "出店经营", 2313, "起")]),
        ("接听热线电话56个", [("接听", "热线电话", 56, "个")]),
        ("清理整治店外摆放3件", [("清理整治", "店外摆放", 3, "件")]),
        ("修补坑槽15处320平方米", [("修补", "坑槽", 15, "处"), ("修补", "坑槽", 320, "平方米")]),
        ("更换感应灯68盏", [("更换", "感应灯", 68, "盏")]),
        ("接待群众咨询30人次", [("接待", "群众咨询", 30, "人次")]),
        ("组织队员清理卫生死角15处", [("清理", "卫生死角", 15, "处")]),
        (
            "督查95家小店，其中有3家未消毒，4家有吸烟现象",
            [
                ("督查", "小店", 95, "家"),
                ("发现", "未消毒", 3, "家"),
                ("发现", "有吸烟现象", 4, "家"),
            ],
        ),
    ],
)
def test_work_is_counted(text: str, expected: list[tuple[str, str, float, str]]) -> None:
    assert counts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "清理金钱松中路13-1、15号",
        "梳理第44次暗访点位",
        "结案率99.03%",
        "计划清理50处",
        "待更换井盖3个",
        "违建应拆除30处",
        "剩余14处正在整改中",
        "三家环卫公司各时段清扫",
        "实现1个摄像头实现n种管理",
        "3月14日检查",
        "24小时值守，举报电话12345",
        "汇聚城管、工商等6个部门",
        "",
    ],
)
def test_dates_houses_rates_and_plans_are_no_work(text: str) -> None:
    assert counts(text) == []


def test_a_shared_number_is_not_split() -> None:
    (one,) = tally("清理店外摆放、占道经营及流动商贩186处")
    assert one.item == "店外摆放、占道经营及流动商贩"
    assert one.items == ("店外摆放", "占道经营", "流动商贩")
    assert (one.value, one.approx, one.raw) == (186, False, "186处")


@pytest.mark.parametrize(
    "text", ["清理垃圾约20吨", "清理垃圾20余吨", "清理垃圾20多吨", "清理垃圾近20吨"]
)
def test_about_is_kept(text: str) -> None:
    (one,) = tally(text)
    assert (one.value, one.approx) == (20, True)


def test_some_tens_are_about_ten() -> None:
    (one,) = tally("清理小广告数十处")
    assert (one.item, one.value, one.raw, one.approx) == ("小广告", 10, "数十处", True)


def test_a_tally_is_printed_with_whole_numbers_whole() -> None:
    printed = [json.dumps(t.to_json()) for t in tally("清运垃圾3吨，投放鼠药0.1箱")]
    assert '"value": 3,' in printed[0]
    assert '"value": 0.1,' in printed[1]
