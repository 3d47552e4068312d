"""What customers write, on its way into their thread: in order, and what waits to be said there as one post. Slack
takes about one a second, so that the lines of a flood find each other by themselves.
"""

from dataclasses import dataclass, replace
from typing import cast

from crm.cases import anger
from crm.notices import AngryWords, Line, RelayedWords, pack, unpack
from crm.relay import absences, conversations, waits
from crm.work import Work
from storage.relay import conversations as rows
from storage.tables import Conversation, Customer, Message, Outbox, Rep
from storage.voice import messages

# One post holds so many lines; of a flood what is more is only counted.
LINES, CHARACTERS = 20, 6000
QUOTED = 100


@dataclass(frozen=True)
class Came:
    """One message on its way to a person. `text` are the customer's own words; `dialogue`: a question of ours was
    answered by it; `flooded`: one of very many.
    """

    message: Message
    text: str
    urgent: bool = False
    dialogue: bool = False
    flooded: bool = False


async def tell(work: Work, customer: Customer, owner: Rep, came: Came) -> list[Outbox]:
    """Put the message into the customer's thread, for a rule that has locked the customer; the rows that hold it.

    Words of a dialogue are shown where there is a thread, but nobody is called for them and nobody waits.
    """
    if came.dialogue and await rows.seen(work.session, customer.id) is None:
        return []
    began = None if came.dialogue else await waits.begin(work, customer, owner, came.message)
    conversation = await conversations.of(work, customer, owner)
    if began is not None:
        await conversations.refresh(work, customer, owner, conversation)
    angry = None if came.urgent or came.dialogue or came.flooded else await anger.heard(work, customer, came.message)
    if angry is not None:
        told = await _say_angry(work, conversation, customer, owner, angry)
    else:
        told = await _put(work, conversation, customer, owner, came)
    return [told]


async def _say_angry(
    work: Work, conversation: Conversation, customer: Customer, owner: Rep, angry: AngryWords
) -> Outbox:
    """What sounds angry has a post of its own; what comes after it stands below it."""
    mention = await mentioned(work, conversation, customer, owner)
    return await conversations.say(work, conversation, replace(angry, mention=mention), customer.id)


async def _put(work: Work, conversation: Conversation, customer: Customer, owner: Rep, came: Came) -> Outbox:
    """To the lines that still wait to be said, or as a post of its own."""
    line = await _line(work, came)
    row = await rows.unsaid_words(work.session, conversation, RelayedWords.__name__)
    before = cast(RelayedWords, unpack(row.kind, row.fields)) if row is not None and row.fields else None
    if row is not None and before is not None and (_takes(before, line) or came.flooded):
        row.fields = pack(
            replace(
                before,
                mention=before.mention or await _mention(work, conversation, customer, owner, came),
                lines=(*before.lines, line) if _takes(before, line) else before.lines,
                count=before.count + 1,
            )
        )
        return row
    mention = await _mention(work, conversation, customer, owner, came)
    words = RelayedWords(customer.id, customer.name, mention, (line,))
    return await conversations.say(work, conversation, words, customer.id)


def _takes(before: RelayedWords, line: Line) -> bool:
    long = sum(len(each.text) for each in before.lines) + len(line.text)
    return len(before.lines) < LINES and long <= CHARACTERS


async def _mention(
    work: Work, conversation: Conversation, customer: Customer, owner: Rep, came: Came
) -> tuple[str, ...]:
    return () if came.dialogue else await mentioned(work, conversation, customer, owner)


async def mentioned(work: Work, conversation: Conversation, customer: Customer, owner: Rep) -> tuple[str, ...]:
    """Whose telephone should ring: whoever answers just now, else whoever holds the customer today."""
    holder = await conversations.held_by(work, conversation)
    whose = holder or await absences.stand_in(work, customer, owner)
    return (whose.slack_id,) if whose.active else ()


async def _line(work: Work, came: Came) -> Line:
    message = came.message
    quoted = await messages.quoted(work.session, message.line_user_id, message.details.get("quotedMessageId", ""))
    words = quoted.text[:QUOTED] if quoted is not None else ""
    return Line(message.id, message.kind, came.text, words, came.dialogue, came.urgent)
