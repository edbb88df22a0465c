"""Killed and started again: the page and the groups look as if nothing had happened."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bench.program import Ended, Program
from bot.example.bureau import settle
from bot.example.phone import Message, Phone, words
from bot.example.town import (
    DANAN,
    HUANGCHENG,
    SUPERVISION,
    WANG,
    WU,
    ZHAO,
    ZHOU,
    furnish,
)
from bot.intake import CONFLICT
from bot.lock import AlreadySpeaking
from db import outbox, photos
from db.engine import Database
from sandbox.store import FolderInUseError
from tests.stories.foreign import free_port
from tests.stories.pictures import fixed, problem
from tests.stories.town import SHANGHAI
from tests.waiting import eventually

# Several processes start here at once, and perhaps beside other tests.
PATIENCE = 30.0
PAGE = "打开浏览器看群聊："
STALLS = "热闹路32号门口占道经营 大南中队2小时内整改"
RUBBISH = "小东路菜市场门口暴露垃圾没人清 皇城中队2小时内清完"
SCOOTERS = "文萃路地铁口非机动车乱停放 泉园中队2小时内整改"


@pytest.fixture
async def programs(warm_programs: None) -> AsyncIterator[AsyncExitStack]:
    """Whatever was started is ended."""
    async with AsyncExitStack() as stack:
        yield stack


async def started(stack: AsyncExitStack, program: Program) -> Program:
    stack.push_async_callback(program.kill)
    await program.start()
    return program


async def everything(phone: Phone) -> Any:
    """All that the page shows, less the time."""
    state = await phone.get("/state")
    chats = {chat["id"]: await phone.messages(chat["id"]) for chat in state["chats"]}
    return state["people"], state["chats"], chats


async def silence(phone: Phone) -> None:
    """Wait until nobody has said or changed anything for a moment."""
    before, after = None, await everything(phone)
    while before != after:
        await asyncio.sleep(0.7)
        before, after = after, await everything(phone)


async def again(phone: Phone, chat: int, message: Message) -> Message:
    """A message as it is now."""
    now = await phone.messages(chat)
    return next(one for one in now if one["message_id"] == message["message_id"])


async def test_after_a_kill_the_day_goes_on_as_if_nothing_had_happened(
    tmp_path: Path, programs: AsyncExitStack
) -> None:
    port = str(free_port())
    bot = Program(
        tmp_path / "log", "bot", "run", "--empty", "--port", port, env={"DUBAN_HTTP_PORT": "0"}
    )
    await started(programs, bot)
    phone = await programs.enter_async_context(Phone(await bot.hears(PAGE), PATIENCE))
    await phone.post("/clock", to="09:30")

    # One case is closed, one is in work, one waits to be taken, and one lacks its place.
    closed = await phone.says(SUPERVISION, ZHAO, STALLS, [problem()])
    card = await phone.sees(SUPERVISION, "待签收", answering=closed)
    await phone.taps(SUPERVISION, WANG, card, "签收")
    proof = await phone.says(SUPERVISION, WANG, "已整改", [fixed()], reply_to=card["message_id"])
    plate = await phone.sees(SUPERVISION, "请核查", answering=proof, button="通过")
    assert await phone.taps(SUPERVISION, ZHAO, plate, "通过") == "已结案。"
    in_work = await phone.says(SUPERVISION, ZHAO, RUBBISH, [problem("rubbish")])
    taken = await phone.sees(SUPERVISION, "待签收", answering=in_work)
    await phone.taps(SUPERVISION, ZHOU, taken, "签收")
    waiting = await phone.says(SUPERVISION, ZHAO, SCOOTERS, [problem("scooters")])
    untaken = await phone.sees(SUPERVISION, "待签收", answering=waiting)
    await phone.post("/clock", to="10:30")
    draft = await phone.says(SUPERVISION, ZHAO, "垃圾桶满了没人收 大南中队", [problem("manhole")])
    question = await phone.sees(SUPERVISION, "在哪里", answering=draft)
    await silence(phone)
    before = await everything(phone)
    at = (await phone.get("/clock"))["now"]
    last = await phone.says(SUPERVISION, ZHAO, "热闹路8号店外经营 大南中队", [problem(seed=3)])
    await bot.kill()

    await bot.start()
    await bot.hears(PAGE)
    card = await phone.sees(SUPERVISION, "热闹路8号", "待签收", answering=last)
    assert "-004" in words(card)
    await silence(phone)
    people, chats, messages = await everything(phone)
    assert people == before[0]
    assert [chat["id"] for chat in chats] == [chat["id"] for chat in before[1]]
    for chat, seen in before[2].items():
        assert messages[chat][: len(seen)] == seen
    # What is new is the report that came in at the last moment, once, and its cards.
    assert len(messages[SUPERVISION]) == len(before[2][SUPERVISION]) + 2
    assert len(messages[DANAN]) == len(before[2][DANAN]) + 1
    assert (await phone.get("/clock"))["now"] >= at

    # Old buttons, old cards and old questions work.
    assert "前完成" in await phone.taps(SUPERVISION, WU, untaken, "签收")
    await phone.sees(SUPERVISION, "文萃路地铁口", "处置中", answering=waiting)
    answer = question["buttons"][0][0]["text"]
    await phone.taps(SUPERVISION, ZHAO, question, answer)
    await phone.sees(SUPERVISION, "待签收", "-005", answering=draft)
    proof = await phone.says(HUANGCHENG, ZHOU, "已清理", [fixed("rubbish")])
    plate = await phone.sees(SUPERVISION, "小东路菜市场门口", "请核查", button="通过")
    assert await phone.taps(SUPERVISION, ZHAO, plate, "通过") == "已结案。"
    await phone.sees(SUPERVISION, "小东路菜市场门口", "已结案", answering=in_work)
    old = max(one["message_id"] for one in messages[SUPERVISION])
    assert plate["message_id"] > old
    await a_second_run_is_refused(bot, programs)
    await phone.says(SUPERVISION, ZHAO, "热闹路9号店外经营 大南中队", [problem(seed=4)])
    await phone.sees(SUPERVISION, "热闹路9号", "待签收", "-006")


async def a_second_run_is_refused(first: Program, programs: AsyncExitStack) -> None:
    """In the same folder a second one ends with a sentence, whatever port it is to listen on."""
    second = Program(
        first.log.with_name("second"), "bot", "run", "--port", "0", env={"DUBAN_HTTP_PORT": "0"}
    )
    await started(programs, second)
    with pytest.raises(Ended, match=str(FolderInUseError.__doc__)) as told:
        await second.ends()
    assert "Traceback" not in str(told.value)


class Elsewhere:
    """A sandbox that stands for Telegram, for bots that are started with its token."""

    def __init__(self, stack: AsyncExitStack, folder: Path) -> None:
        self._stack = stack
        self._folder = folder

    async def start(self) -> Phone:
        """Start it furnished; the phone of its people."""
        server = Program(self._folder / "sandbox.log", "sandbox", "--port", "0")
        await started(self._stack, server)
        self.url = await server.hears("沙盒：")
        self.token = await server.hears("令牌：")
        await furnish(self.url)
        return await self._stack.enter_async_context(Phone(self.url, PATIENCE))

    async def bot(self, name: str, database: str) -> Program:
        """Start a bot with that token on a database."""
        env = {
            "DUBAN_TELEGRAM_TOKEN": self.token,
            "DUBAN_TELEGRAM_API": self.url,
            "DUBAN_CLOCK_URL": f"{self.url}/sandbox/clock",
            "DUBAN_DATABASE": database,
            "DUBAN_HTTP_PORT": "0",
            "DUBAN_SEND_LIMITS": "off",
        }
        program = Program(self._folder / f"{name}.log", "bot", "run", env=env)
        return await started(self._stack, program)


async def with_bureau(url: str) -> str:
    """A database that knows the example bureau."""
    database = Database(url)
    await settle(database, datetime.now(SHANGHAI), SHANGHAI)
    await database.close()
    return url


async def nothing_in_hand(url: str) -> None:
    """Wait until all that was to be said is said, and every photo is kept."""
    database = Database(url)

    async def idle() -> bool:
        async with database.read(datetime.now(SHANGHAI)) as tx:
            queue = await outbox.statistics(tx)
            fetched = await photos.count_by_state(tx)
        return not (queue.waiting or queue.sending or fetched.get("new"))

    await eventually(idle, PATIENCE)
    await database.close()


async def test_one_token_has_one_voice_on_sqlite(
    tmp_path: Path, sqlite_url: str, programs: AsyncExitStack
) -> None:
    telegram = Elsewhere(programs, tmp_path)
    phone = await telegram.start()
    database = await with_bureau(sqlite_url)
    first = await telegram.bot("first", database)
    await first.hears("已启动")
    second = await telegram.bot("second", database)
    with pytest.raises(Ended, match=str(AlreadySpeaking.__doc__)) as told:
        await second.ends()
    assert "Traceback" not in str(told.value)
    report = await phone.says(SUPERVISION, ZHAO, STALLS, [problem()])
    await phone.sees(SUPERVISION, "待签收", answering=report)

    # Another database is not ours to see: there Telegram itself says that somebody else listens.
    third = await telegram.bot("third", f"sqlite+aiosqlite:///{tmp_path}/other.db")
    await third.hears(CONFLICT)


async def test_on_postgresql_a_second_process_stands_by_and_takes_over(
    tmp_path: Path, postgresql_url: str, programs: AsyncExitStack
) -> None:
    telegram = Elsewhere(programs, tmp_path)
    phone = await telegram.start()
    database = await with_bureau(postgresql_url)
    first = await telegram.bot("first", database)
    await first.hears("已启动")
    second = await telegram.bot("second", database)
    await second.hears("待命")
    report = await phone.says(SUPERVISION, ZHAO, STALLS, [problem()])
    card = await phone.sees(SUPERVISION, "待签收", answering=report)
    # Killed while it speaks, a process may have said something twice; here it has finished.
    await nothing_in_hand(database)
    await first.kill()

    assert "前完成" in await phone.taps(SUPERVISION, WANG, card, "签收")
    await phone.sees(SUPERVISION, "处置中", answering=report)
    proof = await phone.says(SUPERVISION, WANG, "已整改", [fixed()])
    await phone.sees(SUPERVISION, "请核查", answering=proof, button="通过")
    assert len([one for one in await phone.messages(SUPERVISION) if one["from"]["is_bot"]]) == 2
