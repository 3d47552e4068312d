"""The brief as a message: read in a minute by somebody who takes over from the back of a taxi."""

from zoneinfo import ZoneInfo

from crm.notices import HandoverBrief
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, lines
from handlers.slack.blocks.handovers import outlines
from handlers.slack.blocks.handovers.outlines import Line, Part

# Columns of a line, of one that describes a person or warns, and of what the predecessor asks for.
LINE, FREE, FIRST = 154, 400, 800
MARKS = {"first": "👉", "mind": "⚠️", "promises": "🤝", "followups": "📌", "complaints": "🩹", "voice": "💬"}
MARKS |= {"touches": "🗓", "person": "💡", "reach": "☎️"}
# Parts that say that somebody has been in touch with the customer, or is about to be.
CONTACT = {"promises", "followups", "complaints", "voice", "touches"}


def handover_brief(notice: HandoverBrief, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("handover_brief.title")
    route = outlines.route(notice, say)
    parts = outlines.parts(notice, say)
    blocks = [kit.context(kit.escape(f"{title}  {route}".rstrip())), kit.section(_who(notice, say))]
    blocks += [kit.section(_part(each)) for each in parts]
    if not CONTACT & {each.name for each in parts}:
        blocks.append(kit.section(say("handover_brief.new")))
    return SlackMessage(f"{title}: {kit.escape(outlines.who(notice, say))}", [*blocks, _buttons(notice, say)])


def _who(notice: HandoverBrief, say: Phrases) -> str:
    about = [kit.escape(each) for each in outlines.about(notice, say)]
    told = [f"*{kit.escape(outlines.who(notice, say))}*", lines.apart(about, say), outlines.stage(notice, say)]
    return "\n".join(each for each in told if each)


def _part(part: Part) -> str:
    return "\n".join([f"{MARKS[part.name]} *{kit.escape(part.title)}*", *(_line(each, part) for each in part.lines)])


def _line(line: Line, part: Part) -> str:
    most = FIRST if part.name == "first" else FREE if line.label else LINE
    text = kit.escape(lines.glimpse(line.text, most))
    text = f"{kit.escape(line.label)}: {text}" if line.label else text
    return f"• {'🔴 ' if line.grave and part.name != 'mind' else ''}{text}"


def _buttons(notice: HandoverBrief, say: Phrases) -> kit.Block:
    customer = str(notice.customer_id)
    paper = kit.button(say("handover_brief.pdf"), "handover.pdf", str(notice.row_id), style="primary")
    return kit.actions(
        *([paper] if notice.row_id else []),
        kit.button(say("customer.open"), "customer.card", customer),
        kit.button(say("customer.timeline"), "customer.timeline", customer),
    )
