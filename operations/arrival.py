"""A message as it arrived, whatever the channel: what `handlers` hand to the operations."""

from dataclasses import dataclass

from db.photos import Sent
from domain.cases import Source
from domain.people import Chat, Person, Role, WhoMayReport


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message.

    `sender` is the account id that gatherings and questions go by; for a channel or an anonymous
    administrator it is the chat's id and `person` is None. `reply_to` is the message answered,
    `reply_text` its words if it is one of ours.
    """

    chat: Chat
    message: int
    sender: int
    sender_name: str
    person: Person | None = None
    thread: int | None = None
    text: str = ""
    photo: Sent | None = None
    album: str | None = None
    location: tuple[float, float] | None = None
    reply_to: int | None = None
    reply_text: str = ""

    @property
    def by(self) -> int | None:
        """Our id of the person, for events."""
        return self.person.id if self.person else None

    @property
    def source(self) -> Source:
        """Where a case that it reports comes from."""
        return Source(
            chat=self.chat.id,
            message=self.message,
            thread=self.thread,
            reporter=self.by,
            reporter_name=self.sender_name,
        )


@dataclass(frozen=True, slots=True)
class Understood:
    """What became of a message: `filed` cases get a 👀, words that did something a 👌.

    `note` says why nothing was needed.
    """

    note: str | None = None
    filed: tuple[int, ...] = ()
    acted: bool = False


STAFF = (Role.SUPERVISOR, Role.DISPATCHER, Role.UNIT_LEADER, Role.LEADER, Role.ADMIN)


def may_report(arrival: Arrival) -> bool:
    """Whether its writer may report in that group."""
    if arrival.chat.settings.who_may_report is WhoMayReport.EVERYONE:
        return True
    return arrival.person is not None and arrival.person.has(*STAFF)
