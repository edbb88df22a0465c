"""Bad weather between the bot and its server: faults at random, ordered from the sandbox."""

import asyncio
import random
from typing import Any

from bot.example.phone import Phone

EVERY = (0.3, 1.2)

# What may go wrong, and how often beside the others. A send that is cut after it was carried out
# cannot but be repeated, and counts as a doubled ping: so it is rarer than the kills are.
FAULTS: tuple[tuple[int, dict[str, Any]], ...] = (
    (4, {"method": "sendMessage", "retry_after": 1}),
    (2, {"method": "sendPhoto", "retry_after": 2}),
    (3, {"method": "editMessageText", "retry_after": 1}),
    (2, {"method": "*", "status": 502}),
    (2, {"method": "sendMessage", "status": 502, "count": 2}),
    (3, {"method": "sendMessage", "status": 500}),
    (3, {"method": "getUpdates", "status": 503}),
    (2, {"method": "getFile", "status": 500}),
    (2, {"method": "*", "drop": "before"}),
    (2, {"method": "sendMessage", "drop": "before", "count": 2}),
    (3, {"method": "getUpdates", "drop": "after"}),
    (3, {"method": "editMessageText", "drop": "after"}),
    (2, {"method": "answerCallbackQuery", "drop": "after"}),
    (1, {"method": "sendMessage", "drop": "after"}),
    (3, {"method": "sendMessage", "delay": 0.5}),
    (6, {"method": "getUpdates", "updates": "duplicate"}),
    (6, {"method": "getUpdates", "updates": "reorder"}),
)


async def rage(phone: Phone, seconds: float, dice: random.Random) -> int:
    """Order faults for so long, and then call off what is left; how many came true.

    A bot that is killed again and again calls less than the weather orders: what piled up would
    otherwise keep a bot that is left alone from the net for minutes after the storm.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    weights = [weight for weight, _ in FAULTS]
    ordered = 0
    while loop.time() < end:
        [(_, fault)] = dice.choices(FAULTS, weights)
        await phone.post("/faults", **fault)
        ordered += 1
        await asyncio.sleep(dice.uniform(*EVERY))
    left = len((await phone.get("/faults"))["faults"])
    await phone.delete("/faults")
    return ordered - left
