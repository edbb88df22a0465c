"""Deadlines that name no hour and no 前: 上午清完, 这两天处理, 上班前; and faint ones (先停, 连夜).

Such a time is a deadline only where the words after it ask for a result; 上午清了3处 and
这两天天天有人 tell what was. Of faint ones no rule knows; it is learnt (`reading.duechoosing`).
"""

import re
from datetime import date, datetime, time, timedelta

from reading import clockwords as cw
from reading.duewords import LIMITED, Form, the_month, the_week
from reading.model import Deadline, Due

START_OF_WORK = time(8, 0)
"""上班 by the usual table of work hours."""
_COUPLE = timedelta(days=2)

_URGED = r"(?:必须|务必|一定要?|要|得|给我|都|全部?|抓紧|尽快|赶紧|先|就|把[^,。;!?\s]{1,6})"
_VERB = (
    r"(?:清理|清运|清走?|弄|整改|整|撤|收拾|收|拆除?|搬|挪|修复|修|换|搞|处理|处置|解决|补|办|完成"
    r"|打扫|恢复|落实)"
)
_RESULT = r"(?:完|掉|好|走|净|干净|利索|利落|到位|出来|妥|结束?)"
_ENDS = r"(?=\s*(?:[,。;!?)]|$|[吧啊哈哦嗷昂嘞]))"
_TO_A_RESULT = rf"\s*{_URGED}*{_VERB}{_RESULT}{_ENDS}"
_TO_DO = rf"\s*{_URGED}*{_VERB}(?:{_RESULT}|一下)?(?![了过的不没着])"


def _part_of_day(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline:
    """上午清完: the end of that part of the day, tomorrow's where today's is over."""
    del folded, lenient
    minutes = cw.minutes_of_part(match["part"])
    due = cw.at(now.date(), minutes, now)
    return Deadline(Due.CLOCK, due if due > now else due + timedelta(days=1))


def _couple_of_days(
    match: re.Match[str], folded: str, now: datetime, lenient: bool
) -> Deadline | None:
    """这两天: two days from now. 今明两天: until tomorrow is over."""
    limited = LIMITED.search(folded[max(0, match.start() - 6) : match.start()])
    asks = _END.match(folded, match.end()) or _ASKS.match(folded, match.end())
    if not (match["tail"] or lenient or limited or asks):
        return None
    if match["both"]:
        return Deadline(Due.END_OF_DAY, cw.day_end(now.date() + timedelta(days=1), now))
    return Deadline(Due.RELATIVE, now + _COUPLE)


def _start_of_work(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline:
    del folded, lenient
    day = now.date() + timedelta(days=cw.day_offset(match) or 0)
    due = cw.at(day, START_OF_WORK.hour * 60, now)
    return Deadline(Due.CLOCK, due if due > now else due + timedelta(days=1))


def _tonight(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline:
    del match, folded, lenient
    return Deadline(Due.CLOCK, cw.at(now.date(), cw.minutes_of_part("今晚"), now))


def _at_once(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline:
    del match, folded, now, lenient
    return Deadline(Due.IMMEDIATE)


def _before_a_feast(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline:
    """植树节前: that day's end, this year's or the next one."""
    del folded, lenient
    month, day = _FEASTS[match["feast"]]
    feast = date(now.year, month, day)
    if feast < now.date():
        feast = date(now.year + 1, month, day)
    return Deadline(Due.DATE, cw.day_end(feast, now))


_FEASTS = {"元旦": (1, 1), "植树节": (3, 12), "五一": (5, 1), "六一": (6, 1), "国庆": (10, 1)}
"""Those whose day is the same each year."""
_ASKS = re.compile(_TO_DO)
_END = re.compile(r"\s*(?:[。!]\s*)?$")

VAGUE_FORMS = (
    Form(
        rf"(?<![天日晚早]){cw.PART}(?={_TO_A_RESULT}|\s*(?:必须|务必)\s*{_VERB})",
        _part_of_day,
        frozenset("早晚午晨晌"),
    ),
    Form(
        r"(?:(?P<both>今明)|这)(?:一?两|二)[天日](?P<tail>之内|以内|内|里)?",
        _couple_of_days,
        frozenset("两二"),
    ),
    Form(
        rf"(?:{cw.DAY}\s*)?(?:早上|早晨|早)?上班(?:之前|以前|前)",
        _start_of_work,
        frozenset("班"),
    ),
)
"""They come before the forms of `duewords`, whose 两天 is a part of 这两天."""

FAINT_FORMS = (
    Form(
        r"(?P<which>本|这个?|当)(?P<unit>月)(?:里头?|份)?(?P<tail>[之以]?内)?",
        the_month,
        frozenset("月"),
    ),
    Form(
        r"(?<![每上下一二两三四五六七八九十几0-9])(?P<which>当)?周(?P<tail>[之以]?内)",
        the_week,
        frozenset("周"),
    ),
    Form(
        rf"(?P<feast>{'|'.join(_FEASTS)})节?(?:假期)?(?:之前|以前|前)",
        _before_a_feast,
        frozenset("元植五六国"),
    ),
    Form(r"连夜|今夜|今黑", _tonight, frozenset("夜黑")),
    Form(
        r"先|快|速|紧急|现在|马上|当场|来人|赶忙|赶|早点|早些|赶早|趁早|立时三刻|当即|即时|即来|及时|火急"
        r"|加急|急",
        _at_once,
        frozenset("先快速紧现马当来赶早趁立即及火加急"),
    ),
)
"""Words that mostly say something else (先后, 快车道, 紧急出口)."""
