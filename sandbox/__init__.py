"""Our own Bot API server with people, a clock and faults, to try a bot without Telegram."""

from sandbox.server import Sandbox
from sandbox.store import FolderInUseError

__all__ = ["FolderInUseError", "Sandbox"]
