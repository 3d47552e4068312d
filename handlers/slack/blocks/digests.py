"""The weekly digest: on the first screen of a phone a headline in words and what needs the reader, then the tables."""

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices import OpenCaseLine, RepWeek, WeeklyDigest
from crm.surveys.nps import Nps, percent
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words

FEW = 3
# A list of people and a section each stay well inside what Slack takes; a reader is long past reading by then.
LONGEST_LIST = 6000
SECTION = 2800


def weekly_digest(notice: WeeklyDigest, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    today = notice.as_of.astimezone(zone).date()
    title = say("digest.title", first=say.day(notice.first_day), last=say.day(notice.last_day))
    headline = _headline(notice, say)
    cases = [_case(case, today, say) for case in notice.cases]
    blocks = [
        kit.header(title),
        kit.section(f"{headline}\n{_activity(notice, say)}"),
        *_needs_you(notice, cases, say),
        kit.divider(),
        *_listed(say("digest.reps_title"), [_rep(rep, say) for rep in notice.reps] or [say("digest.reps_none")], say),
        kit.section("\n".join([say("digest.nps_title"), *_nps(notice, say)])),
        *_listed(say("digest.cases_title"), cases if notice.open_cases > FEW else [], say, notice.open_cases),
        kit.context(say("digest.as_of", moment=say.moment(notice.as_of, zone))),
    ]
    return SlackMessage(f"{title}  {headline}".replace("*", ""), blocks)


def _headline(notice: WeeklyDigest, say: Phrases) -> str:
    overdue = sum(rep.overdue for rep in notice.reps)
    what = {(True, True): "both", (True, False): "cases", (False, True): "overdue", (False, False): "calm"}
    key = what[notice.open_cases > 0, overdue > 0]
    return say(f"digest.head_{key}", cases=notice.open_cases, overdue=overdue)


def _activity(notice: WeeklyDigest, say: Phrases) -> str:
    return say(
        "digest.activity",
        interactions=sum(rep.interactions for rep in notice.reps),
        done=sum(rep.done for rep in notice.reps),
    )


def _needs_you(notice: WeeklyDigest, cases: Sequence[str], say: Phrases) -> list[kit.Block]:
    """The oldest cases and the longest lists of overdue follow-ups, a few of each."""
    late = sorted((rep for rep in notice.reps if rep.overdue), key=lambda rep: -rep.overdue)
    lines = [
        *cases[:FEW],
        *(say("digest.overdue_line", rep=_name(rep, say), overdue=rep.overdue) for rep in late[:FEW]),
    ]
    return [kit.section("\n".join([say("digest.look_at"), *lines]))] if lines else []


def _name(rep: RepWeek, say: Phrases) -> str:
    return kit.escape(etiquette.inward(rep.name, say.language))


def _rep(rep: RepWeek, say: Phrases) -> str:
    figures = {"interactions": rep.interactions, "done": rep.done, "overdue": rep.overdue}
    return say("digest.rep_line", rep=_name(rep, say), **figures)


def _case(case: OpenCaseLine, today: date, say: Phrases) -> str:
    line = say(
        "digest.case_line",
        customer=words.customer(case.customer, None, say),
        owner=kit.escape(etiquette.inward(case.owner, say.language)),
        opened=say.day(case.opened),
        days=(today - case.opened).days + 1,
    )
    return line if case.score is None else line + say("digest.case_score", score=case.score)


def _nps(notice: WeeklyDigest, say: Phrases) -> Iterator[str]:
    """Never a score without its n and margin, never a score from under five answers."""
    nps = Nps(notice.promoters, notice.passives, notice.detractors)
    if nps.score is None or nps.margin is None:
        yield say("digest.nps_none")
    elif nps.counts_only:
        bands = {"promoters": nps.promoters, "passives": nps.passives, "detractors": nps.detractors}
        yield say("digest.nps_counts", n=nps.n, **bands)
    else:
        key = "digest.nps_reference" if nps.reference_only else "digest.nps_score"
        yield say(key, score=_signed(nps.score), margin=int(nps.margin + 0.5), n=nps.n)
    rate = percent(notice.answered, notice.asked)
    parts = {"rate": rate, "asked": notice.asked, "answered": notice.answered}
    yield say("digest.response_none") if rate is None else say("digest.response", **parts)


def _signed(score: int) -> str:
    return f"{score:+d}" if score else "0"


def _listed(title: str, lines: Sequence[str], say: Phrases, whole: int = 0) -> Iterator[kit.Block]:
    """The lines in as many sections as they need; of `whole` lines (default: all of these) the rest as a number."""
    if not lines:
        return
    shown, length = [title], 0
    for line in lines:
        length += len(line) + 1
        if length > LONGEST_LIST:
            break
        shown.append(line)
    rest = max(whole, len(lines)) - (len(shown) - 1)
    yield from map(kit.section, _packed([*shown, say("digest.more", more=rest)] if rest else shown))


def _packed(lines: Sequence[str]) -> Iterator[str]:
    text = ""
    for line in lines:
        if text and len(text) + 1 + len(line) > SECTION:
            yield text
            text = line
        else:
            text = f"{text}\n{line}" if text else line
    yield text
