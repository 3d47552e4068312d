"""The settings: their defaults, what blank means, and how a mistake is explained."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Address, GivenSettings, Settings, SettingsError, load

EXAMPLE = Path(__file__).parent.parent / ".env.example"
MISTAKES = {
    "BIND": "hunter2",
    "BUSINESS_TIMEZONE": "Japan/Hunter2",
    "DEFAULT_LANGUAGE": "fr",
    "DATABASE_URL": "mysql://rep:hunter2@db/kizuna",
    "PUBLIC_URL": "kizuna.example.com",
    "SLACK_API_URL": "slack.com/api",
    "LINE_API_URL": "ftp://api.line.me",
}


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """An environment without any of our settings, and a place for a `.env`."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return tmp_path / ".env"


def test_an_empty_environment_gives_the_defaults(bare):
    settings = load(bare)

    assert settings.database_url == "sqlite:///kizuna.db"
    assert settings.bind == Address("127.0.0.1", 8600)
    assert settings.business_timezone == "Asia/Tokyo"
    assert settings.default_language == "ja"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.line_api_url == "https://api.line.me"
    assert settings.slack_admins == ()
    assert settings.slack_bot_token is None


def test_the_environment_wins_over_the_file(bare, monkeypatch):
    bare.write_text("COMPANY_NAME=サクラ商事\nDEFAULT_LANGUAGE=en\n", encoding="utf-8")
    monkeypatch.setenv("COMPANY_NAME", "ひまわり商事")

    settings = load(bare)

    assert (settings.company_name, settings.default_language) == ("ひまわり商事", "en")


def test_blank_means_not_set(bare, monkeypatch):
    bare.write_text("SLACK_BOT_TOKEN=\nBIND=\nDEFAULT_LANGUAGE=en\n", encoding="utf-8")
    monkeypatch.setenv("DEFAULT_LANGUAGE", "")
    monkeypatch.setenv("SLACK_TEAM_CHANNEL", "  ")

    settings = load(bare)

    assert settings.slack_bot_token is None
    assert settings.bind.port == 8600
    assert settings.default_language == "en"
    assert settings.slack_team_channel is None


def test_a_token_pasted_with_its_line_end_still_works():
    token = GivenSettings(slack_bot_token=" xoxb-1\n").slack_bot_token

    assert token is not None
    assert token.get_secret_value() == "xoxb-1"


def test_a_secret_is_not_printed_with_the_settings():
    settings = GivenSettings(
        slack_bot_token="xoxb-hunter2",
        line_channel_secret="hunter2",
        database_url="postgresql://rep:hunter2@db/kizuna",
    )

    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(("name", "value"), MISTAKES.items(), ids=MISTAKES)
def test_a_mistake_is_explained_by_name_and_never_by_value(bare, monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        load(bare)

    assert set(caught.value.problems) == {name}
    assert name in str(caught.value)
    assert value not in str(caught.value)


def test_every_mistake_is_told_at_once_and_in_the_chosen_language(bare, monkeypatch):
    monkeypatch.setenv("BIND", "nowhere")
    monkeypatch.setenv("BUSINESS_TIMEZONE", "Mars")
    monkeypatch.setenv("DEFAULT_LANGUAGE", "en")

    with pytest.raises(SettingsError) as caught:
        load(bare)

    assert caught.value.problems == {
        "BIND": "BIND must be written as host:port, for example 127.0.0.1:8600.",
        "BUSINESS_TIMEZONE": "BUSINESS_TIMEZONE names no time zone that is known. "
        "Please write an IANA name such as Asia/Tokyo.",
    }


def test_what_can_be_read_is_kept_beside_a_mistake(bare, monkeypatch):
    monkeypatch.setenv("BIND", "nowhere")
    monkeypatch.setenv("COMPANY_NAME", "サクラ商事")

    with pytest.raises(SettingsError) as caught:
        load(bare)

    assert caught.value.rest.company_name == "サクラ商事"
    assert caught.value.rest.bind.port == 8600


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0.0.0.0:80", ("0.0.0.0", 80)),
        ("localhost:0", ("localhost", 0)),
        ("[::1]:8600", ("::1", 8600)),
    ],
)
def test_bind_is_a_host_and_a_port(written, read):
    assert GivenSettings(bind=written).bind == read


@pytest.mark.parametrize("written", ["8600", ":8600", "localhost:", "localhost:65536", "localhost:八千"])
def test_a_bind_without_host_or_port_is_refused(written):
    with pytest.raises(ValidationError):
        GivenSettings(bind=written)


def test_admins_are_parted_by_commas():
    assert GivenSettings(slack_admins="U1, U2 ,,W3").slack_admins == ("U1", "U2", "W3")


def test_one_admin_needs_no_comma(bare, monkeypatch):
    monkeypatch.setenv("SLACK_ADMINS", "U1")

    assert load(bare).slack_admins == ("U1",)


def test_addresses_are_joined_without_doubled_slashes():
    settings = GivenSettings(
        public_url="https://kizuna.example/",
        slack_api_url="http://localhost:1/slack/api",
        line_api_url="http://a/line/",
    )

    assert settings.line_webhook_url == "https://kizuna.example/line/webhook"
    assert settings.slack_api_url == "http://localhost:1/slack/api/"
    assert settings.line_api_url == "http://a/line"


def test_lines_contents_lie_on_a_second_host_but_a_fake_has_only_one():
    assert GivenSettings().line_blob_url == "https://api-data.line.me"
    assert GivenSettings(line_api_url="http://127.0.0.1:1/line").line_blob_url == "http://127.0.0.1:1/line"


def test_an_app_token_turns_socket_mode_on():
    assert GivenSettings(slack_app_token="xapp-1").socket_mode
    assert not GivenSettings().socket_mode


def test_given_settings_never_see_the_environment(bare, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-real")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/real")
    monkeypatch.chdir(bare.parent)
    bare.write_text("COMPANY_NAME=real\n", encoding="utf-8")

    settings = GivenSettings()

    assert settings.slack_bot_token is None
    assert settings.database_url == "sqlite:///kizuna.db"
    assert settings.company_name is None


def test_every_setting_stands_in_the_example_with_a_comment():
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    named = {match[1]: lines[at - 1] for at, line in enumerate(lines) if (match := re.match(r"([A-Z_]+)=", line))}

    assert set(named) == {name.upper() for name in Settings.model_fields}
    assert [name for name, above in named.items() if not above.startswith("# ")] == []


def test_the_example_gives_the_defaults(bare):
    bare.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")

    assert load(bare).model_dump() == GivenSettings().model_dump()
