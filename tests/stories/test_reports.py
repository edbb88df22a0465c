"""What a report may look like: captions, albums, photos first, words first, files, pins, lists."""

from bot.example.town import DANAN, HUANGCHENG, SUPERVISION
from domain.cases import State
from tests.stories.phone import File, labels, reactions, words
from tests.stories.pictures import fixed, problem, saved_as
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"


async def photos_of(town: Town) -> list[int]:
    """How many problem photos each case has, oldest case first."""
    return [len(await town.photos(case)) for case in await town.cases()]


async def test_a_photo_with_a_caption_becomes_a_case_and_gets_a_look(town: Town) -> None:
    report = await town.zhao.posts(problem(), text=REPORT)
    await town.zhao.sees("1121-001", "大南中队", to=report)
    await town.quiet()
    (original, *_) = await town.zhao.reads()
    assert reactions(original) == ["👀"]
    assert await photos_of(town) == [1]


async def test_an_album_becomes_one_case_with_all_its_photos(town: Town) -> None:
    album = [problem(seed=1), problem(seed=2), problem(seed=3)]
    report = await town.zhao.posts(*album, text=REPORT)
    await town.zhao.sees("1121-001", to=report)
    assert len(await town.zhao.hears()) == 1
    assert await photos_of(town) == [3]


async def test_an_album_whose_caption_stands_under_a_later_photo_is_one_case(town: Town) -> None:
    album = [problem(seed=1), problem(seed=2), problem(seed=3)]
    await town.zhao.posts(*album, text=REPORT, caption_at=2)
    await town.zhao.sees("1121-001", "热闹路32号门口")
    assert len(await town.zhao.hears()) == 1
    assert await photos_of(town) == [3]


async def test_loose_photos_wait_for_the_words(town: Town) -> None:
    await town.zhao.posts(problem(seed=1))
    await town.zhao.posts(problem(seed=2))
    assert await town.zhao.hears() == []
    await town.advance(seconds=60)
    report = await town.zhao.says(REPORT)
    await town.zhao.sees("1121-001", to=report)
    assert await photos_of(town) == [2]
    await town.advance(minutes=15)
    assert len(await town.cases()) == 1


async def test_photos_after_the_words_join_their_case(town: Town) -> None:
    report = await town.zhao.says(REPORT)
    await town.zhao.sees("1121-001", to=report)
    await town.zhao.posts(problem(seed=1))
    await town.zhao.posts(problem(seed=2))
    assert len(await town.zhao.hears()) == 1
    assert await photos_of(town) == [2]


async def test_the_unit_sees_a_photo_that_came_after_its_card(any_town: Town) -> None:
    town = any_town
    report = await town.zhao.says(REPORT)
    await town.zhao.sees("1121-001", to=report)
    ours = town.wang.at(DANAN)
    card = await ours.sees("1121-001", "待签收")
    assert not card.get("photo")
    await town.zhao.posts(problem(seed=1))
    await town.zhao.posts(problem(seed=2))
    shown = await ours.sees("📷 1121-001", "现场照片", to=card)
    assert shown.get("photo")
    await town.quiet()
    assert len([one for one in await ours.hears() if "📷" in words(one)]) == 1


async def test_the_unit_sees_a_picture_that_was_sent_as_a_file(town: Town) -> None:
    picture = File(problem(), "现场.jpg", "image/jpeg")
    await town.zhao.sends(picture, text=REPORT)
    await town.zhao.sees("1121-001")
    ours = town.wang.at(DANAN)
    card = await ours.sees("1121-001", "待签收")
    if not card.get("photo"):
        shown = await ours.sees("📷 1121-001", to=card)
        assert shown.get("photo")


async def test_the_next_unit_sees_a_picture_that_was_sent_as_a_file(town: Town) -> None:
    picture = File(problem(), "现场.jpg", "image/jpeg")
    await town.zhao.sends(picture, text=REPORT)
    card = await town.zhao.sees("1121-001")
    await town.quiet()
    await town.wang.replies(card, "不属于我们，在皇城中队辖区")
    await town.zhao.sees_again(card, "待派遣")
    await town.sun.replies(card, "改派给皇城中队")
    theirs = await town.zhou.at(HUANGCHENG).sees("1121-001", "待签收")
    assert theirs.get("photo")


async def test_each_unit_of_a_list_sees_its_own_photo(town: Town) -> None:
    album = [problem(seed=1), problem(seed=2)]
    listed = "1、热闹路21号占道经营，大南中队\n2、热闹路23号乱堆杂物，大南中队"
    await town.zhao.posts(*album, text=listed)
    await town.zhao.sees("1121-002")
    ours = town.wang.at(DANAN)
    second = await ours.sees("1121-002", "待签收")
    if not second.get("photo"):
        assert (await ours.sees("📷 1121-002", to=second)).get("photo")


