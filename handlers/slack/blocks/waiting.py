"""What waits for somebody, ten at a time, each with the way to it."""

from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices import WaitingLine, WaitingList
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, lines

# Where each kind of matter opens; the value of the button is the line's number.
OPENS = {"approval": "handover.open", "acceptance": "handover.open"}


def waiting_list(notice: WaitingList, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("waiting.title", n=notice.total) if notice.total else say("waiting.none")
    blocks = [kit.section(f"*{title}*"), *(_line(place, each, say) for place, each in enumerate(notice.lines))]
    return SlackMessage(title, [*blocks, *_pager(notice, say)])


def _line(place: int, line: WaitingLine, say: Phrases) -> kit.Block:
    what = say(f"waiting.{line.kind}", name=_colleague(line.name, say), n=line.n)
    facts = [say("waiting.today") if line.age == 0 else say("waiting.age", n=line.age)]
    facts += [say("waiting.by", name=_colleague(line.by, say))] if line.by else []
    if line.stands_in_for:
        facts.append(say("waiting.stands_in", name=_colleague(line.stands_in_for, say)))
    # In one message each button needs a name of its own, and one matter may stand here for two people.
    opens = kit.button(say("waiting.open"), f"{OPENS[line.kind]}:{place}", str(line.number))
    return kit.section(f"{what}\n{lines.apart(facts, say)}", accessory=opens)


def _colleague(name: str, say: Phrases) -> str:
    return kit.escape(etiquette.inward(name, say.language))


def _pager(notice: WaitingList, say: Phrases) -> list[kit.Block]:
    turns = [
        kit.button(say(f"waiting.{way}"), f"waiting.page:{way}", str(page))
        for way, page in (("earlier", notice.page - 1), ("further", notice.page + 1))
        if 0 <= page < notice.pages
    ]
    if not turns:
        return []
    return [kit.context(say("waiting.page", page=notice.page + 1, pages=notice.pages)), kit.actions(*turns)]


def button(say: Phrases) -> kit.Block:
    """The way to the list."""
    return kit.button(say("waiting.button"), "waiting.list", "open")
