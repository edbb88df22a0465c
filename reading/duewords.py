"""The forms that a deadline takes, best first: how each is written, and what it means.

A time is a deadline only where the words around it say so (前, 内, 完成, 限 …).
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from reading import clockwords as cw
from reading.model import Deadline, Due
from reading.numbers import NUMBER, at_most, to_number

HALF_DAY = timedelta(minutes=240)
"""半天内, by the convention of the labels."""
_OFF_WORK = 18 * 60

_BEFORE = r"(?:之前|以前|前|之内|以内|内)"
_TAIL = r"\s*(?P<tail>下班之?前|之前|以前|前|之内|以内|内)?"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DOM = r"(?P<dom>[12][0-9]|3[01]|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_BEGINS_A_DAY = "大今明后当次本第凌清早上中午正晌下傍天擦黑太日入晚夜"
_BEGINS_A_CLOCK = rf"{_BEGINS_A_DAY}0-9零〇一二两俩仨三四五六七八九十百千\s之以前内"
_CLOCK = rf"(?:{cw.PART}\s*)?(?:{cw.HOUR})?"

_FINISHING = (
    r"完成|整改|处理|处置|清理|清运|清|办结|反馈|回复|修|搞定|到位|解决|弄|整|报|收拾|搞|结束|完|拆|改|补"
    r"|销号|拿出|交|规范|落实|恢复|更换|换|撤|撵|拉走|挪|搬|打扫|疏通|给我|给个|答复|办|务必|必须"
)
_THEN_DONE = re.compile(rf"\s*[^,。;!?\s有又已刚没还不了]{{0,5}}?\s?(?:{_FINISHING})")
LIMITED = re.compile(
    r"(?:限期?在?|务必在?|必须在?|要求在?|最晚|最迟|不晚于|不超过|截止到?|截至|期限:?|时限:?|给你们?|给"
    r"|争取在?|延期到?|推迟到?|宽限到?|延到|拖到|缓到|改为|改到|最多|延长至?到?|延至|推到|顶多|放宽到|先给)\s*$"
)
_SEEN_THEN = re.compile(
    r"\s*(?:左右|许)?\s*(?:拍|摄|巡|发现|看到|出摊|就|还|来的|到(?![位岗场])|[-—~至]|了|多|检查|到岗|集合|开会|上岗"
    r"|值班|路过|经过|施工|唱|吵|打(?!扫)|才|起|以后|之后|后|营业|的时候|那|仍|又|有人|一直|都|没|不)"
)
_WHO = re.compile(
    r"(?:(?<![排车摊球军部])队|(?<![厕诊场处])所|物业|街道|社区|居委会?|村委会?|业委会|科|局|(?<![车交铁油网])站|办|委"
    r"|(?<![物动市贸])中心|公司|环卫|市政|班|(?<![数字几多好到此深三四五六两0-9])处|供电|电力|环保|城管|执法"
    r"|水务|交警|养护|园林|路政|住建|卫监|市监|消防|网格员|专班|保洁|管家|师傅)\s*(?:的|们|请)?$"
)
"""Who acts: behind them and before what they are to do, a time is a deadline (供电今天派人) …"""
_DID = re.compile(
    r"\s*(?:[^,。;!?\s]{0,8}(?:了|过(?![来去]))|[^,。;!?\s]{0,8}(?:[吗么]|开会|停[电水业气]|休息|请假|收费|值班|下班)|已|刚|又|还|也|有"
    r"|都|没|不|的|才|前脚|说|反馈|报|通报|巡|查到|发现|看[见到]|在|挖开|撵走|施工|一[次到]|怎|什么|谁|几点"
    r"|[路街灯]|[占摆堵]|广场舞|噪音|暴露|烧烤|[0-9])"
)
"""… unless it tells what was, what is there or what nobody is to do, or asks."""
_TOLD = re.compile(r"\s*(?:还没|都没|没人|一直|就(?:摆|来|占|堆|堵|有|开|出|停|在))")
"""After 前 these tell what was (天黑前就摆出来了)."""
_PAST = re.compile(
    r"\s*(?:了|多了?|前|以前|之前|没|还|都|来|以来|一直|两头|不间断|营业|开通|值班|值守|在岗)"
)

Found = Callable[[re.Match[str], str, datetime, bool], Deadline | None]


@dataclass(frozen=True)
class Form:
    """One way to put a deadline: where it may stand, and what it means there."""

    written: str
    meaning: Found
    signs: frozenset[str]
    """Characters of which a text must have one; spares most texts most patterns."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first needed; who reads for others does so before (`prepare`)."""
        return re.compile(self.written)


