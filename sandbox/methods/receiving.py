"""getUpdates, the webhook, files, and the bot itself."""

import asyncio
import random
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from sandbox import telegram_view
from sandbox.errors import BotApiError, bad_request
from sandbox.methods.registry import Call, method
from sandbox.records import Json
from sandbox.updates import OTHER_POLLER

LONGEST_POLL = 50
MOST_UPDATES = 100
BIGGEST_DOWNLOAD = 20 * 1024 * 1024
SECOND_UPDATE = 0.5
SECRET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


@method("getMe")
def get_me(call: Call) -> Json:
    """The bot."""
    return telegram_view.user(call.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not call.bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
        "supports_join_request_queries": False,
    }


@method("logOut")
def log_out(call: Call) -> bool:  # noqa: ARG001  the same shape as every method
    """Only means something to a Bot API server of one's own; accepted."""
    return True


@method("close")
def close(call: Call) -> bool:  # noqa: ARG001  the same shape as every method
    """Only means something to a Bot API server of one's own; accepted."""
    return True


@method("getUpdates")
async def get_updates(call: Call) -> list[str]:
    """Unconfirmed updates, as lines of JSON; waits for one up to `timeout` seconds."""
    queue, params = call.core.queues.of(call.bot), call.params
    if call.bot.webhook.get("url"):
        raise BotApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    limit = min(max(params.integer("limit") or MOST_UPDATES, 1), MOST_UPDATES)
    _allow(call)
    queue.interrupt(OTHER_POLLER)
    queue.confirm_offset(params.integer("offset") or 0)
    await queue.wait(min(params.integer("timeout") or 0, LONGEST_POLL))
    ready = queue.first(limit)
    if len(ready) == 1 and call.core.faults.wants_two():
        await asyncio.sleep(SECOND_UPDATE)
        ready = queue.first(limit)
    return muddled(call, ready)


def muddled(call: Call, ready: list[str]) -> list[str]:
    """The updates as they are, or repeated or out of order where a fault asks for it."""
    disorder = call.core.faults.take_disorder(len(ready)) if ready else None
    if disorder == "duplicate":
        return ready + ready
    if disorder == "reorder":
        shuffled = random.sample(ready, len(ready))
        return shuffled if shuffled != ready else ready[::-1]
    return ready


def _allow(call: Call) -> None:
    allowed = call.params.json("allowed_updates")
    if not isinstance(allowed, list):
        return
    kinds = [str(kind) for kind in allowed]
    if kinds != call.bot.allowed_updates:
        call.bot.allowed_updates = kinds
        call.core.world.keep_bot(call.bot)


@method("setWebhook")
def set_webhook(call: Call) -> bool:
    """Have updates posted to a URL: HTTPS, or HTTP on this machine."""
    params = call.params
    url = params.text("url")
    if not url:
        call.bot.webhook = {}
        return _webhook_changed(call)
    _check_webhook(url)
    secret = params.text("secret_token")
    if not set(secret) <= SECRET or len(secret) > 256:
        raise bad_request("secret token contains unallowed characters")
    _allow(call)
    call.core.queues.of(call.bot).interrupt("Conflict: terminated by setWebhook request")
    call.bot.webhook = {
        "url": url,
        "secret": secret,
        "max_connections": params.integer("max_connections") or 40,
    }
    return _webhook_changed(call)


@method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    """Back to getUpdates."""
    call.bot.webhook = {}
    return _webhook_changed(call)


def _webhook_changed(call: Call) -> bool:
    call.core.world.keep_bot(call.bot)
    if call.params.flag("drop_pending_updates"):
        queue = call.core.queues.of(call.bot)
        queue.confirm(queue.next_id)
    call.webhooks.follow(call.bot)
    return True


def _check_webhook(url: str) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host:
        raise bad_request("bad webhook: invalid URL specified")
    if parts.scheme != "https" and not (parts.scheme == "http" and _loopback(host)):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """Where updates go, how many wait, and what went wrong last."""
    hook = call.bot.webhook
    info: Json = {
        "url": hook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(call.core.queues.of(call.bot).items),
    }
    if hook:
        info["max_connections"] = hook["max_connections"]
    if call.bot.allowed_updates:
        info["allowed_updates"] = call.bot.allowed_updates
    return info | call.webhooks.last_error(call.bot)


@method("getFile")
def get_file(call: Call) -> dict[str, Any]:
    """Where a file of at most 20 MB can be downloaded."""
    file_id = call.params.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = call.core.world.file_by_id(file_id)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > BIGGEST_DOWNLOAD:
        raise bad_request("file is too big")
    letter = file_id[-1] if file.kind == "photo" else "d"
    return {
        "file_id": file_id,
        "file_unique_id": telegram_view.unique_id(file, letter),
        "file_size": file.size,
        "file_path": telegram_view.file_path(file),
    }
