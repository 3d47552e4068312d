"""`kizuna check`: is everything there that the house needs, and how is what lacks to be mended?"""

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from pydantic import SecretStr

from bot.check.database import NAME as DATABASE
from bot.check.database import database_finding
from bot.check.findings import Finding, Level, Say, finding, fine, holds, report
from bot.check.line import line_findings
from bot.check.media import media_finding
from bot.check.points import points_findings
from bot.check.programme import programme_findings
from bot.check.slack import slack_findings
from bot.settings import Settings, SettingsError, load
from handlers.locales import phrases

__all__ = ["Finding", "check", "inspect"]


@dataclass(frozen=True, slots=True)
class Expected:
    """A setting that a company must give, the form of its value, and how bad its absence or another form is."""

    field: str
    form: str
    absent: Level | None = "missing"
    odd: Level = "wrong"

    @property
    def name(self) -> str:
        return self.field.upper()


HEX_32 = r"[0-9a-f]{32}"  # the form of both secrets today; neither platform promises it, so another form only warns
EXPECTED = (
    Expected("slack_bot_token", r"xoxb-\S+"),
    Expected("slack_signing_secret", HEX_32, odd="by_hand"),
    Expected("slack_app_token", r"xapp-\S+", absent=None),
    Expected("line_channel_secret", HEX_32, odd="by_hand"),
    Expected("line_channel_access_token", r"\S+"),
    Expected("line_basic_id", r"@\S+"),
    Expected("public_url", r"https://\S+"),
    Expected("company_name", r".+"),
    Expected("slack_admins", r"[UW][A-Z0-9]+(,[UW][A-Z0-9]+)*"),
    Expected("slack_team_channel", r"[CG][A-Z0-9]+", absent="by_hand"),
)
BY_HAND = ("line_redelivery", "line_greeting", "line_auto_reply")


async def inspect(*, offline: bool, env_file: Path = Path(".env")) -> tuple[str, bool]:
    """The whole of `kizuna check`: the report to print, and whether nothing is missing or wrong."""
    problems: Mapping[str, str] = {}
    try:
        settings = load(env_file)
    except SettingsError as error:
        settings, problems = error.rest, error.problems
    found = [Finding("wrong", name, sentence) for name, sentence in problems.items()]
    found += [item for item in await check(settings, offline=offline) if item.name not in problems]
    return report(found, phrases(settings.default_language)), holds(found)


async def check(settings: Settings, *, offline: bool) -> list[Finding]:
    """Look at settings and database, ask Slack and LINE unless `offline`, and list what no one can be asked.

    The sentences are in DEFAULT_LANGUAGE. Troubles are findings; nothing is raised, nothing is changed.
    """
    say = phrases(settings.default_language)
    found = [*setting_findings(settings, say), await database_finding(settings.database_url, say)]
    found.append(await asyncio.to_thread(media_finding, settings.media_folder, say))
    found += await asyncio.to_thread(programme_findings, settings.programme_file, say)
    if any(each.name == DATABASE and each.level == "ok" for each in found):
        found += await points_findings(settings.database_url, say)
    if not offline:
        async with aiohttp.ClientSession(trust_env=True) as session:
            slack, line = await asyncio.gather(
                slack_findings(session, settings, say), line_findings(session, settings, say)
            )
        found += [*slack, *line]
    return [*found, *by_hand_findings(settings, say)]


def setting_findings(settings: Settings, say: Say) -> Iterator[Finding]:
    """One finding a setting: there and well-formed, absent, or of another form than its platform gives out."""
    for expected in EXPECTED:
        if expected.field == "slack_signing_secret" and settings.socket_mode:
            continue  # nothing is signed on a socket that we opened ourselves
        value = _plain(getattr(settings, expected.field))
        if value:
            yield _form_finding(expected, value, say)
        elif expected.absent:
            yield _about(expected, expected.absent, "unset", say)


def _plain(value: SecretStr | str | tuple[str, ...] | None) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return ",".join(value) if isinstance(value, tuple) else value or ""


def _form_finding(expected: Expected, value: str, say: Say) -> Finding:
    if re.fullmatch(expected.form, value):
        return fine(say, expected.name, "set")
    return _about(expected, expected.odd, "odd", say)


def _about(expected: Expected, level: Level, key: str, say: Say) -> Finding:
    """Whether absent or odd, the remedy is the same: where the value stands and how it looks."""
    return Finding(level, expected.name, say(f"check.{key}", name=expected.name), say(f"check.{expected.field}"))


def by_hand_findings(settings: Settings, say: Say) -> list[Finding]:
    """What no API tells: a person must look once."""
    door = f"{settings.public_url or 'https://…'}/slack/events"
    slack = [] if settings.socket_mode else [finding(say, "by_hand", "Slack request URLs", "slack_urls", url=door)]
    return [*slack, *(finding(say, "by_hand", "LINE", key) for key in BY_HAND)]
