"""`kizuna sweep`: every sweep once, as of any moment, told line by line."""

import ipaddress
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot import mishaps
from bot.settings import Settings
from crm.house import House
from handlers.locales import Phrases, phrases
from reminders.rounds import SweepError, Swept
from reminders.sweeps import run_all
from storage.store import Store


class SweepRefusedError(ValueError):
    """It was not done; the message is a sentence for the operator that says what to do instead."""


class SweepFailedError(RuntimeError):
    """Some sweep failed. `lines` say what was done, and the reference of what was not."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("a sweep failed")
        self.lines = lines


async def sweep(
    settings: Settings, store: Store, house: House, *, at: str | None = None, dry_run: bool = False, force: bool = False
) -> list[str]:
    """Run all sweeps with `at` (ISO 8601; without an offset in the business zone) as now; the lines to print.

    Slots are really used up, and what is owed is ready at once. A dry run keeps nothing and tells the same lines.

    Raises:
        SweepRefusedError: `at` is no moment, or it is yet to come and real people would be told of it.
        SweepFailedError: some sweep failed; the others have run.
    """
    say, real = phrases(settings.default_language), datetime.now(UTC)
    moment = real if at is None else _moment(at, settings, say)
    if moment > real and not (dry_run or force or on_loopback(settings)):
        raise SweepRefusedError(say("sweep.future", moment=_stamp(moment, settings)))
    head = say("sweep.head_dry" if dry_run else "sweep.head", moment=_stamp(moment, settings))
    try:
        done = _told(await run_all(store, house, moment, really=real, dry_run=dry_run), say)
    except SweepError as error:
        raise SweepFailedError([head, *_told(error.swept, say), *_failed(error, say)]) from error
    return [head, *(done or [say("sweep.nothing")])]


def on_loopback(settings: Settings) -> bool:
    """Both platforms are fakes on this machine: nothing that is sent reaches a real person."""
    return all(_is_loopback(urlsplit(url).hostname or "") for url in (settings.slack_api_url, settings.line_api_url))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name, and names lead anywhere
        return False


def _moment(at: str, settings: Settings, say: Phrases) -> datetime:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise SweepRefusedError(say("sweep.bad_moment", zone=settings.business_timezone)) from None
    local = moment if moment.tzinfo else moment.replace(tzinfo=settings.zone)
    return local.astimezone(UTC)


def _stamp(moment: datetime, settings: Settings) -> str:
    return moment.astimezone(settings.zone).isoformat(" ", "seconds")


def _told(swept: list[Swept], say: Phrases) -> list[str]:
    return [
        line
        for each in swept
        for line in (
            say(f"sweep.{each.job}", slot=each.slot, effects=each.effects),
            *(f"  {said}" for said in each.said),
        )
    ]


def _failed(error: SweepError, say: Phrases) -> list[str]:
    return [
        say("sweep.failed", job=job, failed=len(problems), reference=mishaps.report(f"sweep {job}", problems[0]))
        for job, problems in error.problems.items()
    ]
