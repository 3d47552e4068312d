"""What surveys have come to: a list, one with its figures, a picture of its waves, and every answer as a file."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from crm.notices import (
    QuestionResult,
    ResultLine,
    SurveyChart,
    SurveyFile,
    SurveyLine,
    SurveyList,
    SurveyResult,
    SurveyVerbatim,
)
from crm.surveys import askings, nps
from crm.surveys.nps import Nps
from crm.surveys.results import FEWEST_ANONYMOUS
from handlers import sheets
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words
from handlers.slack.blocks.voice import quotes

_FEWEST, _TRUSTED = 5, 30
COLUMNS = ("customer", "owner", "question", "score", "choices", "words", "asked", "answered")


def survey_list(notice: SurveyList, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("survey_results.list")
    if not notice.lines:
        return SlackMessage(title, [kit.section(f"*{title}*\n{say('survey_results.none')}"), kit.context(_hint(say))])
    lines = [_listed(each, say) for each in notice.lines]
    return SlackMessage(title, [kit.section(f"*{title}*"), *lines, kit.context(_hint(say))])


def _hint(say: Phrases) -> str:
    return say("survey_results.hint")


def _listed(line: SurveyLine, say: Phrases) -> kit.Block:
    rate = nps.percent(line.answered, line.asked) if line.answered is not None else None
    text = say(
        "survey_results.line",
        number=line.survey_id,
        title=kit.escape(named(line.kind, line.title, say)),
        asked=line.asked,
        answered="—" if line.answered is None else line.answered,
        rate="—" if rate is None else f"{rate}%",
    )
    closed = f"　{say('survey_results.closed')}" if line.state != "open" else ""
    show = kit.button(say("survey_results.open"), "survey.result", str(line.survey_id))
    return kit.section(text + closed, accessory=show)


def named(kind: str, title: str, say: Phrases) -> str:
    return title if kind not in askings.SCORED else say(f"survey_kind.{kind}")


def survey_result(notice: SurveyResult, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = named(notice.kind, notice.title, say)
    rate = nps.percent(notice.answered, notice.asked)
    answers = say(
        "survey_results.rate",
        asked=notice.asked,
        answered=notice.answered,
        rate="—" if rate is None else f"{rate}%",
    )
    goes_out = f"　{say(f'survey_auto.of_{notice.occasion}')}" if notice.occasion else ""
    blocks = [kit.section(f"*{kit.escape(title)}*{goes_out}\n{answers}")]
    if notice.anonymous and notice.answered < FEWEST_ANONYMOUS:
        blocks.append(kit.section(say("survey_results.too_few", fewest=FEWEST_ANONYMOUS)))
    if notice.kind in askings.SCORED:
        blocks += [kit.section(f"*{figure(notice.kind, notice.counts, say)}*"), *_segments(notice, say)]
    blocks += [kit.section(_question(each, say)) for each in notice.questions]
    if notice.words:
        said = "\n".join(_said(each, say) for each in notice.words)
        blocks.append(kit.section(f"*{say('survey_results.words')}*\n{said}"))
    return SlackMessage(kit.escape(title), [*blocks, _buttons(notice, say)])


def figure(kind: str, counts: Mapping[int, int], say: Phrases) -> str:
    """The score with all that makes it honest: n, margin, and how far to trust it; under five answers only counts."""
    n = sum(counts.values())
    if n < _FEWEST:
        every = "　".join(f"{score}: {counts[score]}" for score in sorted(counts))
        return say("survey_results.counts", n=n, counts=every or "—")
    key, parts = _figure(kind, counts)
    doubt = f" {say('survey_results.reference')}" if n < _TRUSTED else ""
    return say(f"survey_results.{key}", n=n, **parts) + doubt


def _figure(kind: str, counts: Mapping[int, int]) -> tuple[str, dict[str, str]]:
    if kind == askings.NPS.name:
        score = Nps.of(counts)
        return "nps", {"score": f"{score.score or 0:+d}", "margin": f"{score.margin or 0:.0f}"}
    if kind == askings.CSAT.name:
        return "csat", {"share": str(nps.csat(counts))}
    effort = nps.ces(counts)
    return "ces", {"mean": f"{effort.mean:.1f}" if effort else "—", "easy": str(effort.easy if effort else 0)}


def _segments(notice: SurveyResult, say: Phrases) -> list[kit.Block]:
    waves = [_wave(notice.kind, notice.waves, at, say) for at in range(len(notice.waves))]
    parts = {
        "waves": waves,
        "owners": [_line(notice.kind, each, say) for each in notice.owners],
        "industries": [_line(notice.kind, each, say) for each in notice.industries if each.label],
    }
    shown = [(name, lines) for name, lines in parts.items() if lines]
    return [kit.section(f"*{say(f'survey_results.{name}')}*\n" + "\n".join(lines)) for name, lines in shown]


def _line(kind: str, line: ResultLine, say: Phrases) -> str:
    return f"• {kit.escape(line.label)}　{figure(kind, line.counts, say)}"


def _wave(kind: str, waves: Sequence[ResultLine], at: int, say: Phrases) -> str:
    """A recommendation says whether it differs from the wave before by more than chance."""
    line = f"{_line(kind, waves[at], say)}（{sum(waves[at].counts.values())}/{waves[at].asked}）"
    if kind != askings.NPS.name or not at:
        return line
    differs = Nps.of(waves[at].counts).differs(Nps.of(waves[at - 1].counts))
    return f"{line}　{say('survey_results.differs' if differs else 'survey_results.alike')}"


def _question(question: QuestionResult, say: Phrases) -> str:
    asked = kit.escape(question.words.get(say.language, ""))
    lines = [
        f"• {kit.escape(question.labels.get(key, {}).get(say.language, key))}　{number}"
        + (f"（{nps.percent(number, question.n)}%）" if question.n >= _FEWEST else "")
        for key, number in question.counts.items()
    ]
    texts = [quotes.quote(kit.cut(text, 200)) for text in question.texts]
    return "\n".join([f"*{asked}*　n={question.n}", *lines, *texts])


def _said(said: SurveyVerbatim, say: Phrases) -> str:
    who = words.customer(said.customer, None, say)
    return f"{who}（{said.score}）\n{quotes.quote(kit.cut(said.words, 200))}"


def _buttons(notice: SurveyResult, say: Phrases) -> kit.Block:
    number = str(notice.survey_id)
    buttons = [kit.button(say("survey_results.list"), "survey.list", number)]
    if notice.kind in askings.SCORED and len(notice.waves) > 1:
        buttons.append(kit.button(say("survey_results.chart"), "survey.chart", number))
    if not notice.anonymous:
        buttons.append(kit.button(say("survey_results.file"), "survey.file", number))
    if (notice.kind == askings.OWN.name or notice.occasion) and notice.state == "open":
        buttons.append(kit.button(say("survey_results.close"), "survey.close", number, style="danger"))
    return kit.actions(*buttons)


def survey_chart(notice: SurveyChart, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    from handlers.paper import charts  # noqa: PLC0415 - seconds for whoever draws, not at each start

    title = named(notice.kind, notice.title, say)
    points = [
        charts.Point(each.label, *_point(notice.kind, each.counts), n=sum(each.counts.values()))
        for each in notice.waves
        if sum(each.counts.values()) >= _FEWEST
    ]
    picture = charts.trend(title, say(f"survey_results.axis_{notice.kind}"), points)
    text = say("survey_results.chart_of", title=kit.escape(title))
    return SlackMessage(text, [kit.section(text)], (("survey-trend.png", picture, title),))


def _point(kind: str, counts: Mapping[int, int]) -> tuple[float, float]:
    """The value, and half the width of its interval."""
    if kind == askings.NPS.name:
        score = Nps.of(counts)
        return score.unrounded, score.margin or 0
    if kind == askings.CSAT.name:
        return float(nps.csat(counts) or 0), 0
    effort = nps.ces(counts)
    return (effort.mean if effort else 0), 0


def survey_file(notice: SurveyFile, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    text = say("survey_results.file_of", title=kit.escape(notice.title), n=len(notice.rows))
    name = f"survey-{notice.survey_id}.csv"
    return SlackMessage(text, [kit.section(text)], ((name, sheets.written(COLUMNS, notice.rows), name),))
