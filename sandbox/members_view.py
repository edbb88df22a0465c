"""How people and bots stand in chats, as the Bot API shows it."""

from typing import Any

from sandbox import telegram_view
from sandbox.records import Bot, Chat, Json, Membership, Person

ADMIN_RIGHTS = {
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": True,
    "can_restrict_members": True,
    "can_promote_members": False,
    "can_change_info": True,
    "can_invite_users": True,
    "can_send_welcome_messages": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_pin_messages": True,
}
MEMBER_RIGHTS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
)
OTHER_RIGHTS = (
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
    "can_react_to_messages",
)


def permissions(*, can_send: bool) -> Json:
    """ChatPermissions of ordinary members."""
    return dict.fromkeys(MEMBER_RIGHTS, can_send) | dict.fromkeys(OTHER_RIGHTS, False)


def of_bot(bot: Bot, membership: Membership) -> Json:
    """The ChatMember of a bot."""
    return _member(telegram_view.user(bot), membership.status, can_send=membership.can_send)


def of_person(place: Chat, person: Person) -> Json:
    """The ChatMember of a person; the first administrator is the creator."""
    who = telegram_view.user(person)
    who.pop("language_code")
    if person.id not in place.members and person.id not in place.administrators:
        return _member(who, "left")
    if person.id not in place.administrators:
        return _member(who, "member")
    return _member(who, "creator" if place.administrators[0] == person.id else "administrator")


def _member(who: Json, status: str, *, can_send: bool = True) -> Json:
    member: dict[str, Any] = {"user": who, "status": status}
    if status == "creator":
        member["is_anonymous"] = False
    elif status == "administrator":
        member |= ADMIN_RIGHTS
    elif status == "restricted":
        member |= {"is_member": True, "until_date": 0} | permissions(can_send=can_send)
    elif status == "kicked":
        member["until_date"] = 0
    return member
