"""What came of an undo: who is back, who is not and why, and what nobody can take back."""

from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices import HandoverUndone
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words


def handover_undone(notice: HandoverUndone, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    head = f"↩️ {_head(notice, say)}"
    blocks = [kit.section(f"*{head}*"), *([kit.section(_left(notice, say))] if notice.left else [])]
    if notice.told:
        blocks.append(kit.section(f"✉️ {say('undoing.told', n=notice.told)}"))
    if notice.by:
        blocks.append(kit.context(say("undoing.by", name=_colleague(notice.by, say))))
    see = kit.button(say("undoing.see"), "handover.open", str(notice.handover_id))
    return SlackMessage(head, [*blocks, kit.actions(see)])


def _head(notice: HandoverUndone, say: Phrases) -> str:
    name = _colleague(notice.predecessor, say)
    if notice.state == "undoing":
        return say("undoing.going_on", name=name)
    return say("undoing.done", name=name, n=notice.customers) if notice.customers else say("undoing.nobody", name=name)


def _left(notice: HandoverUndone, say: Phrases) -> str:
    reasons = [f"• {say(f'undoing.left_{why}', n=number)}" for why, number in notice.left]
    names = say.list(tuple(words.customer(each, None, say) for each in notice.names))
    more = sum(number for _, number in notice.left) - len(notice.names)
    reasons.append(say("undoing.names_more", names=names, n=more) if more > 0 else say("undoing.names", names=names))
    return "\n".join(reasons)


def _colleague(name: str, say: Phrases) -> str:
    return kit.escape(etiquette.inward(name, say.language))