def asked(match: re.Match[str], folded: str, lenient: bool, *, acting: bool = True) -> bool:
    """Whether the words around a time make it a deadline; `acting`: also who acts before it."""
    before, after = folded[max(0, match.start() - 6) : match.start()], folded[match.end() :][:12]
    if match.groupdict().get("tail") and not lenient and _TOLD.match(after):
        return False
    if match.groupdict().get("tail") or lenient or LIMITED.search(before):
        return True
    if acting and _between_actor_and_deed(match, folded):
        return True
    return not _SEEN_THEN.match(after) and bool(_THEN_DONE.match(after))


def _between_actor_and_deed(match: re.Match[str], folded: str) -> bool:
    """Whether a time stands between somebody who acts and what they are to do."""
    before, after = folded[max(0, match.start() - 6) : match.start()], folded[match.end() :][:12]
    return bool(_WHO.search(before) and after and not _DID.match(after))


# ------------------------------------------------------------------ the forms, best first
def _workdays(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    count = to_number(match["n"])
    before = folded[max(0, match.start() - 6) : match.start()]
    if count is None or not 1 <= count <= 250:
        return None
    if not (match["tail"] or lenient or LIMITED.search(before) or asked(match, folded, lenient)):
        return None
    due = now
    for _ in range(int(count)):
        due += timedelta(days=1)
        while due.weekday() >= 5:
            due += timedelta(days=1)
    return Deadline(Due.WORKDAYS, due, workdays=int(count))


_UNIT_MINUTES = {
    "小时": 60,
    "钟头": 60,
    "h": 60,
    "刻钟": 15,
    "分钟": 1,
    "分": 1,
    "min": 1,
    "天": 1440,
    "日": 1440,
    "周": 10080,
    "星期": 10080,
    "礼拜": 10080,
    "月": 43200,
}


_ON_A_DAY = re.compile(r"\s*(?:之前|以前|前|[上下中]午|晚|早|[0-9])")
"""Behind 5日 they make it the fifth; else, where it is a limit (限5日整改), it is five days."""


def _relative(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    count, unit, tail = at_most(match["n"]), match["unit"], match["tail"]
    if count is None or count * _UNIT_MINUTES[unit] > 400 * 1440:
        return None
    before = folded[max(0, match.start() - 6) : match.start()]
    limited = unit == "日" and LIMITED.search(before) and not _ON_A_DAY.match(folded, match.end())
    if unit in {"分", "日"} and not (tail or limited):
        return None
    if unit in {"天", "日"} and folded[: match.start()].endswith("这"):
        # 这两天 asks for something in fewer places than 两天 (see `duevague`).
        return None
    if not tail and (
        _PAST.match(folded[match.end() :]) or not asked(match, folded, lenient, acting=False)
    ):
        return None
    if match["half"] or match["plus"]:
        count += 0.5
    if unit == "天" and count == 0.5:
        return Deadline(Due.RELATIVE, now + HALF_DAY)
    return Deadline(Due.RELATIVE, now + timedelta(minutes=count * _UNIT_MINUTES[unit]))


def _weekday(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    if not asked(match, folded, lenient):
        return None
    weekday = 6 if match["wd"] in "日天末" else "一二三四五六".index(match["wd"])
    which = match["which"] or ""
    weeks = 2 if which.startswith("下下") else 1 if which.startswith("下") else 0
    day = now.date() + timedelta(days=weekday - now.weekday() + 7 * weeks)
    if not which and day < now.date():
        day += timedelta(days=7)
    return _on(day, match, now)


def the_week(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    """The end of this week or, where `which` says so, of the next one."""
    if not asked(match, folded, lenient):
        return None
    sunday = now.date() + timedelta(days=6 - now.weekday())
    return _on(sunday + timedelta(days=7 if match["which"] == "下" else 0), None, now)


def _date(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    plain = match["sign"] not in "月"
    if plain and not (match["tail"] or match["year"]):
        return None
    if not asked(match, folded, lenient):
        return None
    month, dom = to_number(match["month"]), to_number(match["dom"])
    if month is None or dom is None:
        return None
    year = int(match["year"] or now.year)
    day = _day(year, int(month), int(dom))
    if day and not match["year"] and day < now.date():
        day = _day(year + 1, int(month), int(dom))
    return _on(day, match, now) if day else None


def _day_of_month(
    match: re.Match[str], folded: str, now: datetime, lenient: bool
) -> Deadline | None:
    del folded  # without 前 or 本月 a number with 号 is a house, whatever stands around it
    if not (match["tail"] or match["which"] or lenient):
        return None
    dom = to_number(match["dom"])
    first = now.date().replace(day=1)
    if (match["which"] or "").startswith("下"):
        first = _next_month(first)
    day = _day(first.year, first.month, int(dom or 0))
    if day and day < now.date():
        first = _next_month(first)
        day = _day(first.year, first.month, int(dom or 0))
    return _on(day, match, now) if day else None


def the_month(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    """The end of this month, of the next one, or of the year: by `which` and `unit`."""
    if not (match["tail"] or lenient or asked(match, folded, lenient)):
        return None
    if "年" in match["unit"]:
        return _on(date(now.year, 12, 31), None, now)
    first = now.date().replace(day=1)
    if (match["which"] or "").startswith("下"):
        first = _next_month(first)
    if (month := to_number(match.groupdict().get("month") or "")) is not None:
        named = first.replace(month=int(month))
        first = named if named >= first else named.replace(year=first.year + 1)
    return _on(_next_month(first) - timedelta(days=1), None, now)


def _off_work(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    del folded, lenient
    day = now.date() + timedelta(days=cw.day_offset(match) or 0)
    return Deadline(Due.END_OF_DAY, cw.at(day, _OFF_WORK, now))


def _clock(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    if not (match["part"] or match["hour"]):
        return None
    offset, minutes = cw.day_offset(match), cw.minutes_of_day(match)
    vague = offset is None and not match["hour"]
    before = folded[max(0, match.start() - 6) : match.start()]
    if minutes is None or not asked(match, folded, lenient):
        return None
    told = LIMITED.search(before) or _between_actor_and_deed(match, folded)
    if vague and not (match["tail"] or lenient or told):
        return None
    if match["hour"] == "一" and not (match["part"] or match["tail"] or offset is not None):
        return None
    day = now.date() + timedelta(days=offset or 0)
    due = cw.at(day, minutes, now)
    if cw.rolls_to_afternoon(minutes, match) and (due <= now or minutes < 7 * 60):
        due += timedelta(hours=12)
    if due <= now and offset is None:
        due += timedelta(days=1)
    return Deadline(Due.CLOCK, due)


def _whole_day(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    if not asked(match, folded, lenient):
        return None
    day = now.date() + timedelta(days=cw.day_offset(match) or 0)
    return Deadline(Due.END_OF_DAY, cw.day_end(day, now))


def _immediate(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    del match, folded, now
    return None if lenient else Deadline(Due.IMMEDIATE)


def _on(day: date, match: re.Match[str] | None, now: datetime) -> Deadline:
    """That day's end, or the hour that the match names on it."""
    groups = match.groupdict() if match else {}
    if match and (groups.get("part") or groups.get("hour")):
        minutes = cw.minutes_of_day(match)
        if minutes is not None:
            if cw.rolls_to_afternoon(minutes, match) and minutes < 7 * 60:
                minutes += 12 * 60
            return Deadline(Due.DATETIME, cw.at(day, minutes, now))
    if "下班" in (groups.get("tail") or ""):
        return Deadline(Due.DATETIME, cw.at(day, _OFF_WORK, now))
    return Deadline(Due.DATE, cw.day_end(day, now))


def _day(year: int, month: int, dom: int) -> date | None:
    if not (1 <= month <= 12 and 1 <= dom <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, dom)


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


_IMMEDIATE_WORDS = (
    r"立即|立刻|立马(?!回来|又)|马上(?!放学|就要|到(?!位|场|岗|现)|要(?!求)|有(?!人处)|开(?!展|始)|下雨|测评|检查(?!整改))|即刻|火速|速速|尽快|尽早|抓紧|抓点紧|赶紧|赶快|快点儿?|麻溜儿?的?|麻利儿?的?"
    r"|第一时间|即查即改|立行立改|立查立改|边查边改|即知即改|先去|快去(?!了)|快来(?!了)|现在就|这就|asap"
    r"|(?<![迅加快高车限流时神急超变网提光极音匀风])速(?:去|处理|处置|整改|清理|清|来|办|派人?|改|拆|修|查|核|换|安排|疏通|解决|撤|反馈|到|联系|把)"
    r"|(?<![都也要越赶凉爽够飞])快(?:派|叫|捞|撒|救|封|拦|通知|疏散|啲)|(?<![^\s,。!?;:@队所业道区会村科局站办委心司政班处电力保管法务警建防员洁])快(?=[!,。]|$)"
    r"|(?<![迅加快高车限流时神急超变网提光极音匀风])速$"
    r"|迅速(?=处|整|清|赶|到|派|解|落|去|组|安|拆|修)"
)

FORMS = (
    Form(
        rf"(?<![0-9.])(?P<n>{NUMBER})\s*个?工作日(?P<tail>{_BEFORE})?",
        _workdays,
        frozenset("工"),
    ),
    Form(
        rf"(?<![第0-9.周期楼号])(?P<n>{NUMBER})\s*个?(?P<half>半)?"
        r"(?P<unit>小时|钟头|刻钟|分钟|分|天|日|周|星期|礼拜|(?<=个)月|h|min)(?P<plus>半)?"
        r"(?P<tail>之内|以内|内|里)?(?:的?时间|时限)?",
        _relative,
        frozenset("小钟刻分天日周星礼月hm"),
    ),
    Form(
        rf"(?<!上)(?<!上个)(?P<which>下下个?|下个?|这个?|本)?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天末])\s*"
        rf"{_CLOCK}{_TAIL}",
        _weekday,
        frozenset("周星礼"),
    ),
    Form(
        rf"(?P<which>下|这|本)个?(?:周|星期|礼拜)(?P<tail>{_BEFORE}|底前?)?",
        the_week,
        frozenset("周星礼"),
    ),
    Form(
        rf"(?:(?P<year>20[0-9]{{2}})[年\-/.])?(?<![0-9路街巷道弄里号村栋楼.])"
        rf"{_MONTH}(?P<sign>[月\-/.]){_DOM}(?![0-9.])[日号]?(?![楼院栋门])\s*{_CLOCK}{_TAIL}",
        _date,
        frozenset("月-/."),
    ),
    Form(
        rf"(?<![0-9\-—路街巷道弄里村栋期号、])(?P<which>本月|这个?月|下个?月)?{_DOM}[号日](?![楼院栋门])\s*"
        rf"{_CLOCK}{_TAIL}",
        _day_of_month,
        frozenset("号日"),
    ),
    Form(
        rf"(?:(?P<which>本|这个?|下个?)|(?<![0-9.]){_MONTH}(?=月))?"
        rf"(?P<unit>月底|月末|月内|年底|年末|年内)(?P<tail>{_BEFORE})?",
        the_month,
        frozenset("月年"),
    ),
    Form(
        rf"(?:{cw.DAY}\s*)?(?:上午|下午|晚上|晚)?下班(?:之前|以前|前)",
        _off_work,
        frozenset("班"),
    ),
    Form(
        # All parts may be left out; what none of them begins with is not looked at.
        rf"(?=[{_BEGINS_A_CLOCK}])(?:{cw.DAY}\s*)?{_CLOCK}{_TAIL}",
        _clock,
        frozenset("点时:早晚午晨夜凌傍黑亮落晌"),
    ),
    Form(
        rf"(?P<day>大后|第二|今|明|后|当|次)(?:天|日|儿个?)(?:一天)?(?P<tail>{_BEFORE})?",
        _whole_day,
        frozenset("天日儿"),
    ),
    Form(_IMMEDIATE_WORDS, _immediate, frozenset("立即马刻火速尽抓赶快麻第查改先现这a")),
)
