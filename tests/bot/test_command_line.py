"""The commands as somebody at a terminal runs them."""

import re
from pathlib import Path

import pytest

from bot.command_line import main, parser
from bot.example.bureau import org_text
from tests.bot.commanding import TOKEN, Duban
from tests.stories.maps import TOWN_MAP


def test_every_command_has_help_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    told = parser().format_help()
    for name in (
        *("run", "sandbox", "load", "read", "tally"),
        *("reading-errors", "digest", "doctor", "migrate"),
    ):
        line = next(line for line in told.splitlines() if line.strip().startswith(f"{name} "))
        assert re.search(r"[\u4e00-\u9fff].*\([a-zA-Z]", line), line
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
    assert "--empty" in capsys.readouterr().out


def test_a_wrong_setting_stops_the_start_with_one_sentence(tmp_path: Path, duban: Duban) -> None:
    done = duban("run", HTTP_PORT="http")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == ["设置有误：DUBAN_HTTP_PORT 要写成整数。"]
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_a_token_stops_the_start(tmp_path: Path, duban: Duban) -> None:
    done = duban("run", DATABASE="sqlite+aiosqlite:///mine.db")
    assert done.returncode == 2
    assert "DUBAN_TELEGRAM_TOKEN" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address",
    [
        "sqlite+aiosqlite:////proc/none/x.db",
        "postgresql+asyncpg://duban:hunter22@nowhere.invalid/x",
    ],
)
def test_a_database_that_cannot_be_opened_is_told_in_a_sentence(duban: Duban, address: str) -> None:
    done = duban("migrate", TELEGRAM_TOKEN=TOKEN, DATABASE=address)
    assert done.returncode == 1
    assert "连不上数据库" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hunter22" not in done.stderr


STANDARD = """
city = "示范市"

[[items]]
code = "04-06"
big_class = "街面秩序"
name = "占道经营"
limit = "2紧急工作时"

[[items]]
code = "04-88"
big_class = "街面秩序"
name = "乱放风筝"
limit = "1天"
"""


def test_a_standard_is_loaded_as_text_or_spreadsheet(tmp_path: Path, duban: Duban) -> None:
    (tmp_path / "limits.toml").write_text(STANDARD, "utf-8")
    done = duban("load", "limits.toml")
    assert done.returncode == 0
    assert "第 1 版，示范市的立案标准；小类 2，立案条件 2" in done.stdout
    assert "新增 2，修改 0，恢复 0，停用 0" in done.stdout
    assert "请留意，第 10 行：“乱放风筝”不在机器人的词表里" in done.stdout
    assert "没有变化，仍是第 1 版" in duban("load", "limits.toml").stdout
    (tmp_path / "limits.toml").write_text(STANDARD.replace("1天", "0天"), "utf-8")
    done = duban("load", "limits.toml")
    assert done.returncode == 1
    assert "立案标准有错误，什么都没有改动" in done.stdout
    assert "第 10 行：时限“0天”不大于零" in done.stdout
    (tmp_path / "limits.xlsx").write_bytes(b"PK\x03\x04")
    assert "第 1 行：这不是 .xlsx 表格文件" in duban("load", "limits.xlsx").stdout


def test_an_org_file_is_loaded_and_the_digest_shown(tmp_path: Path, duban: Duban) -> None:
    (tmp_path / "org.toml").write_text(org_text())
    done = duban("load", "org.toml")
    assert done.returncode == 0, done.stderr
    assert "第 1 版" in done.stdout
    assert "大南中队" in done.stdout
    done = duban("digest", "--chat", "-1001000000001")
    assert (done.returncode, done.stderr) == (0, "")
    assert "示范区城管督查群" in done.stdout
    assert "<b>" not in done.stdout
    done = duban("digest", "--chat", "-5")
    assert (done.returncode, "没有登记过的群" in done.stderr) == (1, True)


def test_a_map_file_is_loaded_beside_the_org_file(tmp_path: Path, duban: Duban) -> None:
    (tmp_path / "org.toml").write_text(org_text())
    (tmp_path / "areas.geojson").write_text(TOWN_MAP)
    done = duban("load", "org.toml", "areas.geojson")
    assert (done.returncode, done.stderr) == (0, "")
    assert "areas.geojson：已加载，2 个区域，2 个单位" in done.stdout
    (tmp_path / "other.json").write_text(TOWN_MAP.replace("皇城中队", "黄城中队"))
    done = duban("load", "other.json")
    assert done.returncode == 1
    assert "区域文件有错误" in done.stdout
    assert "第 2 个区域：没有叫“黄城中队”的单位。是不是“皇城中队”？" in done.stdout
    (tmp_path / "other.json").write_text(TOWN_MAP)
    assert "其他区域文件：areas.geojson（2）" in duban("load", "other.json").stdout


def test_a_mistake_in_an_org_file_names_its_line_and_changes_nothing(
    tmp_path: Path, duban: Duban
) -> None:
    (tmp_path / "org.toml").write_text(org_text().replace('role = "supervision"', 'role = "boss"'))
    done = duban("load", "org.toml")
    assert done.returncode == 1
    assert re.search(r"第 \d+ 行", done.stdout)
    assert duban("digest").returncode == 1
    assert duban("load", "missing.toml").stderr.startswith("读不了 missing.toml")


def test_doctor_says_what_to_do(duban: Duban) -> None:
    done = duban("doctor")
    assert "DUBAN_TELEGRAM_TOKEN" in done.stdout
    assert "Traceback" not in done.stderr
    done = duban("doctor", TELEGRAM_TOKEN=TOKEN, TELEGRAM_API="http://127.0.0.1:1")
    assert (done.returncode, "连不上 Telegram" in done.stdout) == (1, True)
