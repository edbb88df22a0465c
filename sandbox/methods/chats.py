"""getChat and its kin, and leaveChat."""

from sandbox import announce, members_view, telegram_view
from sandbox.errors import bad_request, forbidden
from sandbox.methods import targets
from sandbox.methods.registry import Call, method
from sandbox.records import Chat, Json, Membership, Message

NO_GIFTS = dict.fromkeys(
    (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ),
    False,
)


@method("getChat")
def get_chat(call: Call) -> Json:
    """A ChatFullInfo."""
    place = targets.chat(call)
    info = telegram_view.chat(call.core.world, place) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": NO_GIFTS,
    }
    if place.is_group:
        info["permissions"] = members_view.permissions(can_send=True)
    if not place.reactions:
        info["available_reactions"] = []
    pinned = place.pinned and call.core.world.message(place.id, place.pinned)
    if pinned:
        info["pinned_message"] = telegram_view.message(call.core.world, pinned)
    return info


@method("getChatMember")
def get_chat_member(call: Call) -> Json:
    """How a person or bot stands in the chat."""
    place = targets.chat(call)
    number = call.params.integer("user_id")
    if not number:
        raise bad_request("invalid user_id specified")
    return _member(call, place, number)


def _member(call: Call, place: Chat, number: int) -> Json:
    world = call.core.world
    if bot := world.bots.get(number):
        return members_view.of_bot(bot, world.membership(place, bot))
    person = world.people.get(number)
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return members_view.of_person(place, person)


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[Json]:
    """The administrators, other bots left out."""
    place = targets.chat(call)
    if place.type == "private":
        raise bad_request("there are no administrators in the private chat")
    admins = [_member(call, place, number) for number in place.administrators]
    if targets.is_admin(call, place):
        admins.append(_member(call, place, call.bot.id))
    return admins


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    """How many people and bots are in the chat."""
    place = targets.chat(call)
    if place.type == "private":
        return 2
    return len({*place.members, *place.administrators}) + len(
        announce.present_bots(call.core, place)
    )


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    """The bot goes, and says so in the group."""
    place = targets.chat(call)
    if place.type == "private":
        raise forbidden("bot can't leave a private chat")
    old = place.bots[call.bot.id]
    place.bots[call.bot.id] = Membership("left")
    call.core.world.keep_chat(place)
    announce.bot_moved(call.core, place, call.bot, old, None)
    if place.is_group:
        announce.said(call.core, call.core.world.add(_goodbye(call, place)))
    announce.show_chat(call.core, place)
    return True


def _goodbye(call: Call, place: Chat) -> Message:
    return Message(
        chat_id=place.id,
        message_id=0,
        date=call.core.clock.unix(),
        sender=call.bot.id,
        service={"left_chat_member": telegram_view.user(call.bot)},
    )
