"""What a person at the terminal can mend: told as a sentence, without a traceback."""

from bot.clock import NoClock
from bot.commands.terminal import CannotDo
from bot.intake import TokenRefused
from bot.lock import AlreadySpeaking
from bot.playground import PagePortTaken
from db.failures import NewerDatabase, NoDatabase
from db.outbox.chats import OtherBot
from sandbox.errors import ControlError
from sandbox.store import FolderInUseError
from web.server import PortTaken

REFUSALS = (
    AlreadySpeaking,
    CannotDo,
    ControlError,
    FolderInUseError,
    NewerDatabase,
    NoClock,
    NoDatabase,
    OtherBot,
    PagePortTaken,
    PortTaken,
    TokenRefused,
)
