"""The report on handovers: four questions, each with its figures and never a score of too few."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices import HandoverFigures, HandoverReport, NpsCounts
from crm.surveys.nps import Nps, csat, percent
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit

# The same as of the NPS: fewer answers are shown one by one.
FEWEST = 5


def handover_report(notice: HandoverReport, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = _title(notice, say)
    if not notice.handovers:
        return SlackMessage(title, [kit.section(f"*{title}*\n{say('handover_report.none')}")])
    figures = notice.figures
    blocks = [
        kit.section(f"*{title}*\n{_heads(notice, say)}"),
        kit.section("\n".join([say("handover_report.acceptance"), _acceptance(notice, say)])),
        kit.section("\n".join([say("handover_report.promises"), _promises(figures, say)])),
        kit.section("\n".join([say("handover_report.nps"), *_nps(figures, say)])),
        kit.section("\n".join([say("handover_report.pulse"), *_pulse(figures, say)])),
        *_entries(notice, say),
    ]
    return SlackMessage(title, blocks)


def _title(notice: HandoverReport, say: Phrases) -> str:
    if notice.predecessor:
        return say("handover_report.of_one", name=_name(notice.predecessor, say), day=say.day(notice.first_day))
    first, last = (say.day(each, year=True) for each in (notice.first_day, notice.last_day))
    return say("handover_report.of_year", first=first, last=last)


def _name(name: str, say: Phrases) -> str:
    return kit.escape(etiquette.inward(name, say.language))


def _heads(notice: HandoverReport, say: Phrases) -> str:
    moved = say("handover_report.moved", n=notice.figures.moved, told=notice.figures.told)
    if not notice.predecessor:
        return say("handover_report.number", n=notice.handovers) + "\n" + moved
    names = say.list(tuple(_name(each, say) for each in notice.successors))
    return say("handover_report.to", names=names) + "\n" + moved


def _acceptance(notice: HandoverReport, say: Phrases) -> str:
    figures = notice.figures
    asked = figures.in_time + figures.late + figures.declined + figures.waiting
    return say(
        "handover_report.accepted",
        n=asked,
        days=notice.accept_days,
        in_time=figures.in_time,
        late=figures.late,
        declined=figures.declined,
        waiting=figures.waiting,
    )


def _promises(figures: HandoverFigures, say: Phrases) -> str:
    rate = percent(figures.kept, figures.promised)
    if rate is None:
        return say("handover_report.promises_none")
    key = "handover_report.kept_few" if figures.promised < FEWEST else "handover_report.kept"
    return say(key, kept=figures.kept, n=figures.promised, rate=rate)


def _nps(figures: HandoverFigures, say: Phrases) -> Iterator[str]:
    """Before and after, and whether they differ by more than chance."""
    before, after = _score(figures.before), _score(figures.after)
    yield say("handover_report.before", score=_shown(before, say))
    yield say("handover_report.after", score=_shown(after, say))
    if before.n and after.n:
        yield say("handover_report.differs" if before.differs(after) else "handover_report.no_difference")


def _score(counts: NpsCounts) -> Nps:
    return Nps(counts.promoters, counts.passives, counts.detractors)


def _shown(nps: Nps, say: Phrases) -> str:
    """Never a score without its n and margin, never one from under five answers."""
    if nps.score is None or nps.margin is None:
        return say("handover_report.nobody")
    if nps.counts_only:
        bands = {"promoters": nps.promoters, "passives": nps.passives, "detractors": nps.detractors}
        return say("digest.nps_counts", n=nps.n, **bands)
    key = "digest.nps_reference" if nps.reference_only else "digest.nps_score"
    signed = f"{nps.score:+d}" if nps.score else "0"
    return say(key, score=signed, margin=int(nps.margin + 0.5), n=nps.n)


def _pulse(figures: HandoverFigures, say: Phrases) -> Iterator[str]:
    n = sum(figures.pulse)
    if not figures.pulse_asked:
        yield say("handover_report.pulse_none")
        return
    if n:
        counts = {f"n{score}": number for score, number in enumerate(figures.pulse, start=1)}
        yield say("handover_report.pulse_counts", **counts)
    if n >= FEWEST:
        content = csat({score: number for score, number in enumerate(figures.pulse, start=1) if number})
        yield say("handover_report.pulse_content", rate=content, n=n)
    rate = percent(n, figures.pulse_asked)
    yield say("digest.response", rate=rate, asked=figures.pulse_asked, answered=n)


def _entries(notice: HandoverReport, say: Phrases) -> Iterator[kit.Block]:
    """The latest handovers, each with its own report."""
    for each in notice.entries:
        line = say("handover_report.entry", name=_name(each.predecessor, say), day=say.day(each.day), n=each.customers)
        show = kit.button(say("handover_report.show"), "handover.report", str(each.handover_id))
        yield kit.section(line, accessory=show)
    rest = notice.handovers - len(notice.entries)
    if notice.entries and rest > 0:
        yield kit.context(say("handover_report.more", n=rest))
