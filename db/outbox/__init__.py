"""The outbox: everything the bot says is a row first. Posted in the transaction that made it true,
claimed once, and then sent, superseded or given up with a reason; never dropped.
"""

from db.outbox.chats import chat_in_trouble, chat_recovered, give_up_stale, remember_bot
from db.outbox.claiming import claim, free_claimed, put_back
from db.outbox.merging import merge_pings
from db.outbox.outcomes import card_gone, given_up, sent, superseded
from db.outbox.posting import hasten, post, posted_since
from db.outbox.queue import (
    CardMessage,
    Queue,
    Waiting,
    candidates,
    last_sent,
    message_of,
    sent_since,
    statistics,
    waiting_chats,
)
from db.outbox.supergroups import lane_is_drained, migrate_chat

__all__ = [
    "CardMessage",
    "Queue",
    "Waiting",
    "candidates",
    "card_gone",
    "chat_in_trouble",
    "chat_recovered",
    "claim",
    "free_claimed",
    "give_up_stale",
    "given_up",
    "hasten",
    "lane_is_drained",
    "last_sent",
    "merge_pings",
    "message_of",
    "migrate_chat",
    "post",
    "posted_since",
    "put_back",
    "remember_bot",
    "sent",
    "sent_since",
    "statistics",
    "superseded",
    "waiting_chats",
]
