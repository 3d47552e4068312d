"""A customer's thread: its first message, what they write, and what was said before it moved here."""

from zoneinfo import ZoneInfo

from crm.notices import Line, RelayedWords, SaidLine, ThreadHead, ThreadSoFar
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words
from handlers.slack.blocks.cases import themes
from handlers.slack.blocks.relay import buttons
from handlers.slack.blocks.voice import messages, quotes


def thread_head(notice: ThreadHead, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    title = say("relay.thread", who=who)
    if notice.moved_to:
        moved = say("relay.moved", place=_place(notice.moved_to))
        return SlackMessage(title, [kit.section(f"*{title}*\n{moved}")])
    blocks = [kit.section(f"*{title}*\n{'  ·  '.join(_facts(notice, say, zone))}")]
    case = [kit.button(say("relay.case"), "case.show", str(notice.case_id))] if notice.case_id else []
    blocks.append(kit.actions(kit.button(say("customer.open"), "customer.card", str(notice.customer_id)), *case))
    return SlackMessage(title, [*blocks, kit.context(say("relay.only_reply"))])


def _place(slack_id: str) -> str:
    return f"<#{slack_id}>" if slack_id.startswith(("C", "G")) else f"<@{slack_id}>"


def _facts(notice: ThreadHead, say: Phrases, zone: ZoneInfo) -> list[str]:
    facts = [say("relay.owner", who=f"<@{notice.owner}>")]
    if notice.stage is not None:
        facts.append(say(f"stage.{notice.stage}"))
    if notice.case_id:
        facts.append(say("relay.has_case"))
    if notice.waiting_since is not None:
        facts.append(say("relay.waiting_since", when=say.moment(notice.waiting_since, zone)))
    if notice.holder and notice.held_until is not None:
        until = f"{notice.held_until.astimezone(zone):%H:%M}"
        facts.append(say("relay.holder", who=f"<@{notice.holder}>", until=until))
    return facts


def relayed_words(notice: RelayedWords, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    """Line by line, with the one way back to the customer below."""
    who = words.customer(notice.customer, None, say)
    title = messages.mark(_title(notice, who, say), say, urgent=notice.urgent)
    rings = "".join(f"<@{each}> " for each in notice.mention)
    blocks = [kit.section(f"{rings}*{title}*"), *(kit.section(_said(each, say)) for each in notice.lines)]
    more = notice.count - len(notice.lines)
    if more > 0:
        blocks.append(kit.context(say("talk.much_more", n=more)))
    last = notice.lines[-1]
    if last.kind != messages.UNSENT or len(notice.lines) > 1:
        blocks.append(
            kit.actions(*buttons.of_message(last.message_id, say), *_settle(notice, say), *_theme(notice, say))
        )
    return SlackMessage(f"{rings}{title}", blocks)


def _title(notice: RelayedWords, who: str, say: Phrases) -> str:
    if notice.count > 1:
        return say("talk.much", who=who, n=notice.count)
    only = notice.lines[0]
    return say("messages.wrote", who=who, kind=messages.kind_word(only.kind, say))


def _said(line: Line, say: Phrases) -> str:
    """The words, what they answer above them, and where they came from."""
    quoted = say("relay.quoting", words=kit.escape(line.quoted.replace("\n", " "))) if line.quoted else ""
    shown = quotes.quote(line.text) or say("relay.only_kind", kind=messages.kind_word(line.kind, say))
    shown = messages.mark(shown, say, urgent=line.urgent)
    said = say("messages.unsent") if line.kind == messages.UNSENT else shown
    taken = say("relay.dialogue") if line.dialogue else ""
    return "\n".join(part for part in (quoted, said, taken) if part)


def _settle(notice: RelayedWords, say: Phrases) -> list[kit.Block]:
    """「ありがとうございました」 wants no answer: without a way to say so, others would be told that it waits."""
    if all(each.dialogue for each in notice.lines):
        return []
    return [kit.button(say("inbox.settle"), "relay.settle", str(notice.customer_id))]


def _theme(notice: RelayedWords, say: Phrases) -> list[kit.Block]:
    """A single message can be kept as a voice for a theme."""
    if len(notice.lines) != 1:
        return []
    return themes.button("message", notice.lines[0].message_id, notice.lines[0].text, say)


def thread_so_far(notice: ThreadSoFar, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    title = say("relay.so_far", n=len(notice.lines))
    blocks = [kit.section(_told(each, notice, say, zone)) for each in notice.lines]
    return SlackMessage(title, [kit.section(f"*{title}*"), *blocks])


def _told(line: SaidLine, notice: ThreadSoFar, say: Phrases, zone: ZoneInfo) -> str:
    theirs = words.customer(notice.customer, None, say)
    by = theirs if line.direction == "in" else kit.escape(line.by) or say("relay.bot")
    return f"{say.moment(line.at, zone)} *{by}*\n{quotes.quote(line.words)}"
