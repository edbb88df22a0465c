"""What was said: the act of a text, by weighing the words that speak for each act.

The vocabulary (`data/signals.toml`) gives each act its words and their weight. What was found of a
problem, a place, a unit and a deadline speaks for a report. The heaviest act wins.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from reading.categories import fills_its_clause
from reading.findings import Facts, Findings
from reading.lexicon import Signal, lexicon, load
from reading.model import Act, Context, Due
from reading.places import Place
from reading.reasons import Reasons
from reading.rules import Match
from reading.tallies import find_tallies
from reading.text import Message, fold
from reading.units import names_a_kind

LEAST = 3.4
"""Less weight than this makes no report of a text that names no problem we know …"""
LEAST_KNOWN = 2.5
"""… and less than this of one that does."""

_SIGNS = re.compile(r"[\s,.;:!?。、…~\-—_*#@“”\"'()《》【】\[\]]+")
_MOST_WORDS = 3
_KINDS = (
    r"(?:图片|照片|视频|语音|位置|动画表情|表情|文件|小程序|链接|聊天记录|名片"
    r"|photo|video|image|sticker)"
)
_MEDIA = re.compile(rf"(?:\s*(?:\[{_KINDS}[^\[\]]{{0,12}}\]|{_KINDS}(?=\s|$))\s*)+")
_VOICE = re.compile(r"\s*\[(?:语音|位置|视频|文件|名片|聊天记录)[^\[\]]{0,12}\]")
"""What a client says in the place of something that is no text, whatever follows; a problem
that is named there is reported all the same."""
_DIGIT = re.compile(r"[0-9一二两三四五六七八九十百千]")
_DIALOGUE = re.compile(
    r"问我?.{1,20}我[说答]|(?:问|甲|小贩|摊主|商贩|老板|城管|队员|老婆|媳妇|儿子|老师|医生)[^,。!?]{0,6}[:].{2,40}?"
    r"(?:答|乙|小贩|摊主|商贩|老板|城管|队员|我|儿子|学生|病人)[^,。!?]{0,6}[:]"
)
_AGREED = re.compile(
    r"\s*(?:收到|好的?|好嘞|行|嗯+|妥了?|明白|知道了?|晓得了?|中|ok|没问题|得嘞|遵命|了解)[,。!\s了的嘞]"
)
_SENT_ON = re.compile(r"(?:这个|这单|这件)?(?:派|转|改派|交)?给([\u4e00-\u9fff]{2,6})(?<!了)")
_ASKED = re.compile(r"(?:[吗呢没么]|啊|呀|[?])\s*[?]*\s*$")
_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9][0-9x*]{4,8}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rules make of a text: the act, its weight and the next one's, the words for it.

    `weights` are those of every act, `said` the signals that speak for each, with how many words;
    `whole` says that the message is known word for word, so that nothing else need be asked.
    """

    act: Act
    weight: float
    next_weight: float
    why: Sequence[str]
    weights: Mapping[Act, float] = field(default_factory=dict)
    said: Mapping[Act, Mapping[str, int]] = field(default_factory=dict)
    whole: bool = False


def rule(found: Findings, context: Context) -> Ruling:
    """The act of a text, by the rules. A message known word for word is decided by that alone."""
    message, matches, facts = found.message, found.matches, found.facts
    bare = bare_text(message.folded)
    if whole := _whole(message.folded, bare, facts, context):
        return whole
    known = lexicon().signals
    said = signals_said(matches, known)
    weights = weigh(said, known)
    weights[Act.REPORT] = weights.get(Act.REPORT, 0) + report_weight(message, facts, context)
    _weigh_together(message, weights, facts, said, context)
    return heaviest(weights, facts, said, lambda act: words_for(message, matches, act))


_TO_SOMEBODY = re.compile(r"^(?:\s*@[^\s@]{1,24}(?:\s+|$))+|(?:\s+@[^\s@]{1,24})+\s*$")


@lru_cache(maxsize=8)
def bare_text(folded: str) -> str:
    """The text without signs, spaces and an @mention at its beginning or end."""
    without = _TO_SOMEBODY.sub(" ", folded) if "@" in folded else folded
    return _SIGNS.sub("", without)


def media_only(folded: str) -> bool:
    """Whether a text is nothing but what a client says in the place of something else."""
    typed = folded.strip()
    return bool(typed and (_MEDIA.fullmatch(typed) or _VOICE.match(folded)))


@cache
def whole_messages() -> dict[str, tuple[Act, float]]:
    """What is known word for word, without signs: its act and weight."""
    table: dict[str, tuple[Act, float]] = {}
    for raw in load("signals.toml").values():
        for words in fold(raw.get("whole", "")).split():
            table.setdefault(_SIGNS.sub("", words) or words, (Act(raw["act"]), raw["weight"]))
    return table


