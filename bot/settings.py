"""What can be set from outside: environment variables (or `.env`) beginning with `DUBAN_`."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.budget import Allowance

PREFIX = "DUBAN_"
TELEGRAM = "https://api.telegram.org"
SANDBOX_FOLDER = Path("data/sandbox")
SQLITE = "sqlite+aiosqlite://"
DATABASES = (f"{SQLITE}/", "postgresql+asyncpg://")
# What only a real bot has: named without a token, a mistake that must not be guessed away.
NEEDS_TOKEN = ("telegram_api", "database", "photos", "webhook_url", "clock_url")


class WrongSetting(Exception):
    """设置有误：请按提示改正环境变量（或 .env 文件）后重新启动。"""


class Settings(BaseSettings):
    """Every setting with its default; `.env.example` tells them to whoever runs the bot."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True
    )

    telegram_token: SecretStr | None = None
    telegram_api: str = TELEGRAM
    database: str = Field(default_factory=lambda given: f"{SQLITE}/{_home(given)}/duban.db")
    photos: str = Field(default_factory=lambda given: f"{_home(given)}/photos")
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    http_host: str = "127.0.0.1"
    http_port: int = Field(8080, ge=0, le=65535)
    timezone: str = "Asia/Shanghai"
    locale: Literal["zh", "en"] = "zh"
    admins: Annotated[tuple[int, ...], NoDecode] = ()
    log_format: Literal["console", "json"] = "console"
    clock_url: str | None = None
    send_limits: str = "1,20,30"

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        number, colon, secret = value.get_secret_value().partition(":")
        if not (colon and secret and number.isascii() and number.isdigit()):
            raise ValueError("要写成 BotFather 给出的样子，即 数字:一串字符")
        return value

    @field_validator("telegram_api", "webhook_url", "clock_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("要写成 http:// 或 https:// 开头的地址")
        return value.rstrip("/")

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, value: SecretStr | None) -> SecretStr | None:
        # Telegram allows no other characters in the header that carries it back.
        if value is not None and not _is_webhook_secret(value.get_secret_value()):
            raise ValueError("要用 16 到 256 个字母、数字、下划线或连字符")
        return value

    @field_validator("database")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value.startswith(DATABASES):
            raise ValueError("要以 sqlite+aiosqlite:/// 或 postgresql+asyncpg:// 开头")
        return value

    @field_validator("photos")
    @classmethod
    def _photos(cls, value: str) -> str:
        if "://" in value:
            raise ValueError("目前只能是本机的文件夹")
        return value

    @field_validator("send_limits")
    @classmethod
    def _send_limits(cls, value: str) -> str:
        parts = value.replace("，", ",").split(",")
        numbers = [part.strip() for part in parts]
        fits = len(numbers) == 3 and all(one.isascii() and one.isdigit() for one in numbers)
        if value != "off" and not (fits and all(int(one) > 0 for one in numbers)):
            raise ValueError("要写成 off，或三个正整数，例如 1,20,30")
        return ",".join(numbers)

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("不是已知的时区，请写成 Asia/Shanghai 这样的名称") from None
        return value

    @field_validator("admins", mode="before")
    @classmethod
    def _admins(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        numbers = value.replace("，", ",").replace(",", " ").split()
        if not all(number.isascii() and number.isdigit() for number in numbers):
            raise ValueError("要写成用逗号隔开的 Telegram 用户编号，例如 1001,1002")
        return tuple(int(number) for number in numbers)

    @model_validator(mode="after")
    def _together(self) -> "Settings":
        if self.telegram_token is None:
            given = [name for name in NEEDS_TOKEN if name in self.model_fields_set]
            if given:
                name = f"{PREFIX}{given[0].upper()}"
                raise ValueError(
                    f"设置了 {name} 却没有 {PREFIX}TELEGRAM_TOKEN：没有令牌时一切都放在 "
                    f"{SANDBOX_FOLDER}，请补上令牌，或去掉 {name}"
                )
        if self.webhook_url and self.webhook_secret is None:
            raise ValueError(f"设置了 {PREFIX}WEBHOOK_URL 就必须设置 {PREFIX}WEBHOOK_SECRET")
        if self.webhook_url and not urlsplit(self.webhook_url).path.strip("/"):
            raise ValueError(f"{PREFIX}WEBHOOK_URL 要带路径，例如 https://域名/telegram/duban")
        if self.clock_url and not is_loopback(urlsplit(self.telegram_api).hostname):
            raise ValueError(
                f"{PREFIX}CLOCK_URL 只用于本机的沙盒：请去掉它，或让 {PREFIX}TELEGRAM_API 指向 "
                "127.0.0.1"
            )
        return self

    @property
    def in_sandbox(self) -> bool:
        """Whether the bot brings its own Telegram, because nobody gave it a token."""
        return self.telegram_token is None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which people read times."""
        return ZoneInfo(self.timezone)

    @property
    def allowance(self) -> Allowance:
        """How much may be said."""
        if self.send_limits == "off":
            return Allowance(on=False)
        per_chat, per_group, in_all = map(int, self.send_limits.split(","))
        return Allowance(1 / per_chat, per_group, in_all)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must appear in no log."""
        given = (self.telegram_token, self.webhook_secret)
        kept = [one.get_secret_value() for one in given if one]
        password = urlsplit(self.database).password
        return (*kept, password, unquote(password)) if password else tuple(kept)


def load() -> Settings:
    """The settings in force. `WrongSetting` names the first mistake in one sentence."""
    try:
        return Settings()
    except ValidationError as error:
        raise WrongSetting(_sentence(error)) from None


def is_loopback(host: str | None) -> bool:
    """Whether a host name means this machine only."""
    if host is None:
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _home(given: dict[str, Any]) -> str:
    return "data" if given.get("telegram_token") else str(SANDBOX_FOLDER)


def _is_webhook_secret(text: str) -> bool:
    plain = text.replace("_", "").replace("-", "")
    return 16 <= len(text) <= 256 and plain.isascii() and plain.isalnum()


def _sentence(error: ValidationError) -> str:
    # The value is never repeated: it may be a secret.
    mistake = error.errors(include_url=False, include_input=False)[0]
    reason = mistake["msg"].removeprefix("Value error, ")
    if not mistake["loc"]:
        return f"设置有误：{reason}。"
    return f"设置有误：{PREFIX}{str(mistake['loc'][0]).upper()} {_chinese(mistake, reason)}。"


def _chinese(mistake: Any, reason: str) -> str:
    context = mistake.get("ctx", {})
    match mistake["type"]:
        case "literal_error":
            return f"只能是 {context['expected'].replace(' or ', ' 或 ')}"
        case "int_parsing" | "int_type":
            return "要写成整数"
        case "greater_than_equal" | "less_than_equal":
            return "要在 0 到 65535 之间"
        case _:
            return str(reason)
