"""/help: what this person may do here."""

from domain.people import GroupRole, Role
from domain.rights import held
from domain.transitions import Who
from domain.whistle import may_blow
from handlers.command import Command, say
from handlers.context import Context
from operations import whistling


async def help_(context: Context, command: Command) -> None:
    """What this person may do here."""
    await say(context, command, help_text(context))


def help_text(context: Context) -> str:
    """The lines of /help for a person in a chat: nothing that would be refused."""
    texts, person = context.texts, context.person
    roles = sorted(person.roles) if person else []
    words = "、".join(texts.word("role", role.value) for role in roles)
    who = f"{context.sender_name}（{words or texts.plain('help.nobody')}）"
    lines = [texts.plain(f"help.{key}") for key in _help_keys(context)]
    return "\n".join([texts.say("help.head", who=who), *(lines or [texts.plain("help.nothing")])])


def _help_keys(context: Context) -> list[str]:
    chat, person = context.chat, context.person
    admin = person is not None and person.has(Role.ADMIN)
    keys: list[str] = []
    if chat.role in (GroupRole.SUPERVISION, GroupRole.CAMPAIGN):
        keys += ["report", "back", "undo"]
    rights = _rights(context)
    keys += [key for key, any_of in _BY_RIGHT if rights & any_of]
    keys += _whistle_keys(context)
    if chat.role is not None or (person is not None and person.roles):
        keys += ["case", "open", "mine", "standard"]
    if _sees_duty(context):
        keys.append("duty")
    if chat.role is not None:
        keys.append("digest")
    if admin:
        keys += ["bind"] if chat.private else ["enroll", "bind"]
    if chat.private and not admin and not (person and person.roles):
        keys.append("claim")
    return keys


def _rights(context: Context) -> frozenset[Who]:
    """What the person may do here with cases, by role or as an administrator (docs/rights.md)."""
    chat, person = context.chat, context.person
    if person is None:
        return frozenset()
    found = held(person)
    if person.unit is None:
        found -= {Who.UNIT, Who.UNIT_LEADER}
    if chat.role is GroupRole.SUPERVISION and context.sender in chat.administrators:
        found |= {Who.DISPATCHER, Who.CHECKER}
    return found


_BY_RIGHT: tuple[tuple[str, frozenset[Who]], ...] = (
    ("answer_unit", frozenset({Who.UNIT})),
    ("ask_more", frozenset({Who.UNIT})),
    ("check", frozenset({Who.CHECKER})),
    ("dispatch", frozenset({Who.DISPATCHER})),
    ("decide", frozenset({Who.UNIT_LEADER, Who.DISPATCHER, Who.RULER})),
    ("rule", frozenset({Who.RULER})),
)
"""Lines of /help, each with the rights of which one is enough."""


def _whistle_keys(context: Context) -> list[str]:
    chat, person = context.chat, context.person
    if person is None or chat.role is None:
        return []
    blows = chat.role in whistling.WHERE and may_blow(whistling.here(person, chat))
    called = Who.UNIT in _rights(context)
    return [key for key, able in (("whistle", blows), ("report_in", called)) if able]


def _sees_duty(context: Context) -> bool:
    person = context.person
    if context.chat.role is GroupRole.UNIT or (person is not None and person.unit is not None):
        return True
    return context.sender in context.chat.administrators or Who.CHECKER in _rights(context)
