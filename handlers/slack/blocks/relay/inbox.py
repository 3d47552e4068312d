"""Who waits for an answer: the list, its head on the home page, and what is said of whoever waits too long."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices import FirstAnswers, Inbox, TeamAnswers, UnansweredLine, UnansweredLong
from crm.relay.inbox import MINE
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, lines, words
from handlers.slack.blocks.voice import messages, quotes

HOUR = 60


def inbox(notice: Inbox, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    title = say(f"inbox.{notice.whose}", n=notice.total) if notice.total else say(f"inbox.{notice.whose}_none")
    blocks = [kit.section(f"*{title}*")]
    for each in notice.lines:
        blocks += [kit.section(_told(each, say, zone, owner=notice.whose != MINE)), _deeds(notice, each, say)]
    return SlackMessage(
        title, [*blocks, *_pager(notice, say), *(_answers(notice.answers, say) if notice.answers else ())]
    )


def on_home(waiting: tuple[UnansweredLine, ...], total: int, say: Phrases) -> Iterator[kit.Block]:
    """The longest waiting, each with the way to answer; nothing where nobody waits."""
    if not waiting:
        return
    yield kit.header(say("inbox.home", n=total))
    for each in waiting:
        reply = kit.button(say("inbox.reply"), f"relay.reply:{each.message_id}", str(each.message_id))
        yield kit.section(f"{_who(each, say)}\n{_facts(each, say)}{_words(each, say)}", accessory=reply)
    yield kit.actions(kit.button(say("inbox.open"), "inbox.show", MINE))


def unanswered_long(notice: UnansweredLong, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    """To the deputy, the team's channel or the manager."""
    line = notice.line
    who, owner = words.customer(line.customer, line.company, say), _colleague(line.owner, say)
    title = say(f"inbox.long_{notice.level}", who=who, owner=owner, time=_time(line.minutes, say))
    mentions = " ".join(f"<@{each}>" for each in notice.mention)
    said = _said(line.kind, notice.words, say)
    since = say("inbox.since", when=say.moment(line.since, zone))
    facts = lines.apart([since, *([say("inbox.case")] if line.case else [])], say)
    number = str(line.message_id)
    deeds = kit.actions(
        kit.button(say("inbox.reply"), "relay.reply", number, style="primary"),
        kit.button(say("inbox.take"), "relay.take", number),
        kit.button(say("customer.open"), "customer.card", str(line.customer_id)),
        kit.button(say("inbox.settle"), "relay.settle", str(line.customer_id)),
    )
    head = f"{mentions} *{title}*".strip()
    return SlackMessage(title, [kit.section(f"{head}\n{said}".rstrip()), kit.context(facts), deeds])


def _told(line: UnansweredLine, say: Phrases, zone: ZoneInfo, *, owner: bool) -> str:
    since = [say("inbox.since", when=say.moment(line.since, zone))]
    if owner:
        since.append(say("inbox.owner", name=_colleague(line.owner, say)))
    return f"{_who(line, say)}\n{_facts(line, say, *since)}{_words(line, say)}"


def _facts(line: UnansweredLine, say: Phrases, *more: str) -> str:
    facts = [say("inbox.first", tier=kit.escape(line.first))] if line.first else []
    facts += [say("inbox.waits", time=_time(line.minutes, say)), *more]
    facts += [say("inbox.case")] if line.case else []
    facts += [say("inbox.holder", name=f"<@{line.holder}>")] if line.holder else []
    return lines.apart(facts, say)


def _who(line: UnansweredLine, say: Phrases) -> str:
    return f"*{words.customer(line.customer, line.company, say)}*"


def _words(line: UnansweredLine, say: Phrases) -> str:
    said = _said(line.kind, line.words, say)
    return f"\n{said}" if said else ""


def _said(kind: str, text: str, say: Phrases) -> str:
    """The words as a quotation; of a picture or a file what it is. It stands in the thread."""
    if kind in {messages.TEXT, messages.UNSENT}:
        return messages.said(kind, text, say)
    return quotes.quote(f"［{messages.kind_word(kind, say)}］{text}")


def _time(minutes: int, say: Phrases) -> str:
    hours, rest = divmod(minutes, HOUR)
    if hours and not rest:
        return say("inbox.hours_sharp", h=hours)
    return say("inbox.hours", h=hours, m=rest) if hours else say("inbox.minutes", m=rest)


def _deeds(notice: Inbox, line: UnansweredLine, say: Phrases) -> kit.Block:
    """In one message each button needs a name of its own; the message's number makes one that no later wait has."""
    number, customer = line.message_id, line.customer_id
    back = f"{customer}:{notice.whose}:{notice.page}"
    return kit.actions(
        kit.button(say("inbox.reply"), f"relay.reply:{number}", str(number), style="primary"),
        kit.button(say("customer.open"), f"customer.card:{number}", str(customer)),
        kit.button(say("inbox.settle"), f"relay.settle:{number}", back),
    )


def _pager(notice: Inbox, say: Phrases) -> list[kit.Block]:
    turns = [
        kit.button(say(f"waiting.{way}"), f"inbox.page:{way}", f"{notice.whose}:{page}")
        for way, page in (("earlier", notice.page - 1), ("further", notice.page + 1))
        if 0 <= page < notice.pages
    ]
    page = kit.context(say("waiting.page", page=notice.page + 1, pages=notice.pages))
    return [page, kit.actions(*turns)] if turns else []


def _answers(answers: TeamAnswers, say: Phrases) -> Iterator[kit.Block]:
    """How soon customers were answered, for whoever leads."""
    title = say("inbox.answers", days=answers.days, limit=_time(answers.limit, say))
    told = [say("inbox.answers_all", told=_speed(answers.together, say))]
    told += [say("inbox.answers_cases", told=_speed(answers.cases, say))] if answers.cases.n else []
    told += [
        say("inbox.answers_rep", name=_colleague(name, say), told=_speed(each, say)) for name, each in answers.reps
    ]
    yield kit.divider()
    yield kit.section("\n".join([f"*{title}*", *told]))


def _speed(answers: FirstAnswers, say: Phrases) -> str:
    share = round(100 * answers.within / answers.n) if answers.n else 0
    times = {"median": _time(answers.median, say), "p90": _time(answers.p90, say)}
    return say("inbox.answers_told", n=f"{answers.n:,}", share=share, **times)


def _colleague(name: str, say: Phrases) -> str:
    return kit.escape(etiquette.inward(name, say.language))
