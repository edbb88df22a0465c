"""Questions that the bot has asked: rows, never process memory."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, insert, select, update

from db.tables import questions
from db.taking import longest_due
from db.transaction import Transaction

IS_DUE = and_(
    questions.c.answered_at.is_(None),
    questions.c.expires_at <= bindparam("now", type_=questions.c.expires_at.type),
)
_open_for = (
    select(questions)
    .where(
        questions.c.chat_id == bindparam("chat"),
        questions.c.asked_of == bindparam("person"),
        questions.c.answered_at.is_(None),
        questions.c.expires_at > bindparam("now", type_=questions.c.expires_at.type),
        questions.c.thread_id.is_not_distinct_from(bindparam("thread")),
    )
    .order_by(questions.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Option:
    """A button under a question: what it says and what it means."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """`about` is what is asked for: category, address, unit, text (all), case, photo."""

    id: int
    kind: str
    about: str
    case: int | None
    gathering: int | None
    chat: int
    thread: int | None
    asked_of: int | None
    reply_to: int | None
    options: tuple[Option, ...]
    payload: dict[str, Any]
    asked_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    answer: str | None


def _question(row: Row[Any]) -> Question:
    at = row._mapping
    return Question(
        id=at["id"],
        kind=at["kind"],
        about=at["about"],
        case=at["case_id"],
        gathering=at["gathering_id"],
        chat=at["chat_id"],
        thread=at["thread_id"],
        asked_of=at["asked_of"],
        reply_to=at["reply_to"],
        options=tuple(Option(label, value) for label, value in at["options"]),
        payload=at["payload"],
        asked_at=at["asked_at"],
        expires_at=at["expires_at"],
        answered_at=at["answered_at"],
        answer=at["answer"],
    )


async def ask(
    tx: Transaction,
    *,
    kind: str,
    about: str,
    chat: int,
    thread: int | None,
    asked_of: int | None,
    reply_to: int | None,
    options: tuple[Option, ...],
    expires_at: datetime,
    case: int | None = None,
    gathering: int | None = None,
    payload: dict[str, Any] | None = None,
) -> Question:
    """Keep a question; `asked_of` is a Telegram id (None: whoever may answer)."""
    statement = insert(questions).values(
        kind=kind,
        about=about,
        case_id=case,
        gathering_id=gathering,
        chat_id=chat,
        thread_id=thread,
        asked_of=asked_of,
        reply_to=reply_to,
        options=[[option.label, option.value] for option in options],
        payload=payload or {},
        asked_at=tx.now,
        expires_at=expires_at,
    )
    return _question((await tx.run(statement.returning(questions))).one())


async def get(tx: Transaction, question: int) -> Question | None:
    """One question."""
    query = select(questions).where(questions.c.id == question)
    row = (await tx.run(query)).one_or_none()
    return _question(row) if row else None


async def open_for(tx: Transaction, chat: int, thread: int | None, person: int) -> Question | None:
    """The newest unanswered question to a person in a chat."""
    values = {"chat": chat, "thread": thread, "person": person, "now": tx.now}
    row = (await tx.run(_open_for, values)).one_or_none()
    return _question(row) if row else None


async def open_of_case(tx: Transaction, case: int) -> Question | None:
    """The unanswered question about a case, if any."""
    query = select(questions).where(questions.c.case_id == case, questions.c.answered_at.is_(None))
    row = (await tx.run(query.order_by(questions.c.id.desc()).limit(1))).one_or_none()
    return _question(row) if row else None


async def answered(tx: Transaction, question: int, answer: str) -> bool:
    """Close a question; False when somebody had answered before."""
    statement = (
        update(questions)
        .where(questions.c.id == question, questions.c.answered_at.is_(None))
        .values(answered_at=tx.now, answer=answer)
    )
    return (await tx.run(statement)).rowcount == 1


async def expired(tx: Transaction) -> Question | None:
    """One question that nobody answered in time."""
    row = await longest_due(tx, questions, IS_DUE, questions.c.expires_at)
    return _question(row) if row else None
