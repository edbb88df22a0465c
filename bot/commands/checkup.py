"""`duban doctor`: what is wrong, and what to do."""

import argparse
import asyncio
from datetime import datetime

from bot import doctor
from bot.commands.terminal import say
from bot.settings import Settings


def command(settings: Settings, _wanted: argparse.Namespace) -> int:
    """Print what was found; 1 if something is broken."""
    findings = asyncio.run(doctor.examine(settings, datetime.now(settings.zone)))
    say(doctor.report(findings))
    return doctor.exit_status(findings)