async def test_a_photo_before_the_words_of_the_next_report_is_that_ones(town: Town) -> None:
    first = await town.zhao.posts(problem(seed=1), text=REPORT)
    await town.zhao.sees("1121-001", to=first)
    await town.advance(seconds=50)
    await town.zhao.posts(problem(seed=2))
    await town.zhao.posts(problem(seed=3))
    await town.advance(seconds=5)
    second = await town.zhao.says("小东路9号旁边暴露垃圾，皇城中队")
    await town.zhao.sees("1121-002", to=second)
    assert await photos_of(town) == [1, 2]


async def test_a_photo_after_the_words_stays_though_the_next_report_follows(town: Town) -> None:
    first = await town.zhao.posts(problem(seed=1), text=REPORT)
    await town.zhao.sees("1121-001", to=first)
    await town.advance(seconds=6)
    await town.zhao.posts(problem(seed=2))
    await town.advance(seconds=30)
    second = await town.zhao.says("小东路9号旁边暴露垃圾，皇城中队")
    await town.zhao.sees("1121-002", to=second)
    assert await photos_of(town) == [2, 0]


async def test_photos_of_two_people_do_not_mix(town: Town) -> None:
    await town.zhao.posts(problem(seed=1))
    await town.qian.posts(problem("rubbish"))
    await town.zhao.says(REPORT)
    await town.qian.says("小东路11号暴露垃圾 皇城中队")
    await town.zhao.sees("1121-002")
    assert await photos_of(town) == [1, 1]
    assert [case.source.reporter_name for case in await town.cases()] == ["赵督查", "钱督查"]


async def test_a_text_alone_that_clearly_reports_is_a_case(town: Town) -> None:
    report = await town.zhao.says(REPORT)
    await town.zhao.sees("1121-001", to=report)


async def test_photos_as_files_are_taken(town: Town) -> None:
    kinds = [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("HEIF", "image/heic"),
    ]
    for number, (name, kind) in enumerate(kinds, 1):
        file = File(saved_as(problem(seed=number), name), f"a.{name.lower()}", kind)
        report = await town.zhao.sends(file, text=REPORT)
        await town.zhao.sees(f"1121-00{number}", to=report)
    await town.quiet()
    for case in await town.cases():
        (photo,) = await town.photos(case)
        assert (photo.state, photo.is_document) == ("stored", True)


async def test_other_files_are_refused_with_a_sentence(town: Town) -> None:
    film = await town.zhao.sends(File(b"\0" * 64, "a.mp4", "video/mp4"), text=REPORT)
    await town.zhao.sees("JPEG、PNG、WebP", to=film)
    assert await town.cases() == []
    await town.zhao.sends(File(b"%PDF-1.7", "名单.pdf", "application/pdf"))
    assert len(await town.zhao.hears()) == 1


async def test_a_file_that_is_no_picture_is_told_to_its_sender(town: Town) -> None:
    report = await town.zhao.sends(File(b"not a picture", "a.jpg", "image/jpeg"), text=REPORT)
    await town.zhao.sees("不是照片", "@zhao_dc", to=report)
    await town.zhao.sees("1121-001", "待签收")


async def test_a_pin_after_the_report_is_its_place(town: Town) -> None:
    await town.zhao.posts(problem(), text="占道经营 大南中队2小时内整改")
    await town.zhao.sees("在哪里")
    await town.zhao.pins(41.79, 123.43)
    await town.zhao.sees("1121-001", "41.79000, 123.43000", "大南中队")


async def test_a_pin_is_added_to_a_report_that_names_the_place(town: Town) -> None:
    await town.zhao.posts(problem(), text=REPORT)
    await town.zhao.sees("1121-001")
    await town.zhao.pins(41.79, 123.43)
    await town.quiet()
    assert (await town.case()).location == (41.79, 123.43)


async def test_an_edited_caption_puts_the_case_right_before_it_is_accepted(any_town: Town) -> None:
    town = any_town
    report = await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("1121-001", to=report)
    await town.zhao.edits(report, "小东路11号门口占道经营 皇城中队4小时内整改")
    await town.zhao.sees_again(card, "小东路11号门口", "皇城中队", "今天 14:00 前")
    await town.zhou.at(-1001000000003).sees("1121-001", "小东路11号门口")
    assert len(await town.cases()) == 1


