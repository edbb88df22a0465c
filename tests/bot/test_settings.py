"""Settings: good ones are read, a wrong one is named in one sentence and never repeated."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import PREFIX, Settings, WrongSetting, load

TOKEN = "7000000001:AAverysecretverysecretverysecret12"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def loaded(monkeypatch: pytest.MonkeyPatch, **given: str) -> Settings:
    for name, value in given.items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)
    return load()


def test_without_any_setting_the_bot_lives_in_its_sandbox() -> None:
    settings = load()
    assert settings.in_sandbox
    assert settings.timezone == "Asia/Shanghai"
    assert settings.http_host == "127.0.0.1"


def test_a_dot_env_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"DUBAN_TELEGRAM_TOKEN={TOKEN}\nDUBAN_LOCALE=en\nOTHER=1\n")
    settings = loaded(monkeypatch, LOCALE="zh")
    assert not settings.in_sandbox
    assert settings.locale == "zh"


def test_admins_are_numbers_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loaded(monkeypatch, ADMINS="1001, 1002，1003").admins == (1001, 1002, 1003)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"TELEGRAM_TOKEN": "not-a-token"}, "TELEGRAM_TOKEN"),
        ({"TELEGRAM_TOKEN": "12345:"}, "TELEGRAM_TOKEN"),
        ({"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": "api.telegram.org"}, "TELEGRAM_API"),
        ({"TELEGRAM_TOKEN": TOKEN, "DATABASE": "mysql://x"}, "DATABASE"),
        ({"TELEGRAM_TOKEN": TOKEN, "DATABASE": "sqlite:///x.db"}, "DATABASE"),
        ({"DATABASE": "sqlite+aiosqlite:///x.db"}, "DATABASE"),
        ({"PHOTOS": "/var/photos"}, "PHOTOS"),
        ({"TELEGRAM_API": "http://127.0.0.1:8081"}, "TELEGRAM_API"),
        ({"TELEGRAM_TOKEN": TOKEN, "WEBHOOK_URL": "https://a.example/tg"}, "WEBHOOK_SECRET"),
        (
            {
                "TELEGRAM_TOKEN": TOKEN,
                "WEBHOOK_URL": "https://a.example",
                "WEBHOOK_SECRET": "a" * 20,
            },
            "WEBHOOK_URL",
        ),
        ({"WEBHOOK_SECRET": "short"}, "WEBHOOK_SECRET"),
        ({"HTTP_PORT": "http"}, "HTTP_PORT"),
        ({"HTTP_PORT": "70000"}, "HTTP_PORT"),
        ({"TIMEZONE": "Mars/Olympus"}, "TIMEZONE"),
        ({"TIMEZONE": "../../etc/passwd"}, "TIMEZONE"),
        ({"LOCALE": "fr"}, "LOCALE"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
        ({"ADMINS": "赵督查"}, "ADMINS"),
        ({"TELEGRAM_TOKEN": TOKEN, "CLOCK_URL": "http://127.0.0.1:1/clock"}, "CLOCK_URL"),
        (
            {
                "TELEGRAM_TOKEN": TOKEN,
                "TELEGRAM_API": "http://192.0.2.1:8081",
                "CLOCK_URL": "http://127.0.0.1:1/clock",
            },
            "CLOCK_URL",
        ),
    ],
)
def test_a_wrong_value_is_named_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], named: str
) -> None:
    with pytest.raises(WrongSetting) as refused:
        loaded(monkeypatch, **given)
    sentence = str(refused.value)
    assert sentence.startswith("设置有误：")
    assert f"{PREFIX}{named}" in sentence
    assert "\n" not in sentence
    assert not any("secret" in value and value in sentence for value in given.values())


def test_a_jumping_clock_needs_a_telegram_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for root in ("http://127.0.0.1:8081", "http://localhost:8081", "http://[::1]:8081"):
        settings = loaded(
            monkeypatch,
            TELEGRAM_TOKEN=TOKEN,
            TELEGRAM_API=root,
            CLOCK_URL="http://127.0.0.1:8081/sandbox/clock",
        )
        assert settings.clock_url


def test_secrets_are_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(
        monkeypatch,
        TELEGRAM_TOKEN=TOKEN,
        WEBHOOK_SECRET="webhook-secret-webhook",
        DATABASE="postgresql+asyncpg://duban:p%40ssword@db/duban",
    )
    assert TOKEN not in repr(settings) + str(settings) + repr(settings.model_dump())
    assert {TOKEN, "webhook-secret-webhook", "p@ssword"} <= set(settings.secrets)


def test_every_setting_is_told_in_the_example_file() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text()
    told = {line.lstrip("# ").partition("=")[0] for line in example.splitlines() if "=" in line}
    assert {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} == {
        name for name in told if name.startswith(PREFIX)
    }


@given(st.text(max_size=40))
def test_any_token_is_taken_or_refused_without_being_repeated(token: str) -> None:
    values: dict[str, Any] = {"telegram_token": token}
    try:
        settings = Settings(_env_file=None, **values)
    except ValueError:
        return
    assert settings.telegram_token is not None
    number, _, secret = settings.telegram_token.get_secret_value().partition(":")
    assert int(number) >= 0
    assert secret
