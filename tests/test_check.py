"""`kizuna check`: it names what is missing or wrong, says how to mend it, and fails only when something is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import pytest_asyncio

from bot.check import by_hand_findings, check, inspect, setting_findings
from bot.check.database import database_finding
from bot.check.findings import Finding, holds, report
from bot.check.line import account_findings, quota_finding, webhook_findings, webhook_test_finding
from bot.check.media import media_finding
from bot.check.probe import Answer
from bot.check.slack import SCOPES, clock_finding, scope_findings
from bot.settings import GivenSettings, Settings
from handlers.locales import phrases
from sandbox.town import LINE_ACCESS_TOKEN, LINE_BASIC_ID, SLACK_APP_TOKEN, SLACK_BOT_TOKEN
from storage import migrations

SAY = phrases("en")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NOBODY = "http://127.0.0.1:9/"  # the discard port: nothing answers there
COMPLETE = {
    "slack_bot_token": "xoxb-1-invented",
    "slack_signing_secret": "0" * 32,
    "line_channel_secret": "f" * 32,
    "line_channel_access_token": "invented",
    "line_basic_id": "@sakura",
    "public_url": "https://kizuna.example",
    "company_name": "サクラ商事",
    "slack_admins": "U1,U2",
    "slack_team_channel": "C1",
    "default_language": "en",
}


def some_settings(**fields: str) -> Settings:
    """A complete set-up but for `fields`; a blank one is left out."""
    return GivenSettings(**(COMPLETE | fields))


def found(settings: Settings) -> dict[str, Finding]:
    return {item.name: item for item in setting_findings(settings, SAY)}


def levels(findings) -> list[str]:
    return [item.level for item in findings]


def test_a_complete_set_up_has_nothing_to_mend():
    findings = found(some_settings())

    assert {item.level for item in findings.values()} == {"ok"}
    assert len(findings) == len(COMPLETE) - 1


@pytest.mark.parametrize("field", sorted(set(COMPLETE) - {"default_language", "slack_team_channel"}))
def test_what_is_missing_is_named_with_its_remedy(field):
    finding = found(some_settings(**{field: ""}))[field.upper()]

    assert finding.level == "missing"
    assert finding.mend


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slack_bot_token", "xoxp-a-users-token"),
        ("slack_app_token", "xoxb-1-invented"),
        ("line_basic_id", "sakura"),
        ("public_url", "http://kizuna.example"),
        ("slack_admins", "佐藤"),
        ("slack_team_channel", "#sales"),
    ],
)
def test_what_is_of_another_form_is_wrong(field, value):
    finding = found(some_settings(**{field: value}))[field.upper()]

    assert finding.level == "wrong"
    assert value not in finding.says


@pytest.mark.parametrize("field", ["slack_signing_secret", "line_channel_secret"])
def test_an_unusual_secret_is_only_to_be_looked_at(field):
    finding = found(some_settings(**{field: "short"}))[field.upper()]

    assert finding.level == "by_hand"


def test_a_team_channel_is_advised_and_not_required():
    assert found(some_settings(slack_team_channel=""))["SLACK_TEAM_CHANNEL"].level == "by_hand"


def test_socket_mode_needs_no_signing_secret_and_no_request_urls():
    settings = some_settings(slack_signing_secret="", slack_app_token="xapp-1")

    assert "SLACK_SIGNING_SECRET" not in found(settings)
    assert {item.name for item in by_hand_findings(settings, SAY)} == {"LINE"}


def test_over_http_the_request_urls_are_to_be_looked_at():
    first = by_hand_findings(some_settings(), SAY)[0]

    assert first.name == "Slack request URLs"
    assert "https://kizuna.example/slack/events" in first.mend


def test_only_what_is_missing_or_wrong_fails():
    assert holds([Finding("ok", "a", "fine"), Finding("by_hand", "b", "look", "there")])
    assert not holds([Finding("ok", "a", "fine"), Finding("missing", "b", "not set", "set it")])
    assert not holds([Finding("wrong", "b", "odd", "mend it")])


def test_the_report_ends_with_what_is_to_be_mended():
    findings = [Finding("missing", "B", "not set.", "Set it."), Finding("ok", "A", "set.")]

    assert report(findings, SAY).splitlines() == [
        "✔ A: set.",
        "✘ B: not set.",
        "    → Set it.",
        "",
        "1 to mend. Follow the arrows, then run kizuna check once more.",
    ]


def test_each_lacking_scope_is_named():
    findings = scope_findings("commands, chat:write,im:write,im:history,channels:history,users:read", SAY)

    assert [item.name for item in findings] == [
        "Slack scope groups:history",
        "Slack scope files:read",
        "Slack scope files:write",
    ]
    assert set(levels(findings)) == {"missing"}
    assert levels(scope_findings(",".join(SCOPES), SAY)) == ["ok"]


@pytest.mark.parametrize(("seconds", "level"), [(59, "ok"), (61, "wrong"), (-61, "wrong")])
def test_a_clock_that_is_a_minute_off_is_wrong(seconds, level):
    date = format_datetime(NOW - timedelta(seconds=seconds), usegmt=True)

    assert clock_finding(date, NOW, SAY).level == level


@pytest.mark.parametrize("date", [None, "yesterday"])
def test_an_unreadable_date_leaves_the_clock_to_a_person(date):
    assert clock_finding(date, NOW, SAY).level == "by_hand"


def test_another_accounts_basic_id_is_wrong_and_the_right_one_is_told():
    info = {"basicId": "@sakura", "displayName": "サクラ商事", "chatMode": "bot"}

    assert levels(account_findings(info, "@sakura", SAY)) == ["ok"]
    differing = account_findings(info, "@himawari", SAY)
    assert levels(differing) == ["ok", "wrong"]
    assert "LINE_BASIC_ID=@sakura" in differing[1].mend


def test_a_chat_that_people_answer_beside_us_is_wrong():
    info = {"basicId": "@sakura", "displayName": "サクラ商事", "chatMode": "chat"}

    assert [(item.level, item.name) for item in account_findings(info, "@sakura", SAY)][1:] == [("wrong", "LINE chat")]


def test_a_webhook_that_is_off_or_elsewhere_is_wrong():
    ours, theirs = "https://kizuna.example/line/webhook", "https://other.example/hook"

    assert levels(webhook_findings({"endpoint": ours, "active": True}, ours, SAY)) == ["ok"]
    assert levels(webhook_findings({"endpoint": ours, "active": False}, ours, SAY)) == ["wrong"]
    elsewhere = webhook_findings({"endpoint": theirs, "active": True}, ours, SAY)
    assert levels(elsewhere) == ["wrong"]
    assert theirs in elsewhere[0].says


def test_the_webhook_test_tells_why_it_failed():
    failed = {"success": False, "statusCode": 0, "reason": "COULD_NOT_CONNECT", "detail": "TLS handshake failure"}

    finding = webhook_test_finding(Answer(200, {}, failed), SAY)

    assert finding.level == "wrong"
    assert "COULD_NOT_CONNECT" in finding.says
    assert "TLS handshake failure" in finding.says


def test_too_many_webhook_tests_are_no_fault_of_the_set_up():
    assert webhook_test_finding(Answer(429, {}, {"message": "The API rate limit has been exceeded."}), SAY).level == (
        "by_hand"
    )


@pytest.mark.parametrize(
    ("quota", "used", "level"),
    [
        ({"type": "none"}, 999, "ok"),
        ({"type": "limited", "value": 200}, 159, "ok"),
        ({"type": "limited", "value": 200}, 160, "by_hand"),
        ({"type": "limited", "value": 200}, 200, "wrong"),
        ({"type": "limited", "value": 200}, 205, "wrong"),
    ],
)
def test_the_last_fifth_of_the_quota_is_pointed_out(quota, used, level):
    assert quota_finding(quota, used, SAY).level == level


async def test_a_database_without_tables_is_to_be_migrated_and_nothing_is_made(tmp_path):
    url = f"sqlite:///{tmp_path / 'kizuna.db'}"

    finding = await database_finding(url, SAY)

    assert (finding.level, finding.mend) == ("missing", "Run: kizuna migrate")
    assert list(tmp_path.iterdir()) == []


async def test_a_migrated_database_is_fine(tmp_path):
    url = f"sqlite:///{tmp_path / 'kizuna.db'}"
    await asyncio.to_thread(migrations.upgrade, url)

    assert (await database_finding(url, SAY)).level == "ok"


async def test_a_file_that_is_no_database_is_wrong(tmp_path):
    (tmp_path / "kizuna.db").write_text("Dear diary, " * 100, encoding="utf-8")

    finding = await database_finding(f"sqlite:///{tmp_path / 'kizuna.db'}", SAY)

    assert finding.level == "wrong"
    assert "file is not a database" in finding.says


async def test_an_unreachable_server_is_wrong_and_its_password_stays_secret():
    finding = await database_finding("postgresql://rep:hunter2@127.0.0.1:9/kizuna", SAY)

    assert finding.level == "wrong"
    assert "127.0.0.1:9/kizuna" in finding.says
    assert "hunter2" not in finding.says


@pytest_asyncio.fixture
async def bot() -> AsyncIterator[str]:
    """Somebody who answers 200 to whatever is asked, as our doors answer LINE's empty test call."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.fixture