async def test_an_edit_after_acceptance_is_only_told(town: Town) -> None:
    report = await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("1121-001", to=report)
    await town.wang.taps("签收")
    await town.zhao.sees_again(card, "处置中")
    await town.zhao.edits(report, "小东路11号门口占道经营 皇城中队4小时内整改")
    await town.sun.sees("上报内容被 赵督查 改为", to=report)
    case = await town.case()
    assert (case.address, case.state) == ("热闹路32号门口", State.HANDLING)


async def test_a_forwarded_report_is_a_report(town: Town) -> None:
    report = await town.zhao.posts(problem(), text=REPORT, forward={"name": "热心市民"})
    await town.zhao.sees("1121-001", "大南中队", to=report)


async def test_a_numbered_list_becomes_several_cases(town: Town) -> None:
    report = await town.zhao.posts(
        problem("stalls"),
        problem("rubbish"),
        problem("scooters"),
        text="1. 热闹路10号占道经营\n2. 小东路20号暴露垃圾\n3. 文萃路3号非机动车乱停放",
    )
    for number, unit in enumerate(("大南中队", "皇城中队", "泉园中队"), 1):
        await town.zhao.sees(f"1121-00{number}", unit)
    assert [case.category for case in await town.cases()] == [
        "占道经营",
        "暴露垃圾",
        "非机动车乱停放",
    ]
    await town.quiet()
    assert await photos_of(town) == [1, 1, 1]
    assert {case.source.message for case in await town.cases()} == {report["message_id"]}


async def test_a_report_in_a_topic_is_answered_in_that_topic(town: Town) -> None:
    await town.patch(f"/chats/{SUPERVISION}", topics=[{"thread": 77, "name": "市容"}])
    report = await town.zhao.posts(problem(), text=REPORT, thread=77)
    card = await town.zhao.sees("1121-001", to=report)
    assert card["thread"] == 77
    await town.wang.replies(card, "已整改", photo=fixed(), thread=77)
    plate = await town.zhao.sees("请核查")
    assert plate["thread"] == 77


async def test_an_anonymous_administrator_reports_but_holds_no_role(town: Town) -> None:
    report = await town.sun.posts(problem(), text=REPORT, as_chat=True)
    card = await town.zhao.sees("1121-001", "示范区城管督查群 10:00 上报", to=report)
    await town.sun.replies(card, "改派给皇城中队", as_chat=True)
    await town.quiet()
    assert "大南中队" in words((await town.zhao.hears())[0])


async def test_a_channel_may_report_and_its_automatic_forwards_are_ignored(town: Town) -> None:
    channel = (await town.post("/chats", type="channel", title="督查公告", administrators=[1003]))[
        "id"
    ]
    await town.sun.posts(problem(), text=REPORT, channel=channel, automatic_forward=True)
    assert await town.zhao.hears() == []
    report = await town.sun.posts(problem(), text=REPORT, channel=channel)
    await town.zhao.sees("1121-001", "督查公告 10:00 上报", to=report)


async def test_somebody_whom_nobody_knows_may_report_where_everyone_may(town: Town) -> None:
    await town.post("/people", id=2001, first_name="新来的")
    members = [1001, 1002, 1003, 1004, 2001]
    await town.patch(f"/chats/{SUPERVISION}", members=members)
    newcomer = town.person(2001)
    report = await newcomer.posts(problem(), text=REPORT)
    card = await newcomer.sees("1121-001", "新来的 10:00 上报", to=report)
    assert "不是你单位" in await newcomer.taps("签收", on=card)


async def test_a_wordless_photo_is_asked_about_once_after_ninety_seconds(town: Town) -> None:
    photo = await town.zhao.posts(problem())
    await town.advance(seconds=60)
    assert await town.zhao.hears() == []
    await town.advance(seconds=31)
    question = await town.zhao.sees("收到照片", "@zhao_dc", to=photo)
    assert "占道经营" in labels(question)
    await town.advance(minutes=3)
    assert len(await town.zhao.hears()) == 1


async def test_an_album_without_a_word_is_one_draft(town: Town) -> None:
    await town.zhao.posts(problem(seed=1), problem(seed=2))
    await town.advance(seconds=91)
    await town.zhao.sees("收到照片")
    assert await photos_of(town) == [2]
    assert len(await town.zhao.hears()) == 1


async def test_numbers_begin_anew_at_midnight(town: Town) -> None:
    await town.to("23:58")
    await town.zhao.says(REPORT)
    await town.zhao.sees("1121-001")
    await town.advance(minutes=5)
    await town.zhao.says("小东路11号暴露垃圾 皇城中队")
    await town.zhao.sees("1122-001", "小东路11号")
