"""An example morning: seven cases of the example bureau, played through the sandbox."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.example.phone import PATIENCE, Message, NotSeen, Phone, SandboxRefused, words
from bot.example.town import (
    DANAN,
    HUANGCHENG,
    LI,
    NAMES,
    QIAN,
    QUANYUAN,
    SUN,
    SUPERVISION,
    WANG,
    WU,
    ZHAO,
    ZHENG,
    ZHOU,
    furnish,
)
from photos.drawn import SceneKind, draw_scene

Say = Callable[[str], None]

START = time(8, 5)
# A sandbox that starts at about that time needs no jump to begin with.
_SOON_ENOUGH = time(8, 11)
# Nobody taps or answers in the very moment in which a message appears.
_REACTION = 0.3
_NUMBER = re.compile(r"\d{4}-\d{3,}")


def begins(now: datetime) -> datetime:
    """The moment at which a new sandbox should start for the morning: 08:05 of that day."""
    return now.replace(hour=START.hour, minute=START.minute, second=0, microsecond=0)


async def play(sandbox_url: str, say: Say, patience: float = PATIENCE) -> None:
    """Furnish the sandbox and play the morning in it; `say` gets a line for each step.

    In a sandbox where people have already talked nothing is played. If the bot does not answer
    as expected within `patience` (real seconds), the last line says so and the morning ends there.
    """
    await furnish(sandbox_url)
    async with Phone(sandbox_url, patience) as phone:
        if any(not message["from"]["is_bot"] for message in await phone.messages(SUPERVISION)):
            say("接着上次继续。要从头开始，请停下来，删去 data/sandbox，再运行。")
            return
        morning = Morning(phone, say)
        try:
            await morning.whole()
        except (NotSeen, SandboxRefused) as error:
            say(f"示例没有演完：{error}（{type(error).__doc__}）")


@dataclass(frozen=True, slots=True)
class Filed:
    """A report and the card that answers it. `number` is None for a draft."""

    report: Message
    card: Message
    number: str | None


class Morning:
    """Plays on one phone, and tells what is said as a transcript."""

    def __init__(self, phone: Phone, say: Say) -> None:
        self._phone = phone
        self._say = say
        self._day = date.min
        self._clock = START

    async def whole(self) -> None:
        """The seven cases, a little talk around them, and where each stands at the end."""
        await self._begins()
        stalls, rubbish, scooters = await self._three_reports()
        await self._one_comes_back()
        await self._proofs(stalls, rubbish, scooters)
        await self._three_more()
        self._say("示例上午演完：7 个案件，各在不同状态。")

    async def _begins(self) -> None:
        now = datetime.fromisoformat((await self._phone.get("/clock"))["now"])
        if not START <= now.time() < _SOON_ENOUGH:
            moved = await self._phone.post("/clock", to=f"{START:%H:%M}")
            now = datetime.fromisoformat(moved["now"])
        self._day = now.date()
        self._zone = now.tzinfo
        await self._says(SUN, "各位早，今天重点看热闹路、小东路和文萃路，大家辛苦了。")

    async def _three_reports(self) -> tuple[Filed, Filed, Filed]:
        await self._at("08:12")
        text = "热闹路32号门口占道经营 大南中队2小时内整改"
        stalls = await self._reports(ZHAO, text, "stalls")
        await self._at("08:15")
        await self._accepts(WANG, DANAN, stalls)
        await self._at("08:21")
        text = "小东路菜市场门口暴露垃圾没人清 皇城中队中午12点前清完"
        rubbish = await self._reports(QIAN, text, "rubbish")
        await self._at("08:24")
        await self._accepts(ZHOU, HUANGCHENG, rubbish)
        await self._at("08:30")
        text = "文萃路地铁口非机动车乱停放 泉园中队1小时内整改"
        scooters = await self._reports(ZHAO, text, "scooters", photos=2)
        await self._at("08:33")
        await self._accepts(WU, QUANYUAN, scooters)
        return stalls, rubbish, scooters

    async def _one_comes_back(self) -> None:
        await self._at("08:41")
        text = "小东路11号店外经营 大南中队今天整改"
        outside = await self._reports(QIAN, text, "shop_outside")
        await self._at("08:44")
        card = await self._card(DANAN, outside)
        await self._taps(LI, DANAN, card, "非我辖区")
        card = await self._card(DANAN, outside, button="不在我辖区")
        await self._taps(LI, DANAN, card, "不在我辖区")
        await self._hears(outside, "待派遣")

    async def _proofs(self, stalls: Filed, rubbish: Filed, scooters: Filed) -> None:
        await self._at("08:52")
        plate = await self._proves(WANG, stalls, "已整改", "stalls")
        await self._at("08:55")
        await self._taps(ZHAO, SUPERVISION, plate, "通过")
        await self._hears(stalls, "已结案")
        await self._at("09:02")
        plate = await self._proves(WU, scooters, "已整改，请核查", "scooters")
        await self._at("09:06")
        await self._taps(ZHAO, SUPERVISION, plate, "返工")
        plate = await self._plate(scooters, button="整改不到位")
        await self._taps(ZHAO, SUPERVISION, plate, "整改不到位")
        await self._hears(scooters, "处置中")
        await self._at("09:10")
        await self._proves(ZHOU, rubbish, "清理完毕", "rubbish")

    async def _three_more(self) -> None:
        await self._at("09:15")
        text = "文化路17号楼外墙非法小广告 大南中队今天清掉"
        adverts = await self._reports(ZHAO, text, "adverts")
        await self._at("09:17")
        await asyncio.sleep(_REACTION)
        await self._says(WANG, "收到", reply_to=adverts.card["message_id"])
        await self._hears(adverts, "处置中")
        await self._at("09:20")
        text = "南塔街公交站旁井盖缺损，危险，泉园中队马上处理"
        await self._reports(QIAN, text, "manhole")
        await self._at("09:26")
        bin_ = await self._says(ZHAO, "垃圾桶满了没人收", [await _scene("overflowing_bin")])
        question = await self._phone.sees(SUPERVISION, "在哪里", answering=bin_)
        self._tell(question)
        await self._at("09:28")
        await self._says(ZHENG, "大家动作很快，辛苦了！")

    # --- what people do ----------------------------------------------------------------

    async def _at(self, clock: str) -> None:
        self._clock = time.fromisoformat(clock)
        moment = datetime.combine(self._day, self._clock, self._zone)
        await self._phone.waits_until(moment.isoformat())

    async def _says(
        self, who: int, text: str, photos: list[bytes] | None = None, **more: int
    ) -> Message:
        pictures = photos or []
        shown = {0: "", 1: "[照片] "}.get(len(pictures), f"[{len(pictures)} 张照片] ")
        self._say(f"{self._clock:%H:%M} {NAMES[who]}：{shown}{text}")
        return await self._phone.says(SUPERVISION, who, text, pictures, **more)

    async def _reports(self, who: int, text: str, kind: SceneKind, photos: int = 1) -> Filed:
        """Report and wait for the card."""
        pictures = [await _scene(kind, seed=seed) for seed in range(1, photos + 1)]
        report = await self._says(who, text, pictures)
        card = await self._phone.sees(SUPERVISION, "待签收", answering=report)
        self._tell(card)
        number = _NUMBER.search(words(card))
        return Filed(report, card, number[0] if number else None)

    async def _accepts(self, who: int, group: int, case: Filed) -> None:
        """Tap 签收 in the unit's own group."""
        await self._taps(who, group, await self._card(group, case), "签收")
        await self._hears(case, "处置中")

    async def _proves(self, who: int, case: Filed, text: str, kind: SceneKind) -> Message:
        """Answer the card with a photo and wait for the plate."""
        picture = await _scene(kind, fixed=True)
        await self._says(who, text, [picture], reply_to=case.card["message_id"])
        plate = await self._plate(case)
        self._tell(plate)
        return plate

    async def _taps(self, who: int, chat: int, message: Message, label: str) -> None:
        await asyncio.sleep(_REACTION)
        answer = await self._phone.taps(chat, who, message, label)
        self._say(
            f"{self._clock:%H:%M} {NAMES[who]}：点 [{label}]" + (f" → {answer}" if answer else "")
        )

    # --- what people see ---------------------------------------------------------------

    async def _card(self, chat: int, case: Filed, button: str = "非我辖区") -> Message:
        return await self._phone.sees(chat, case.number or "", button=button)

    async def _plate(self, case: Filed, button: str = "通过") -> Message:
        return await self._phone.sees(SUPERVISION, case.number or "", button=button)

    async def _hears(self, case: Filed, state: str) -> None:
        """Wait until the living card shows the state."""
        await self._phone.sees(SUPERVISION, case.number or "", state, answering=case.report)

    def _tell(self, message: Message) -> None:
        lines = [line.strip() for line in words(message).splitlines() if line.strip()]
        self._say(f"{self._clock:%H:%M} 督办助手：{'  '.join(lines[:3])}")


async def _scene(kind: SceneKind, *, seed: int = 1, fixed: bool = False) -> bytes:
    """A drawn photo, made beside the event loop, which the bot may share."""
    return await asyncio.to_thread(draw_scene, kind, fixed=fixed, seed=seed)
