"""Which chat and which message a call means, and whether the bot may do that there."""

from sandbox.errors import BotApiError, bad_request, forbidden
from sandbox.methods.registry import Call
from sandbox.records import Chat, Message


def chat(call: Call) -> Chat:
    """The chat of `chat_id` that the bot is in; refuses as Telegram does."""
    if not call.params.has("chat_id"):
        raise bad_request("chat_id is empty")
    return accessible(call, _number(call.params.text("chat_id")))


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise bad_request("chat not found") from None


def accessible(call: Call, number: int) -> Chat:
    """The chat with this id, if the bot may act there."""
    found = call.core.world.chats.get(number)
    if found is None:
        if number in call.core.world.bots:
            raise forbidden("bots can't send messages to bots")
        raise bad_request("chat not found")
    if found.migrated_to is not None:
        raise BotApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": found.migrated_to},
        )
    _check_presence(call, found)
    return found


def _check_presence(call: Call, found: Chat) -> None:
    membership = call.core.world.membership(found, call.bot)
    if membership.present:
        return
    if found.type == "private":
        blocked = membership.status == "kicked"
        raise forbidden(
            "bot was blocked by the user"
            if blocked
            else "bot can't initiate conversation with a user"
        )
    if call.bot.id not in found.bots:
        raise bad_request("chat not found")
    if membership.status == "kicked":
        raise forbidden(f"bot was kicked from the {found.type} chat")
    raise forbidden(f"bot is not a member of the {found.type} chat")


def may_send(call: Call, place: Chat, what: str) -> None:
    """Refuse where the bot is muted; `what` as in "text messages", "photos"."""
    membership = call.core.world.membership(place, call.bot)
    if not membership.can_send:
        raise bad_request(f"not enough rights to send {what} to the chat")
    if place.type == "channel" and membership.status != "administrator":
        raise bad_request("need administrator rights in the channel chat")


def is_admin(call: Call, place: Chat) -> bool:
    """Whether the bot is an administrator there."""
    return call.core.world.membership(place, call.bot).status == "administrator"


def message(call: Call, place: Chat, purpose: str, name: str = "message_id") -> Message:
    """The message that a call means; `purpose` completes "message … not found"."""
    number = call.params.integer(name)
    if not number:
        raise bad_request("message identifier is not specified")
    found = visible(call, place, number)
    if found is None:
        raise bad_request(f"message {purpose} not found")
    return found


def visible(call: Call, place: Chat, number: int) -> Message | None:
    """A message that the bot can see: in a private chat only its own conversation."""
    found = call.core.world.message(place.id, number)
    if found and place.type == "private" and found.peer != call.bot.id:
        return None
    return found


def own_message(call: Call, place: Chat) -> Message:
    """A message that the bot may edit: one of its own."""
    found = message(call, place, "to edit")
    if found.sender != call.bot.id or found.service is not None or found.forward is not None:
        raise bad_request("message can't be edited")
    return found
