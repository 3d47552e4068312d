"""A file of customers: what it would come to, how far it is, what came of it."""

from zoneinfo import ZoneInfo

from crm.imports.headers import IGNORED
from crm.imports.judging import KINDS
from crm.notices import ImportCard
from crm.notices.imports import Fault
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit

COLUMNS = 25
SHORT = 60


def import_card(notice: ImportCard, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say(f"imports.card_{notice.state}", file=kit.escape(notice.file), done=notice.done, total=notice.total)
    if notice.why:
        title += "\n" + say(notice.why, **{name: kit.escape(value) for name, value in notice.parts.items()})
    blocks = [kit.section(f"*{title}*" if notice.state == "ready" else title)]
    if notice.columns:
        blocks.append(kit.section(_columns(notice, say)))
    if notice.counts:
        blocks.append(kit.fields(*(_count(notice, kind, say) for kind in KINDS)))
    if notice.samples:
        blocks.append(kit.section(_samples(notice, say)))
    if notice.faults:
        blocks.append(kit.section(_faults(notice, say)))
    if notice.state == "ready":
        blocks += _ending(notice, say)
    return SlackMessage(kit.cut(title.replace("*", ""), kit.TEXT), blocks)


def _columns(notice: ImportCard, say: Phrases) -> str:
    read = [say("imports.preset", label=kit.escape(notice.preset))] if notice.preset else []
    read += [say("imports.nicknames")] if notice.nicknames else []
    lines = [_column(header, field, say) for header, field in notice.columns[:COLUMNS]]
    more = len(notice.columns) - COLUMNS
    return "\n".join([*read, *lines, *([say("imports.more_columns", n=more)] if more > 0 else [])])


def _column(header: str, field: str, say: Phrases) -> str:
    known = field not in {"", IGNORED}
    meant = say(f"imports.field_{field}") if known else say("imports.to_nothing")
    return say("imports.column", header=kit.escape(kit.cut(header, SHORT)), field=meant)


def _count(notice: ImportCard, kind: str, say: Phrases) -> str:
    return f"*{say(f'imports.kind_{kind}')}*\n{notice.counts.get(kind, 0)}"


def _samples(notice: ImportCard, say: Phrases) -> str:
    lines = [f"• {kit.escape(name)}　{kit.escape(more)}".rstrip() for name, more in notice.samples]
    return "\n".join([f"*{say('imports.samples')}*", *lines])


def _faults(notice: ImportCard, say: Phrases) -> str:
    return "\n".join([f"*{say('imports.faults')}*", *(f"• {_fault(each, say)}" for each in notice.faults)])


def _fault(fault: Fault, say: Phrases) -> str:
    return say("imports.row", row=fault.row, reason=" ".join(_reason(*each, say) for each in fault.reasons))


def _reason(header: str, key: str, parts: dict[str, str], say: Phrases) -> str:
    said = say(key, **{name: kit.escape(kit.cut(value, SHORT)) for name, value in parts.items()})
    return f"{kit.escape(kit.cut(header, SHORT))}: {said}" if header else said


def _ending(notice: ImportCard, say: Phrases) -> list[kit.Block]:
    stop = kit.button(say("imports.stop"), "import.stop", notice.token)
    if not notice.counts.get("new", 0) + notice.counts.get("update", 0):
        return [kit.context(say("imports.nothing_to_write")), kit.actions(stop)]
    start = kit.button(say("imports.start"), "import.start", notice.token, style="primary")
    return [kit.actions(start, stop)]
