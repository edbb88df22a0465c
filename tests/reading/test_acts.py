"""What was said."""

import pytest

from reading.model import INTENT_OF, Act, Context
from reading.reader import read
from tests.reading.cast import NOW


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("收到", Act.ACCEPT),
        ("1", Act.ACCEPT),
        ("马上去", Act.ACCEPT),
        ("在路上了", Act.ACCEPT),
        ("好的，这就安排人", Act.ACCEPT),
        ("@赵督查 收到", Act.ACCEPT),
        ("正在处理", Act.PROGRESS),
        ("队员已到现场，正在劝离", Act.PROGRESS),
        ("已整改", Act.DONE),
        ("清理完毕，请核查", Act.DONE),
        ("整改后", Act.DONE),
        ("中街路32号占道已清走", Act.DONE),
        ("通过", Act.PASS),
        ("可以结案", Act.PASS),
        ("不行重做", Act.REWORK),
        ("整改不到位，返工", Act.REWORK),
        ("照片不符", Act.REWORK),
        ("非我辖区，请改派", Act.RETURN),
        ("不属于我们", Act.RETURN),
        ("这个是物业管的，转房产局", Act.RETURN),
        ("申请延期到周五", Act.EXTEND),
        ("涉及拆迁，申请挂账", Act.SUSPEND),
        ("发错了", Act.WITHDRAW),
        ("撤销结案", Act.REOPEN),
        ("催一下，都超时了", Act.URGE),
        ("更正一下，应该是小南街", Act.AMEND),
        ("改派给泉园中队", Act.REDISPATCH),
        ("不是案件", Act.NOT_A_CASE),
        ("占道经营归哪个中队管啊", Act.QUERY),
        ("生成日报", Act.COMMAND),
        ("谢谢大南中队，清得真干净", Act.THANKS),
        ("早上好", Act.GREETING),
        ("段子：摆摊的最怕啥？怕城管微笑服务", Act.JOKE),
        ("【通知】关于开展违规广告牌匾专项整治的通知", Act.NOTICE),
        ("巡查热闹路，无店外无占道，一切正常", Act.PATROL_CLEAR),
        ("今日出动执法人员32人，清理占道经营18处，暂扣物品5件", Act.DIGEST),
        ("[图片]", Act.MEDIA_ONLY),
        ("张三邀请李四加入了群聊", Act.SYSTEM),
        ("帮我砍一刀呗", Act.AD),
        ("中街路32号占道经营", Act.REPORT),
        ("万柳塘公园南门 卖煎饼的又回来了", Act.REBOUND),
    ],
)
def test_an_act_is_told_by_plain_words(text: str, act: Act) -> None:
    assert read(text, now=NOW).act == act


@pytest.mark.parametrize(
    "text",
    [
        "表扬一下大南中队，上午报的占道经营十分钟就清了",
        "注意：店外摆放、乱停乱放是本周重点，发现一起处理一起",
        "今日清理占道经营18处、乱堆乱放5处，暂扣物品5件",
        "五爱市场周边无占道经营，无乱停乱放",
        "我这体型站那儿都算占道经营了哈哈",
        "转发：市创卫办关于印发《门前三包责任制管理办法》的通知.pdf",
        "下班谁去热闹路吃烧烤",
        "垃圾满溢限几个小时来着",
    ],
)
def test_the_standards_words_alone_make_no_case(text: str) -> None:
    assert not read(text, now=NOW).is_report


def test_a_photo_makes_a_place_a_report() -> None:
    assert not read("文艺路18号", now=NOW).is_report
    assert read("文艺路18号", now=NOW, context=Context(has_photo=True)).is_report


def test_a_reply_to_a_card_is_about_its_case() -> None:
    text = "占道的已劝离"
    assert read(text, now=NOW, context=Context(reply_to="card")).act is Act.DONE


def test_an_extension_carries_the_time_that_is_asked_for() -> None:
    reading = read("人手不够 申请延期到明天上午10点", now=NOW)
    assert reading.requested.due == NOW.replace(day=4, hour=10, minute=0)
    assert reading.deadline.kind == "none"


def test_a_correction_carries_the_new_place() -> None:
    assert read("地点改为文艺路18号", now=NOW).target_address == "文艺路18号"


def test_every_act_has_an_intent_of_the_labels() -> None:
    labels = {
        *("report", "ack", "thanks", "greeting", "chatter", "joke", "notice", "feedback", "extend"),
        *("reject", "suspend", "patrol_clear", "digest", "query", "command", "system"),
        *("media_only", "ad"),
    }
    assert set(INTENT_OF.values()) == labels
    assert set(INTENT_OF) == set(Act)


@pytest.mark.parametrize("kind", ["card", "plate", "report"])
@pytest.mark.parametrize(
    "text", ["又摆出来了", "反弹了", "又回来了", "还是那家", "昨天那个点又占上了"]
)
def test_of_a_case_few_words_say_that_it_is_back(text: str, kind: str) -> None:
    assert read(text, now=NOW, context=Context(reply_to=kind)).act == Act.REBOUND


@pytest.mark.parametrize(
    ("text", "act"), [("没清干净，又有了", Act.REWORK), ("收到，又去了一趟", Act.ACCEPT)]
)
def test_other_words_with_an_again_keep_their_meaning(text: str, act: Act) -> None:
    assert read(text, now=NOW, context=Context(reply_to="card")).act == act


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("[聊天记录] 老张: 泰山路8号门前垃圾成堆", Act.REPORT),
        ("[位置]泰山路8号 垃圾成堆", Act.REPORT),
        ("[位置] 热闹路32号", Act.MEDIA_ONLY),
        ("[文件] 通知.pdf", Act.MEDIA_ONLY),
    ],
)
def test_what_a_client_says_of_a_message_hides_no_problem(text: str, act: Act) -> None:
    assert read(text, now=NOW).act == act


@pytest.mark.parametrize("text", ["给换了", "给清了", "给我两天", "交给环卫了"])
def test_what_was_done_sends_a_case_nowhere(text: str) -> None:
    assert read(text, now=NOW, context=Context(reply_to="card")).act != Act.REDISPATCH
