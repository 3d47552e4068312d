"""The settings, read once from the environment and from `.env`; no other file of the house reads either."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from handlers.locales import LANGUAGES, phrases
from storage import urls

SLACK_API = "https://slack.com/api/"
LINE_API = "https://api.line.me"
LINE_DIALOG = "https://access.line.me"
LINE_BLOB = "https://api-data.line.me"  # LINE keeps pictures and files on a host of their own


class Address(NamedTuple):
    host: str
    port: int


class SettingsError(ValueError):
    """Some settings cannot be read. `problems` maps their names to sentences that say how to mend them, never a value;
    `rest` are the settings with the defaults in place of these.
    """

    def __init__(self, problems: Mapping[str, str], rest: "Settings") -> None:
        super().__init__("\n".join(problems.values()))
        self.problems = problems
        self.rest = rest


def _wrong(kind: str) -> PydanticCustomError:
    """An error whose type is the last part of its key in the catalogue (`environment.<kind>`)."""
    return PydanticCustomError(kind, "see the catalogue")


def _address(value: object) -> object:
    if not isinstance(value, str):
        return value
    host, _, port = value.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 <= int(port) <= 65535:
        raise _wrong("bind")
    return Address(host.strip("[]"), int(port))


def _names(value: object) -> object:
    return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise _wrong("zone")
    return value


def _language(value: str) -> str:
    if value.lower() not in LANGUAGES:
        raise _wrong("language")
    return value.lower()


def _database(value: str) -> str:
    try:
        urls.parse(value)
    except urls.BadUrlError:
        raise _wrong("database") from None  # the value may hold a password
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _wrong("url")
    return value.rstrip("/")


Url = Annotated[str, AfterValidator(_web_address)]


class Settings(BaseSettings):
    """Every setting of the house, under its name in the environment (in capitals). Blank counts as not set."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: Annotated[str, AfterValidator(_database), Field(repr=False)] = "sqlite:///kizuna.db"
    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: Annotated[Url, AfterValidator(lambda url: f"{url}/")] = SLACK_API
    line_channel_secret: SecretStr | None = None
    line_channel_access_token: SecretStr | None = None
    line_api_url: Url = LINE_API
    line_basic_id: str | None = None
    public_url: Url | None = None
    media_folder: Path = Path("kizuna-media")
    programme_file: Path | None = None
    bind: Annotated[Address, NoDecode, BeforeValidator(_address)] = Address("127.0.0.1", 8600)
    business_timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Tokyo"
    default_language: Annotated[str, AfterValidator(_language)] = "ja"
    company_name: str | None = None
    slack_admins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names)] = ()
    slack_team_channel: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """A value pasted with a line's end still works, and `NAME=` in `.env` means the default."""
        bare = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in bare.items() if value != ""}

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.business_timezone)

    @property
    def socket_mode(self) -> bool:
        """Slack is heard over a socket that we open, so it needs no public address of ours."""
        return self.slack_app_token is not None

    @property
    def line_blob_url(self) -> str:
        """Where the contents of LINE messages lie: LINE's second host, or the one host of a fake."""
        return LINE_BLOB if self.line_api_url == LINE_API else self.line_api_url

    @property
    def line_dialog_url(self) -> str:
        """Where a customer confirms to LINE that accounts are to be linked: LINE's own page, or the fake's."""
        host = LINE_DIALOG if self.line_api_url == LINE_API else self.line_api_url
        return f"{host}/dialog/bot/accountLink"

    @property
    def line_webhook_url(self) -> str | None:
        return f"{self.public_url}/line/webhook" if self.public_url else None


class GivenSettings(Settings):
    """Settings from the given values alone: the sandbox and the tests must never see real tokens."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic names and passes all five
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


class _Language(BaseSettings):
    """The language alone, so that complaints about the other settings are in it."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    default_language: str = "ja"

    @classmethod
    def read(cls, env_file: Path) -> str:
        language = cls(_env_file=env_file).default_language.strip().lower()
        return language if language in LANGUAGES else "ja"


def load(env_file: Path = Path(".env")) -> Settings:
    """The settings of this process: the environment first, then `env_file`. Raises SettingsError."""
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        kinds = {str(problem["loc"][0]): problem["type"] for problem in error.errors(include_url=False)}
    say = phrases(_Language.read(env_file))
    problems = {field.upper(): say(f"environment.{kind}", name=field.upper()) for field, kind in kinds.items()}
    defaults = {field: Settings.model_fields[field].default for field in kinds}
    raise SettingsError(problems, Settings(_env_file=env_file, **defaults))