_LETTER = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
_SAYS_NOTHING = 8
"""More letters than this, of which no more than two are different, are no words (哈哈哈…)."""


def _whole(folded: str, bare: str, facts: Facts, context: Context) -> Ruling | None:
    if media_only(folded) and not facts.present:
        return _certain(Act.MEDIA_ONLY, 9, (folded.strip(),))
    known = whole_messages()
    stripped = bare.rstrip("啊呀哈哦噢呢吧嘛啦了")
    hit = known.get(bare) or known.get(stripped)
    if hit and not (hit[0] is Act.DONE and context.asked):
        return _certain(hit[0], 9, (bare,))
    if not bare:
        return _certain(Act.MEDIA_ONLY if not folded.strip() else Act.CHATTER, 5, ())
    if len(bare) > _SAYS_NOTHING and len(set(bare)) <= 2:
        return _certain(Act.CHATTER, 5, (bare[:_SAYS_NOTHING],))
    if not _LETTER.search(bare):
        emoji = {known[char][0] for char in bare if char in known}
        act = emoji.pop() if len(emoji) == 1 else Act.CHATTER
        return _certain(act, 5, (bare,))
    return None


def _certain(act: Act, weight: float, why: tuple[str, ...]) -> Ruling:
    return Ruling(act, weight, 0, why, whole=True)


def signals_said(matches: Sequence[Match], known: Mapping[str, Signal]) -> dict[Act, Counter[str]]:
    """For each act the signals that speak for it, with how many different words of theirs."""
    lines = {match.rule.line: match.rule.name for match in matches if match.rule.name in known}
    said: dict[Act, Counter[str]] = {}
    for name in lines.values():
        if act := known[name].act:
            said.setdefault(Act(act), Counter())[name] += 1
    return said


def weigh(said: Mapping[Act, Counter[str]], known: Mapping[str, Signal]) -> dict[Act, float]:
    """The weight of each act by the words alone."""
    return {
        act: sum(_weight(known[name], count) for name, count in names.items())
        for act, names in said.items()
    }


def _weight(signal: Signal, count: int) -> float:
    return signal.weight + signal.more * (min(count, _MOST_WORDS) - 1)


def report_weight(message: Message, facts: Facts, context: Context) -> float:
    """How strongly what was found speaks for a report."""
    weight = 0.0
    if facts.present:
        weight += 1.5 if all(f.weak for f in facts.present) else 2.0
        weight += 1.0 if _says_little_else(message, facts) else 0.0
        weight += 0.5 if any(len(f.spans) > 1 for f in facts.present) else 0.0
        weight += 0.5 * min(2, len(facts.present) - 1)
    if facts.places:
        weight += max(place.weight for place in facts.places)
        weight += 1.0 if _place_alone(message, facts.places) else 0.0
    if facts.units:
        weight += 1.0
    if facts.deadline.kind is not Due.NONE:
        weight += 0.5 if facts.deadline.kind is Due.IMMEDIATE else 1.0
    if context.has_photo:
        weight += 1.5
    return weight


def _place_alone(message: Message, places: Sequence[Place]) -> bool:
    """Whether a clause is nothing but an address, as captions have it (… 永安里三号巷)."""
    clauses = message.clause
    return len(set(clauses)) > 1 and any(
        (
            place.start == 0
            or clauses[place.start - 1] != clauses[place.start]
            or _gap(message, place.start - 1)
        )
        and (place.end >= len(clauses) or clauses[place.end] != clauses[place.end - 1])
        for place in places
    )


def _gap(message: Message, position: int) -> bool:
    return not message.folded[position].isalnum()


def _says_little_else(message: Message, facts: Facts) -> bool:
    """Whether the problem's words make up most of a text or a clause (牛皮癣): a caption."""
    said = sum(e - s for f in facts.present for s, e in f.spans)
    rest = len(bare_text(message.folded)) - sum(p.end - p.start for p in facts.places)
    return said >= 0.6 * rest or any(fills_its_clause(message, f) for f in facts.present)


