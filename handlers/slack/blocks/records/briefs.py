"""The brief: five lines at most, each short enough to be taken in at one look. What is not known has no line."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices import CustomerBrief, Due, News, Occasion
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit, lines, words
from handlers.slack.blocks.records import cards

# Columns: two lines of a phone, less the mark that they begin with.
LINE = 77
# Columns of one thing among several on a line, and of a name.
PART, NAME = 28, 24
LEAST = 12


def customer_brief(notice: CustomerBrief, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = _who(notice, say)
    told = [kit.escape(each) for each in _lines(notice, say)] or [say("brief.new")]
    buttons = kit.actions(
        kit.button(say("customer.log"), "log.form", str(notice.customer_id), style="primary"),
        kit.button(say("customer.open"), "customer.card", str(notice.customer_id)),
        kit.button(say("customer.timeline"), "customer.timeline", str(notice.customer_id)),
    )
    blocks = [kit.context(say("brief.title")), kit.section("\n".join([who, *told])), buttons]
    return SlackMessage(f"{say('brief.title')}: {words.customer(notice.name, notice.company, say)}", blocks)


def brief_sheet(notice: CustomerBrief, say: Phrases, zone: ZoneInfo) -> View:
    """The same where there is no message to answer: on the home page and in other modals."""
    return kit.sheet(say("brief.title"), say("form.close"), customer_brief(notice, say, zone).blocks[1:])


def _who(notice: CustomerBrief, say: Phrases) -> str:
    more = [lines.glimpse(notice.title, NAME)] if notice.title else []
    more += ["⭐"] if notice.key_person else []
    more += [say(f"stage.{notice.stage}")] if notice.stage is not None else []
    name = etiquette.named(notice.name, say.language)
    room = LINE - lines.columns(lines.apart(["", *more], say))
    who = lines.glimpse(f"{notice.company} {name}" if notice.company else name, max(NAME, room))
    return lines.apart([f"*{kit.escape(who)}*", *map(kit.escape, more)], say)


def _lines(notice: CustomerBrief, say: Phrases) -> Iterator[str]:
    """Not escaped yet, so that they can be measured."""
    delicate = notice.taboos or notice.mourning_until or notice.gifts
    told = (
        ("🗓", _touched(notice, say)),
        ("🔴" if notice.overdue else "📌", _owed(notice, say)),
        ("⚠️" if notice.open_case else "💬", _heard(notice, say)),
        ("⚠️" if delicate else "💡", _mind(notice, say)),
    )
    return (f"{mark} {what}" for mark, what in told if what)


def _apart(parts: Iterable[str], say: Phrases) -> str:
    return lines.apart(parts, say, "brief.apart")


def _fitted(frame: Callable[[str], str], text: str) -> str:
    """The frame with as much of the text as the line has room for."""
    return frame(lines.glimpse(text, max(LEAST, LINE - lines.columns(frame("")))))


def _ago(day: date, notice: CustomerBrief, say: Phrases) -> str:
    days = max(0, (notice.today - day).days)
    return say(f"brief.ago_{days}" if days in {0, 1} else "brief.ago", n=days)


def _touched(notice: CustomerBrief, say: Phrases) -> str:
    """The last touch; where it was a colleague's, the reader's own is only named."""
    mine, theirs = notice.mine, notice.theirs
    touch = theirs or mine
    if touch is None:
        return ""
    parts = {"ago": _ago(touch.day, notice, say), "kind": words.kind(touch.kind, say)}
    if theirs is None:
        return _fitted(lambda text: say("brief.mine", text=text, **parts), touch.text)
    own = say("brief.own", ago=_ago(mine.day, notice, say)) if mine else say("brief.own_none")
    aside = [say("brief.more", n=notice.colleagues - 1)] if notice.colleagues > 1 else []
    parts["who"] = lines.glimpse(etiquette.inward(theirs.by, say.language), NAME)
    parts["aside"] = say("brief.aside", aside=say.list((*aside, own)))
    return _fitted(lambda text: say("brief.theirs", text=text, **parts), touch.text)


def _owed(notice: CustomerBrief, say: Phrases) -> str:
    """As many as the line holds; the others are counted."""
    told = [_due(each, say, late=number < notice.overdue) for number, each in enumerate(notice.followups)]
    for shown in range(len(told), 0, -1):
        rest = notice.more_followups + len(told) - shown
        line = _apart([*told[:shown], *([say("brief.more", n=rest)] if rest else [])], say)
        if lines.columns(line) <= LINE or shown == 1:
            return line
    return ""


def _due(due: Due, say: Phrases, *, late: bool) -> str:
    what = lines.glimpse(words.plain_what(due.what, say), PART)
    line = say("brief.due", when=say.when(due.day, due.time), what=what)
    line = f"{line} {say('brief.promise')}" if due.promise else line
    return f"{say('brief.late')} {line}" if late else line


def _heard(notice: CustomerBrief, say: Phrases) -> str:
    """The latest thing has the words; what came before it is only named."""
    before = [say("brief.case")] if notice.open_case else []
    after = [_said(each, notice, say, LEAST if each.score is None else 0) for each in notice.heard[1:]]
    if not notice.heard:
        return _apart(before, say)
    bare = _apart([*before, _said(notice.heard[0], notice, say, 1), *after], say)
    room = max(LEAST, LINE - lines.columns(bare))
    return _apart([*before, _said(notice.heard[0], notice, say, room), *after], say)


def _said(heard: News, notice: CustomerBrief, say: Phrases, room: int) -> str:
    ago, text = _ago(heard.day, notice, say), lines.glimpse(heard.text, room) if room else ""
    if heard.score is None:
        return say("brief.words", ago=ago, text=text)
    return say("brief.score_words" if text else "brief.score", ago=ago, score=heard.score, text=text)


def _mind(notice: CustomerBrief, say: Phrases) -> str:
    """What would hurt if it were overlooked is always there; the rest as far as the line goes."""
    grave = [say("brief.mourning", day=say.day(notice.mourning_until))] if notice.mourning_until else []
    grave += [say("brief.gifts")] if notice.gifts else []
    if notice.taboos:
        room = LINE - lines.columns(_apart([say("brief.taboos", text=""), *grave], say))
        grave.insert(0, say("brief.taboos", text=lines.glimpse(notice.taboos, max(LEAST, room))))
    light = [_occasion(each, say) for each in notice.occasions]
    light += [say("brief.likes", text=lines.glimpse(notice.likes, PART))] if notice.likes else []
    while light and lines.columns(_apart([*grave, *light], say)) > LINE:
        light.pop()
    return _apart([*grave, *light], say)


def _occasion(each: Occasion, say: Phrases) -> str:
    name = lines.glimpse(cards.occasion_name(each, say), PART)
    return say("brief.occasion", name=name, when=cards.soon(each, say))
