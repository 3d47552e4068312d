"""What was found of all that was said in LINE."""

from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices import FoundLine, MessagesFound
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, lines, words


def messages_found(notice: MessagesFound, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    sought = kit.escape(notice.words)
    title = say("search.found" if notice.lines else "search.none", words=sought)
    found = [_line(place, each, say, zone) for place, each in enumerate(notice.lines)]
    return SlackMessage(title, [kit.section(f"*{title}*"), *found, *_pager(notice, say)])


def _line(place: int, line: FoundLine, say: Phrases, zone: ZoneInfo) -> kit.Block:
    who = words.customer(line.customer, line.company, say)
    key = "search.out_by" if line.by else f"search.{line.direction}"
    facts = lines.apart([say.moment(line.at, zone), say(key, name=_colleague(line.by, say))], say)
    parts = {name: kit.escape(getattr(line, name)) for name in ("before", "hit", "after")}
    said = say("search.excerpt" if line.hit else "search.excerpt_plain", **parts)
    opens = kit.button(say("search.open"), f"customer.timeline:{place}", str(line.customer_id))
    return kit.section(f"*{who}*\n{facts}\n> {said}", accessory=opens)


def _pager(notice: MessagesFound, say: Phrases) -> list[kit.Block]:
    newest = [] if notice.first else [kit.button(say("search.newest"), "search.page:newest", f":{notice.words}")]
    on = (
        [kit.button(say("search.older"), "search.page:older", f"{notice.older}:{notice.words}")] if notice.older else []
    )
    return [kit.actions(*newest, *on)] if newest or on else []


def _colleague(name: str, say: Phrases) -> str:
    return kit.escape(etiquette.inward(name, say.language))