def set_up(town, bot, sqlite_url) -> Callable[..., Settings]:
    """A town in which all is well, and the settings that fit it."""
    town.bot_url = bot
    town.add_slack_user("U1", "佐藤 花子")
    town.account.webhook_endpoint = "https://kizuna.example/line/webhook"

    def settings(**fields: str) -> Settings:
        of_the_town = {
            "database_url": sqlite_url,
            "slack_api_url": f"{town.url}/slack/api/",
            "slack_bot_token": SLACK_BOT_TOKEN,
            "slack_admins": "U1",
            "line_api_url": f"{town.url}/line",
            "line_channel_access_token": LINE_ACCESS_TOKEN,
            "line_basic_id": LINE_BASIC_ID,
        }
        return some_settings(**(of_the_town | fields))

    return settings


async def amiss(settings: Settings) -> list[tuple[str, str]]:
    return [
        (item.name, item.level) for item in await check(settings, offline=False) if item.level in {"missing", "wrong"}
    ]


async def test_the_platforms_confirm_a_complete_set_up(set_up):
    findings = await check(set_up(), offline=False)

    assert holds(findings)
    assert {item.name for item in findings if item.level == "ok"} >= {
        "DATABASE_URL",
        "Slack",
        "Slack scopes",
        "clock",
        "LINE",
        "LINE webhook",
        "LINE webhook test",
        "LINE quota",
    }


