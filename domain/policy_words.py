"""Changing one thing of a policy by a line of words, as an admin types it in a chat."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from domain.policy import Policy
from domain.standard_limits import LimitWrong, parse_limit
from domain.worktime import Limit, LimitUnit


class NotUnderstood(Exception):
    """没看懂要改什么。"""

    def __init__(self, sentence: str = "") -> None:
        """`sentence` says what to write instead; empty where the usage says it."""
        super().__init__(sentence)
        self.sentence = sentence


_LIMITS = {
    "默认时限": "limit",
    "核查": "checking",
    "裁定": "ruling",
    "回复": "reply",
    "limit": "limit",
    "checking": "checking",
    "ruling": "ruling",
    "reply": "reply",
}
_COUNTS = {
    "回退": "returns",
    "延期": "extensions",
    "returns": "returns",
    "extensions": "extensions",
}
_DAYS = {"休息": ("off", "on"), "上班": ("on", "off"), "off": ("off", "on"), "on": ("on", "off")}
_ACCEPT = ("签收", "accept")
_WAR = re.compile(r"(?:战时|war)\s*(?P<rest>.*)", re.DOTALL | re.IGNORECASE)
_ENDS = re.compile(r"(?:结束|停止|取消|off|end)\s*", re.IGNORECASE)
_MOST = 5


def changed(policy: Policy, words: str, now: datetime, until: datetime | None) -> Policy:
    """The policy with what the words say; `NotUnderstood` with a sentence where they say nothing.

    `until` is the moment that the words name, read elsewhere: a war mode ends then.
    """
    text = words.strip()
    if found := _WAR.fullmatch(text):
        return _war(policy, found["rest"].strip(), now, until)
    name, _, value = text.partition(" ")
    value = value.strip()
    key = name.lower()
    if key in _LIMITS:
        limit: dict[str, Any] = {_LIMITS[key]: _limit(value)}
        return replace(policy, **limit)
    if key in _COUNTS:
        count: dict[str, Any] = {_COUNTS[key]: _count(value)}
        return replace(policy, **count)
    if key in _DAYS:
        return _day(policy, *_DAYS[key], value)
    if key in _ACCEPT:
        return _accept(policy, value)
    raise NotUnderstood


def as_deadline(words: str) -> str:
    """The moment in such words, put as the deadline of a report, which the reader knows to read."""
    found = _WAR.fullmatch(words.strip())
    rest = re.sub(r"^(?:到|至|直到|until|till)\s*", "", found["rest"].strip()) if found else ""
    return f"by {rest}" if rest.isascii() else f"限{rest.rstrip('前')}前完成"


def _war(policy: Policy, rest: str, now: datetime, until: datetime | None) -> Policy:
    """War mode from now on, or its end at this moment; what has been stays as it was."""
    if _ENDS.fullmatch(rest):
        if not any(end is None or end > now for _, end in policy.war):
            raise NotUnderstood("现在没有战时，不用结束。")
        spans = tuple(
            (since, now if end is None or end > now else end) for since, end in policy.war
        )
        return replace(policy, war=tuple(span for span in spans if span[0] < now))
    if rest and until is None:
        raise NotUnderstood("没看懂战时到什么时候。请写：战时 到12月10日20点，或：战时 结束。")
    if until is not None and until <= now:
        raise NotUnderstood("战时的结束时间已经过去了，请写以后的时间。")
    return replace(policy, war=(*policy.war, (now, until)))


def _limit(value: str) -> Limit:
    try:
        phases = parse_limit(value)
    except LimitWrong as wrong:
        raise NotUnderstood(str(wrong)) from wrong
    if len(phases) > 1:
        raise NotUnderstood("这里只能写一段时限，例如：2自然小时。")
    return Limit(phases[0].value, LimitUnit(phases[0].unit))


def _count(value: str) -> int:
    if value.isascii() and value.isdigit() and int(value) <= _MOST:
        return int(value)
    raise NotUnderstood(f"请写 0 到 {_MOST} 之间的次数，例如：延期 2。")


def _day(policy: Policy, key: str, other: str, value: str) -> Policy:
    try:
        day = date.fromisoformat(value)
    except ValueError as wrong:
        raise NotUnderstood("请写日期，例如：休息 2026-12-24。") from wrong
    days: dict[str, Any] = {
        key: getattr(policy, key) | {day},
        other: getattr(policy, other) - {day},
    }
    return replace(policy, **days)


def _accept(policy: Policy, value: str) -> Policy:
    """How long it takes until somebody else is called, the leader three times as long."""
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 24 * 60):
        raise NotUnderstood("请写多少分钟没有签收就叫下一位，例如：签收 10。")
    minutes = {"accept_next": float(value), "accept_leader": 3.0 * int(value)}
    return replace(
        policy,
        chain=tuple(
            replace(step, minutes=minutes[step.name]) if step.name in minutes else step
            for step in policy.chain
        ),
    )
