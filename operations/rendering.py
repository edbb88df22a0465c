"""A letter, rendered when it is sent: it tells of the case as it is at that moment."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from db import cards, cases, chats, people, photos, questions, units
from db.cards import Card
from db.transaction import Transaction
from domain.cases import Case, State
from domain.letters import DRAWN_WITHIN, Keyboard, Kind, Letter, NotBefore, NotNeeded, Outgoing
from domain.people import GroupRole, Unit
from domain.transitions import IN_HAND
from operations import (
    buttons,
    digesting,
    duty,
    ordering,
    reminder_words,
    requesting,
    ruling,
    telling,
    whistle_view,
)
from operations.case_notes import notes
from operations.knowing import whereabouts
from operations.office import Office
from operations.telling import KEPT
from operations.viewing import checkers, mention, rework_reason, view
from photos.store import PhotoMissing
from texts import Texts

Rendered = Outgoing | NotBefore | NotNeeded


class Pictures(Protocol):
    """Where the pictures of plates and digests are kept."""

    async def get(self, key: str) -> bytes:
        """The bytes under a key."""


class Renderer:
    """Renders letters of every kind for one office."""

    def __init__(self, office: Office, pictures: Pictures) -> None:
        self._office = office
        self._pictures = pictures
        self._by_kind: Mapping[
            Kind, Callable[[Transaction, Letter, Texts], Awaitable[Rendered]]
        ] = {
            Kind.CARD: self._card_letter,
            Kind.EDIT: self._edit,
            Kind.PLATE: self._card_letter,
            Kind.QUESTION: self._card_letter,
            Kind.REMINDER: self._reminder,
            Kind.ORDER: self._card_letter,
            Kind.REQUEST: self._card_letter,
            Kind.DIGEST: self._card_letter,
            Kind.NOTICE: self._notice,
            Kind.DUTY: self._card_letter,
        }

    async def __call__(self, tx: Transaction, letter: Letter) -> Rendered:
        """What to send for this letter now."""
        texts = self._office.texts(await chats.get(tx, letter.chat))
        return await self._by_kind[letter.kind](tx, letter, texts)

    async def _card_letter(self, tx: Transaction, letter: Letter, texts: Texts) -> Rendered:
        card = await cards.get(tx, letter.card) if letter.card is not None else None
        if card is None:
            return NotNeeded("its card is gone")
        return await self._card(tx, card, texts, reply_to=letter.reply_to, first=True)

    async def _edit(self, tx: Transaction, letter: Letter, texts: Texts) -> Rendered:
        card = await cards.get(tx, letter.card) if letter.card is not None else None
        if card is None:
            return NotNeeded("its card is gone")
        if card.message is None:
            # While the card is under way its edits wait in the outbox: this one never was sent.
            return NotNeeded("its message was never sent")
        shown = await self._card(tx, card, texts, reply_to=None, first=False)
        if not isinstance(shown, Outgoing):
            return shown
        return Outgoing(shown.html, shown.keyboard, edits=card.message, edits_caption=card.is_photo)

    async def _card(
        self, tx: Transaction, card: Card, texts: Texts, *, reply_to: int | None, first: bool
    ) -> Rendered:
        if card.kind == "card":
            return await self._case_card(tx, card, texts, reply_to=reply_to, first=first)
        if card.kind == "plate":
            return await self._plate(tx, card, texts, reply_to=reply_to, first=first)
        if card.kind == "question":
            return await self._question(tx, card, texts, reply_to, first=first)
        if card.kind == "order":
            return await ordering.message(tx, self._office, texts, card, first=first)
        if card.kind == "request":
            return await requesting.message(tx, self._office, texts, card, first=first)
        if card.kind == "ruling":
            return await ruling.message(tx, self._office, texts, card, first=first)
        if card.kind == "digest":
            return await self._digest(tx, card, texts, first=first)
        if card.kind == "whistle":
            return await whistle_view.show(
                tx, self._office, texts, card, reply_to=reply_to, first=first
            )
        if card.kind in duty.KINDS:
            return await duty.render(tx, self._office, texts, card, reply_to=reply_to, first=first)
        return Outgoing(texts.say("cards.twin"))

    async def _case_card(
        self, tx: Transaction, card: Card, texts: Texts, *, reply_to: int | None, first: bool
    ) -> Rendered:
        shows = await cases.many(tx, card.cases)
        if not shows:
            return NotNeeded("it shows no case any more")
        if first and all(case.state is State.VOID for case in shows):
            return NotNeeded("void before it was told")
        seen = [
            await view(
                tx,
                self._office,
                texts,
                case,
                mentions=await self._mentions_here(tx, card, case, first=first),
                notes=await notes(tx, texts, case),
                joint=True,
            )
            for case in shows
        ]
        if await _are_elsewhere(tx, card, shows):
            # Its unit need not do anything about it any more.
            return Outgoing(texts.say("cards.elsewhere", cases=seen))
        blown = await whistle_view.of_cases(tx, texts, shows)
        named = [
            replace(one, whistle=blown.get(case.id, ""))
            for one, case in zip(seen, shows, strict=True)
        ]
        return Outgoing(
            texts.say("cards.card", cases=named),
            await self._buttons(tx, card, texts, shows),
            reply_to=reply_to,
            **await self._picture(card.payload.get("picture") if first else None),
        )

    async def _picture(self, shown: str | None) -> dict[str, Any]:
        """A picture to send: by its id, or from where it is kept."""
        if shown is None or not shown.startswith(KEPT):
            return {"photo_file_id": shown}
        try:
            return {"photo": await self._pictures.get(shown.removeprefix(KEPT))}
        except PhotoMissing:
            return {}

    async def _buttons(
        self, tx: Transaction, card: Card, texts: Texts, shows: list[Case]
    ) -> Keyboard:
        """In the chat of the report all buttons, in a unit's own group only the unit's."""
        if all(card.chat == case.source.chat for case in shows):
            able = {case.id: await self._able(tx, case) for case in shows}
            meant = (await whereabouts(tx, shows[0])).resembles if len(shows) == 1 else ""
            return buttons.card(texts, shows, card, able, tx.now, meant)
        return buttons.unit_card(texts, shows, card)

    async def _able(self, tx: Transaction, case: Case) -> tuple[Unit, ...]:
        """The units a dispatcher may choose: not the one that has it, nor any that returned it."""
        returned = await cases.returned_by(tx, case.id) if case.returns else frozenset()
        chart = await units.org_chart(tx)
        return tuple(
            unit
            for unit in chart.units
            if (unit.categories or unit.areas) and unit.id not in returned | {case.unit}
        )

    async def _mentions_here(self, tx: Transaction, card: Card, case: Case, *, first: bool) -> bool:
        """In the chat of the report the unit is mentioned only if no group of its own is told."""
        if case.state is not State.DISPATCHED and not first:
            # Whoever accepted it is named; a mention would only repeat him. A card that is sent
            # late, when the unit has begun already, still pings it: nobody else told it.
            return False
        if card.chat != case.source.chat:
            return True
        return not await telling.told_elsewhere(tx, case)

    async def _plate(
        self, tx: Transaction, card: Card, texts: Texts, *, reply_to: int | None, first: bool
    ) -> Rendered:
        found = await cases.many(tx, card.cases)
        if not found:
            return NotNeeded("its case is gone")
        case = found[0]
        current = card.round == case.round and case.state in (State.CHECKING, State.CLOSED)
        if first and not current:
            return NotNeeded("the proof is no longer to be checked")
        key = card.payload.get("key")
        given = await photos.of_case(tx, case.id, "proof", card.round)
        if first and key is None:
            if not any(photo.state in photos.USABLE for photo in given):
                return NotNeeded("none of the proof's photos can be used")
            if not card.payload.get("undrawable"):
                return NotBefore(tx.now + DRAWN_WITHIN)
        warnings = dict.fromkeys(photo.warning for photo in given if photo.warning)
        html = texts.say(
            "cards.plate",
            c=await view(tx, self._office, texts, case),
            current=current,
            older=card.round != case.round,
            reason=await rework_reason(tx, texts, case, card.round),
            askers=[mention(person) for person in await checkers(tx, case)],
            warnings=[texts.word("warning", warning) for warning in warnings] if current else [],
        )
        picture = await self._pictures.get(key) if first and key else None
        return Outgoing(html, buttons.plate(texts, case, card), photo=picture, reply_to=reply_to)

    async def _question(
        self, tx: Transaction, card: Card, texts: Texts, reply_to: int | None, *, first: bool
    ) -> Rendered:
        asked = await questions.get(tx, card.question) if card.question is not None else None
        if asked is None:
            return NotNeeded("its question is gone")
        case = await cases.get(tx, asked.case) if asked.case is not None else None
        if asked.answered_at is not None:
            if first:
                return NotNeeded("answered before it was asked")
            return Outgoing(self._answered(texts, asked, case))
        person = await people.by_telegram(tx, asked.asked_of) if asked.asked_of else None
        unknown = asked.payload.get("typed") if asked.kind == "missing" else None
        rivals = asked.payload.get("rivals") if asked.kind == "missing" else None
        about = "unknown_unit" if unknown else "rivals" if rivals else asked.about
        html = texts.say(
            f"cards.question.{about}",
            who=mention(person) if person else "",
            rivals=rivals,
            number=str(case.number) if case and case.number else "",
            typed=unknown,
            nearest=asked.payload.get("nearest"),
        )
        return Outgoing(html, buttons.question(texts, asked), reply_to=reply_to)

    def _answered(self, texts: Texts, asked: questions.Question, case: Case | None) -> str:
        if not asked.answer:
            if case is not None and case.state is State.VOID:
                return texts.say("cards.question.void")
            skipped = any(option.value == "" for option in asked.options)
            in_time = asked.answered_at is not None and asked.answered_at < asked.expires_at
            if asked.kind == "which" and not in_time:
                unused = "words_unused" if asked.gathering is None else "photo_unused"
                return texts.say(f"cards.question.{unused}")
            done = (skipped and in_time) or asked.kind != "missing"
            return texts.say("cards.question.closed" if done else "cards.question.expired")
        by_value = {option.value: option.label for option in asked.options}
        answer = buttons.option_label(texts, asked, by_value.get(asked.answer, asked.answer))
        return texts.say("cards.question.answered", answer=answer)

    async def _reminder(self, tx: Transaction, letter: Letter, texts: Texts) -> Rendered:
        return await reminder_words.message(tx, self._office, texts, letter)

    async def _notice(self, tx: Transaction, letter: Letter, texts: Texts) -> Rendered:
        payload = letter.payload or {}
        key, facts = payload["key"], dict(payload.get("facts", {}))
        if payload.get("html"):
            return Outgoing(payload["html"], reply_to=letter.reply_to)
        if key in _PINGS and letter.case is not None:
            case = await cases.get(tx, letter.case)
            if case.state not in _PINGS[key]:
                return NotNeeded("the case has moved on before it was told")
            seen = await view(tx, self._office, texts, case, mentions=True)
            facts |= {"number": seen.number, "unit": seen.unit, "mentions": seen.mentions}
            facts |= {"reason": seen.rework_reason, "due": seen.due}
        if key == "danger_waits":
            step = str(facts["step"])
            return await reminder_words.danger_waits(tx, self._office, texts, letter, step)
        if "request" in facts or "asker" in facts:
            return await requesting.notice(tx, self._office, texts, letter, key, facts)
        if isinstance(facts.get("who"), int):
            person = await people.by_telegram(tx, facts["who"])
            facts["who"] = mention(person) if person else ""
        if "trouble" in facts:
            facts["trouble"] = texts.word("trouble", facts["trouble"])
        picture = await self._picture(facts.pop("picture", None))
        return Outgoing(texts.say(f"replies.{key}", **facts), reply_to=letter.reply_to, **picture)

    async def _digest(self, tx: Transaction, card: Card, texts: Texts, *, first: bool) -> Rendered:
        key = card.payload.get("key")
        if first and key is None and not card.payload.get("undrawable"):
            return NotBefore(tx.now + DRAWN_WITHIN)
        html, keyboard = await digesting.message(tx, self._office, texts, card)
        picture = await self._pictures.get(key) if first and key else None
        return Outgoing(html, keyboard, photo=picture)


async def _are_elsewhere(tx: Transaction, card: Card, shows: list[Case]) -> bool:
    """Whether a group of a unit's own shows cases that are no longer (or not yet) that unit's."""
    if any(card.chat == case.source.chat or not case.is_open for case in shows):
        return False
    chat = await chats.get(tx, card.chat)
    return (
        chat is not None
        and chat.role is GroupRole.UNIT
        and all(case.unit != chat.unit for case in shows)
    )


# Sentences that ask a unit for something, and the states in which they still make sense.
_PINGS = {
    "redispatched": {State.DISPATCHED},
    "called_here": {State.DISPATCHED},
    "sent_back": {State.HANDLING},
    "urged": IN_HAND,
    "resumed": IN_HAND,
}