async def test_offline_no_one_is_asked(set_up, town):
    await check(set_up(), offline=True)

    assert town.calls.since(0) == []


async def test_a_token_that_slack_does_not_know_is_wrong(set_up):
    assert await amiss(set_up(slack_bot_token="xoxb-of-yesterday")) == [("SLACK_BOT_TOKEN", "wrong")]


async def test_a_scope_that_was_not_granted_is_missing(set_up, town):
    town.slack.scopes = tuple(scope for scope in SCOPES if scope != "im:write")

    assert await amiss(set_up()) == [("Slack scope im:write", "missing")]


async def test_an_admin_who_has_left_or_never_was_is_wrong(set_up, town):
    town.add_slack_user("U2", "鈴木 一", deleted=True)

    assert await amiss(set_up(slack_admins="U1,U2,U3")) == [("SLACK_ADMINS", "wrong")] * 2


async def test_an_app_token_that_slack_does_not_know_is_wrong(set_up):
    assert await amiss(set_up(slack_app_token="xapp-of-yesterday")) == [("SLACK_APP_TOKEN", "wrong")]
    assert await amiss(set_up(slack_app_token=SLACK_APP_TOKEN)) == []


async def test_a_token_that_line_does_not_know_is_wrong(set_up):
    assert await amiss(set_up(line_channel_access_token="of-yesterday")) == [("LINE_CHANNEL_ACCESS_TOKEN", "wrong")]


async def test_a_webhook_that_line_does_not_use_is_wrong(set_up, town):
    town.line.webhook_active = False
    town.line.chat_mode = "chat"

    assert await amiss(set_up()) == [("LINE chat", "wrong"), ("LINE webhook", "wrong")]


async def test_a_bot_that_does_not_answer_lines_test_is_wrong(set_up, town):
    town.bot_url = NOBODY

    assert await amiss(set_up()) == [("LINE webhook test", "wrong")]


async def test_a_month_without_messages_left_is_wrong(set_up, town):
    town.account.quota.used = town.account.quota.value

    assert await amiss(set_up()) == [("LINE quota", "wrong")]


async def test_platforms_that_do_not_answer_are_findings(tmp_path):
    settings = some_settings(
        database_url=f"sqlite:///{tmp_path / 'kizuna.db'}", slack_api_url=NOBODY, line_api_url=NOBODY
    )

    findings = await check(settings, offline=False)

    assert {item.name for item in findings if item.level == "wrong"} >= {"Slack", "LINE"}


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_the_check_speaks_the_default_language(tmp_path, language):
    settings = some_settings(
        database_url=f"sqlite:///{tmp_path / 'kizuna.db'}", default_language=language, line_channel_secret=""
    )

    findings = await check(settings, offline=True)

    says = {item.name: item.says for item in findings}
    assert says["LINE_CHANNEL_SECRET"] == {"ja": "設定されていません。", "en": "not set."}[language]


async def test_unreadable_settings_are_reported_beside_the_missing_ones(monkeypatch, tmp_path):
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    env_file = tmp_path / ".env"
    env_file.write_text("DEFAULT_LANGUAGE=en\nDATABASE_URL=mysql://db\nBIND=8600\n", encoding="utf-8")

    says, well = await inspect(offline=True, env_file=env_file)

    assert not well
    assert "✘ BIND: BIND must be written as host:port" in says
    assert "✘ SLACK_BOT_TOKEN: not set." in says
    assert says.count("DATABASE_URL:") == 1


def test_a_folder_for_media_that_can_be_made_is_fine_and_is_not_made(tmp_path):
    finding = media_finding(tmp_path / "new" / "media", SAY)

    assert finding.level == "ok"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_for_media_that_cannot_be_written_is_named_with_its_remedy(tmp_path):
    (tmp_path / "media").write_text("a file in the place of the folder")

    finding = media_finding(tmp_path / "media", SAY)

    assert (finding.level, finding.name) == ("wrong", "MEDIA_FOLDER")
    assert "MEDIA_FOLDER" in finding.mend
