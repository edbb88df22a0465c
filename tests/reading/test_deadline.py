"""Until when."""

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.deadline import read_deadline
from reading.duewords import FORMS
from tests.reading.cast import NOW


@pytest.mark.parametrize(
    ("text", "kind", "due", "raw"),
    [
        ("2小时内清理", "relative", "03-03 11:30", "2小时内"),
        ("限两小时整改", "relative", "03-03 11:30", "两小时"),
        ("一个半小时内到位", "relative", "03-03 11:00", "一个半小时内"),
        ("半小时搞定", "relative", "03-03 10:00", "半小时"),
        ("半天内整改", "relative", "03-03 13:30", "半天内"),
        ("给你们一小时", "relative", "03-03 10:30", "一小时"),
        ("48小时之内", "relative", "03-05 09:30", "48小时之内"),
        ("3日内恢复", "relative", "03-06 09:30", "3日内"),
        ("一周内拆除", "relative", "03-10 09:30", "一周内"),
        ("明早八点前清完", "clock", "03-04 08:00", "明早八点前"),
        ("今晚8点前整改到位", "clock", "03-03 20:00", "今晚8点前"),
        ("今晚12点前", "clock", "03-04 00:00", "今晚12点前"),
        ("明天上午处理", "clock", "03-04 12:00", "明天上午"),
        ("5点前弄完", "clock", "03-03 17:00", "5点前"),
        ("10点前清场", "clock", "03-03 10:00", "10点前"),
        ("18:30前反馈", "clock", "03-03 18:30", "18:30前"),
        ("中午之前", "clock", "03-03 12:00", "中午之前"),
        ("限今晚", "clock", "03-03 22:00", "今晚"),
        ("今天下班前整改完", "end_of_day", "03-03 18:00", "今天下班前"),
        ("明天下班之前", "end_of_day", "03-04 18:00", "明天下班之前"),
        ("今日内处理", "end_of_day", "03-03 23:59", "今日内"),
        ("当天必须处理完", "end_of_day", "03-03 23:59", "当天"),
        ("本周五前", "date", "03-05 23:59", "本周五前"),
        ("这周五之前补上", "date", "03-05 23:59", "这周五之前"),
        ("下周一前", "date", "03-08 23:59", "下周一前"),
        ("周一前", "date", "03-08 23:59", "周一前"),
        ("本周内", "date", "03-07 23:59", "本周内"),
        ("3月5号前", "date", "03-05 23:59", "3月5号前"),
        ("5号之前", "date", "03-05 23:59", "5号之前"),
        ("月底前完成", "date", "03-31 23:59", "月底前"),
        ("4月底前完成", "date", "04-30 23:59", "4月底前"),
        ("上午清完", "clock", "03-03 12:00", "上午"),
        ("上午必须清理", "clock", "03-03 12:00", "上午"),
        ("下午收拾干净", "clock", "03-03 18:00", "下午"),
        ("早上弄完", "clock", "03-04 09:00", "早上"),
        ("中午前弄完", "clock", "03-03 12:00", "中午前"),
        ("晌午头之前", "clock", "03-03 12:00", "晌午头之前"),
        ("天黑前", "clock", "03-03 19:00", "天黑前"),
        ("太阳落山前清完", "clock", "03-03 19:00", "太阳落山前"),
        ("天亮前拉走", "clock", "03-04 06:00", "天亮前"),
        ("晚高峰前撤掉", "clock", "03-03 17:00", "晚高峰前"),
        ("明天上班前弄完", "clock", "03-04 08:00", "明天上班前"),
        ("上班前", "clock", "03-04 08:00", "上班前"),
        ("这两天", "relative", "03-05 09:30", "这两天"),
        ("这两天清掉", "relative", "03-05 09:30", "这两天"),
        ("限这两天拆除", "relative", "03-05 09:30", "这两天"),
        ("今明两天必须处理", "end_of_day", "03-04 23:59", "今明两天"),
        ("一两天内", "relative", "03-05 09:30", "一两天内"),
        ("两三个小时内", "relative", "03-03 12:30", "两三个小时内"),
        ("3月5日18点前", "datetime", "03-05 18:00", "3月5日18点前"),
        ("周五下午五点前", "datetime", "03-05 17:00", "周五下午五点前"),
        ("3个工作日内", "workdays", "03-08 09:30", "3个工作日内"),
        ("请于2个工作日内修复", "workdays", "03-05 09:30", "2个工作日内"),
        ("供电今天派人加固", "end_of_day", "03-03 23:59", "今天"),
        ("路灯队今晚去修", "clock", "03-03 22:00", "今晚"),
        ("物业今晚过来看看", "clock", "03-03 22:00", "今晚"),
        ("机扫班明天上午来一趟", "clock", "03-04 12:00", "明天上午"),
    ],
)
def test_a_deadline_is_understood_and_echoed(text: str, kind: str, due: str, raw: str) -> None:
    deadline = read_deadline(f"中街路占道 {text}", NOW)
    assert deadline.due is not None
    assert (deadline.kind, deadline.due.strftime("%m-%d %H:%M")) == (kind, due)
    assert deadline.raw == raw
    assert deadline.due.tzinfo is NOW.tzinfo


