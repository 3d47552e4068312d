"""Briefs on paper: one customer after the other, each beginning on a page of its own so that it can be handed on."""

from zoneinfo import ZoneInfo

from crm.notices import BriefPaper, HandoverBrief
from handlers.locales import Phrases
from handlers.paper.pages import Flow
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, lines
from handlers.slack.blocks.handovers import briefs, outlines

# No name of a customer: file names travel further than messages.
FILE = "handover-brief.pdf"
# What must be seen first stands on gray.
SHADED = {"first", "mind"}


def brief_paper(notice: BriefPaper, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("handover_brief.title")
    text = _told(notice, say)
    blocks = [kit.section(text), kit.context(say("handover_brief.paper_care"))]
    return SlackMessage(text, blocks, ((FILE, printed(notice, say), title),))


def _told(notice: BriefPaper, say: Phrases) -> str:
    if len(notice.briefs) == 1:
        return say("handover_brief.paper_one", who=kit.escape(outlines.who(notice.briefs[0], say)))
    told = say("handover_brief.paper_many", n=len(notice.briefs))
    return f"{told}\n{say('handover_brief.paper_more', n=notice.more)}" if notice.more else told


def printed(notice: BriefPaper, say: Phrases) -> bytes:
    """The PDF."""
    from handlers.paper import press  # noqa: PLC0415 - a third of a second for whoever prints, not at each start

    edges = press.Edges(
        head_left=notice.house,
        head_right=say("handover_brief.confidential"),
        foot_left=say("handover_brief.made_on", day=say.day(notice.day, year=True)),
        number=say.sentence("handover_brief.page"),
    )
    return press.draw(laid_out(notice, say).pages(), edges, say("handover_brief.title"), notice.house)


def laid_out(notice: BriefPaper, say: Phrases) -> Flow:
    flow = Flow()
    for brief in notice.briefs:
        flow.turn(say("handover_brief.again", who=outlines.who(brief, say)))
        _customer(flow, brief, say)
    return flow


def _customer(flow: Flow, brief: HandoverBrief, say: Phrases) -> None:
    flow.small("　".join(each for each in (say("handover_brief.title"), outlines.route(brief, say)) if each))
    flow.title(outlines.who(brief, say))
    for small in (lines.apart(outlines.about(brief, say), say), outlines.stage(brief, say)):
        if small:
            flow.text(small)
    parts = outlines.parts(brief, say)
    for part in parts:
        shaded = part.name in SHADED
        flow.heading(part.title, shaded=shaded)
        for line in part.lines:
            flow.item(line.text, line.label, heavy=line.grave and not line.label, shaded=shaded)
    if not briefs.CONTACT & {each.name for each in parts}:
        flow.gap()
        flow.text(say("handover_brief.new"))
