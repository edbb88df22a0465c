"""What every operation may know about the office it works for: time zone, language, the bot."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.people import Chat
from texts import LOCALES, Texts


@dataclass(frozen=True, slots=True)
class Office:
    """Set once at start. `bot_username` is without the at sign."""

    timezone: ZoneInfo
    locale: str = "zh"
    bot_username: str = ""
    bot_id: int = 0
    admins: frozenset[int] = field(default_factory=frozenset)

    def texts(self, chat: Chat | None = None) -> Texts:
        """The sentences in the language of a chat."""
        wanted = chat.settings.locale if chat else None
        locale = wanted if wanted in LOCALES else self.locale
        return Texts(locale, self.timezone)

    def local(self, moment: datetime) -> datetime:
        """A time as the clocks on the wall show it here."""
        return moment.astimezone(self.timezone)