@pytest.mark.parametrize(
    "word", ["立即", "马上", "速处理", "尽快", "抓紧", "先去", "即查即改", "麻溜的"]
)
def test_at_once_has_no_time_of_its_own(word: str) -> None:
    deadline = read_deadline(f"中街路占道 {word}", NOW)
    assert (deadline.kind, deadline.due, deadline.raw) == ("immediate", None, word)


@pytest.mark.parametrize(
    ("text", "raw"),
    [("快叫人来", "快叫"), ("交警速到现场", "速到"), ("物业快！", "快"), ("马上开展整治", "马上")],
)
def test_haste_is_at_once(text: str, raw: str) -> None:
    assert read_deadline(f"中街路占道，{text}", NOW).kind == "immediate"
    assert read_deadline(f"中街路占道，{text}", NOW).raw == raw


@pytest.mark.parametrize(
    "text",
    [
        "周末愉快！",
        "水流快，井盖没了",
        "领导说马上要来",
        "立马回来了",
        "超速把人撞了",
        "拍摄时间：2021年3月3日 8:15 垃圾落地",
        "早七点巡查发现占道",
        "堆了三天了没人管",
        "两小时前就报了",
        "昨晚十点还在施工",
        "每天早上8点出摊",
        "24小时营业的便利店",
        "塔柏路31号前乱堆乱放",
        "柳林街9-3号",
        "8点到10点占道",
        "加速整改的通知没到",
        "快一点吧",
        "第3天",
        "上午清完了下午又摆",
        "上午清了",
        "上午清理了三处",
        "上午",
        "这两天天天有人",
        "这两天垃圾清运不及时",
        "这两天清了又摆",
        "天黑前就摆出来了",
        "中午前还没人来",
        "问题点位三处",
        "城管队今天来过",
        "环卫今天没来",
        "环卫今天怎么没来",
        "物业上午说没人管",
        "执法队今天在开会",
        "社区今天停水",
        "公交站晚上路灯不亮",
        "购物中心晚上摆摊占道",
        "KTV晚上噪音扰民",
        "环卫一天收一次",
        "网格员上午看见有人乱扔",
        "城管上午撵走下午又回来",
        "围墙马上就要塌了",
        "马上到路口的地方有个坑",
        "井盖坏了 上周五报的",
        "",
    ],
)
def test_a_time_that_binds_nobody_is_no_deadline(text: str) -> None:
    assert read_deadline(text, NOW).kind == "none"


def test_a_photo_time_does_not_hide_the_deadline() -> None:
    deadline = read_deadline("拍摄于3月3日8:15，今天下班前清掉", NOW)
    assert deadline.raw == "今天下班前"


def test_a_time_beats_at_once() -> None:
    assert read_deadline("立即整改，两小时内反馈", NOW).raw == "两小时内"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("申请延期到周五", "03-05 23:59"),
        ("延到明天上午10点", "03-04 10:00"),
        ("宽限两天", "03-05 09:30"),
    ],
)
def test_whoever_asks_for_more_time_names_a_time(text: str, due: str) -> None:
    asked = read_deadline(text, NOW, lenient=True).due
    assert asked is not None
    assert asked.strftime("%m-%d %H:%M") == due


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        read_deadline("两小时内", datetime(2021, 3, 3))  # noqa: DTZ001


_PIECES = (
    "今天 明 后天 第二天 本日 凌晨 早上 一大早 晌午 下午 天黑 擦黑 太阳落山 入夜 晚 夜里 "
    "8 十 两 : 点 时 半 一刻 下班前 之前 以内 前 内 占道"
)
TYPED = st.lists(
    st.one_of(st.sampled_from(re.findall(r"\S+", _PIECES)), st.text(max_size=3), st.just(" ")),
    max_size=12,
).map("".join)


@given(TYPED)
def test_a_clock_is_looked_for_wherever_one_may_begin(text: str) -> None:
    form = next(form for form in FORMS if form.meaning.__name__ == "_clock")
    _, _, anywhere = form.written.partition("])")
    spans = [one.span() for one in re.finditer(anywhere, text) if one[0]]
    assert [one.span() for one in form.pattern.finditer(text) if one[0]] == spans