def _weigh_together(
    message: Message,
    weights: dict[Act, float],
    facts: Facts,
    said: Mapping[Act, Counter[str]],
    context: Context,
) -> None:
    """Where two findings together mean something else than each alone."""
    back = "rebound" in said.get(Act.REPORT, ())
    sure = any(not f.weak for f in facts.present)
    if facts.absent and not facts.present:
        weights[Act.PATROL_CLEAR] = weights.get(Act.PATROL_CLEAR, 0) + 5
    if _PHONE.search(message.folded):
        weights[Act.AD] = weights.get(Act.AD, 0) + 2
    counts = len(find_tallies(message.typed[:1000])) if _DIGIT.search(message.folded) else 0
    if counts:
        weights[Act.DIGEST] = weights.get(Act.DIGEST, 0) + min(3 * counts, 9)
    if len(message.folded) <= 20 and not facts.places and _AGREED.match(message.folded):
        weights[Act.ACCEPT] = weights.get(Act.ACCEPT, 0) + 3
    sent_on = _SENT_ON.fullmatch(bare_text(message.folded))
    if sent_on and not facts.present and (facts.units or names_a_kind(sent_on[1])):
        weights[Act.REDISPATCH] = weights.get(Act.REDISPATCH, 0) + 4
    if "asks_rule" in said.get(Act.QUERY, ()):
        for act in (Act.EXTEND, Act.SUSPEND, Act.RETURN):
            weights[act] = weights.get(act, 0) * 0.5
    if _DIALOGUE.search(message.folded):
        weights[Act.JOKE] = weights.get(Act.JOKE, 0) + 6
    if not facts.places and _ASKED.search(message.folded) and Act.QUERY in weights:
        weights[Act.QUERY] += 1.5
    if sure:
        weights[Act.URGE] = weights.get(Act.URGE, 0) * 0.5
    if back:
        for act in (Act.DONE, Act.PATROL_CLEAR, Act.THANKS):
            weights[act] = weights.get(act, 0) * 0.4
    if facts.present and Act.PATROL_CLEAR in weights:
        weights[Act.PATROL_CLEAR] *= 0.5 if sure else 1
    if facts.places and sure:
        for act in (Act.CHATTER, Act.WEATHER, Act.JOKE, Act.GREETING):
            weights[act] = weights.get(act, 0) * 0.6
        if any(place.weight >= 2 for place in facts.places):
            weights[Act.NOTICE] = weights.get(Act.NOTICE, 0) * 0.8
    if back and context.reply_to in {"card", "plate", "report"}:
        # 又回来了, said of a case, says that it is back; the case says what and where.
        weights[Act.REPORT] += 1.5
    elif context.reply_to in {"card", "plate"}:
        weights[Act.REPORT] *= 0.5
    if context.reply_to in {"card", "plate"}:
        for act in (Act.ACCEPT, Act.DONE, Act.PROGRESS, Act.RETURN, Act.REWORK, Act.PASS):
            weights[act] = weights.get(act, 0) * 1.5


def heaviest(
    weights: Mapping[Act, float],
    facts: Facts,
    said: Mapping[Act, Counter[str]],
    words: Callable[[Act], tuple[str, ...]],
) -> Ruling:
    """The act with the most weight; a report only if it has enough. `words` led to an act."""
    report = weights[Act.REPORT]
    others: dict[Act, float] = {
        act: w for act, w in weights.items() if act is not Act.REPORT and w > 0
    }
    best: Act = max(others, key=lambda act: (others[act], -_ORDER.index(act)), default=Act.CHATTER)
    next_one = others.get(best, 0.0)
    enough = LEAST_KNOWN if any(not f.weak for f in facts.present) else LEAST
    if report >= enough and report > next_one:
        act = Act.REBOUND if "rebound" in said.get(Act.REPORT, ()) else Act.REPORT
        why = Reasons(lambda: words(Act.REPORT))
        return Ruling(act, report, next_one, why, weights, said)
    if next_one < 1.5:
        best = Act.CHATTER
    return Ruling(best, next_one, report, Reasons(lambda: words(best)), weights, said)


_ORDER = (
    Act.SYSTEM,
    Act.RETURN,
    Act.EXTEND,
    Act.SUSPEND,
    Act.WITHDRAW,
    Act.NOT_A_CASE,
    Act.AMEND,
    Act.REDISPATCH,
    Act.REOPEN,
    Act.REWORK,
    Act.DONE,
    Act.PASS,
    Act.PATROL_CLEAR,
    Act.DIGEST,
    Act.PROGRESS,
    Act.ACCEPT,
    Act.URGE,
    Act.THANKS,
    Act.JOKE,
    Act.NOTICE,
    Act.MEETING,
    Act.QUERY,
    Act.COMMAND,
    Act.GREETING,
    Act.WEATHER,
    Act.AD,
    Act.MEDIA_ONLY,
    Act.CHATTER,
    Act.REBOUND,
    Act.REPORT,
)


def words_for(
    message: Message,
    matches: Sequence[Match],
    act: Act,
    signals: Mapping[str, Signal] | None = None,
) -> tuple[str, ...]:
    """The words of a text that speak for an act, as typed; of another language, its signals."""
    known = lexicon().signals if signals is None else signals
    words = []
    for match in matches:
        signal = known.get(match.rule.name)
        if signal is not None and signal.act == act.value:
            words += [message.typed[s:e] for s, e in match.spans]
    return tuple(dict.fromkeys(words))[:12]
