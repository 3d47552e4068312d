"""The forms of an answer, and how it stands in the thread."""

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices import ReplyShown
from crm.refusals import HeldBy, Refusal
from crm.relay.media import SlackFile
from crm.relay.replies import LONGEST, Begun, Draft, Preview
from crm.relay.talks import To
from crm.surveys.askings import SCORED
from handlers.locales import Phrases
from handlers.slack import say as saying
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words
from handlers.slack.blocks.voice import messages, quotes

MOST_FILES, NAME = 4, 100
METADATA = 3000
"""Slack's limit for what travels with a form."""
TEXT, FILES, CARD, TEMPLATE = "text", "files", "card", "relay.template"


def recipient(to: To, say: Phrases) -> str:
    """株式会社サクラ 田中一郎様; a stranger as LINE calls them. Plain, not escaped."""
    if to.customer_id is None:
        return to.line_name or say("messages.somebody")
    return words.plain_customer(to.name, to.company, say)


def form(begun: Begun, say: Phrases, turn: int = 0) -> kit.Block:
    """Whom it goes to, what it answers, and the words. `turn` rises with each template that is put in: Slack keeps what
    was typed under the same block, and would not show the new words.
    """
    blocks = [kit.section(f"*{say('relay.to', who=kit.escape(recipient(begun.to, say)))}*"), *_answered(begun, say)]
    if begun.held_by or begun.gone:
        return _closed(begun, blocks, say)
    blocks += _templates(begun, say)
    typing = kit.words(TEXT, initial=begun.text, multiline=True, most=LONGEST)
    blocks.append(kit.field(f"{TEXT}.{turn}", say("relay.text"), typing, optional=True))
    if begun.files:
        picker = {"type": "file_input", "action_id": FILES, "max_files": MOST_FILES}
        blocks.append(kit.field(FILES, say("relay.files"), picker, optional=True, hint=say("relay.files_hint")))
    blocks += _cards(begun, say)
    blocks.append(kit.context(*_notes(begun, say)))
    kept = json.dumps({"message": begun.to.message_id, "turn": turn})
    return kit.modal(
        "relay.reply", say("relay.reply"), say("relay.look"), say("form.cancel"), blocks, private_metadata=kept
    )


def _answered(begun: Begun, say: Phrases) -> list[kit.Block]:
    said = messages.said(begun.kind, begun.words, say)
    return [kit.section(said)] if said else []


def _closed(begun: Begun, blocks: list[kit.Block], say: Phrases) -> kit.Block:
    """Nothing can be typed: nobody is there, or somebody else is answering."""
    if begun.gone:
        blocks.append(kit.section(say("refused.left_line")))
    else:
        who = kit.escape(begun.held_by)
        blocks.append(kit.section(say("refused.held_by", name=who, until=begun.held_until)))
        blocks.append(kit.actions(kit.button(say("relay.take"), "relay.take", str(begun.to.message_id))))
    return kit.sheet(say("relay.reply"), say("form.close"), blocks)


def _templates(begun: Begun, say: Phrases) -> list[kit.Block]:
    if not begun.templates:
        return []
    options = [kit.option(name, str(number)) for number, name in begun.templates]
    return [kit.actions(kit.select(TEMPLATE, say("relay.template"), options))]


def _cards(begun: Begun, say: Phrases) -> list[kit.Block]:
    """A survey or the points that go with it; strangers are asked nothing, and have none."""
    if begun.to.customer_id is None:
        return []
    kinds = [*SCORED, *(["points"] if begun.points else [])]
    options = [kit.option(say(f"relay.card_{kind}"), kind) for kind in kinds]
    return [kit.field(CARD, say("relay.card"), kit.select(CARD, say("relay.no_card"), options), optional=True)]


def _notes(begun: Begun, say: Phrases) -> list[str]:
    notes = [say("relay.one_push") if begun.left is None else say("relay.left", n=begun.left)]
    return [*notes, *([] if begun.files else [say("relay.no_files")])]


def preview(shown: Preview, say: Phrases) -> kit.Block:
    """As the phone will show it."""
    to = recipient(shown.to, say)
    sender = say(
        "relay.sender", staff=etiquette.own_staff(shown.sender, "", say.language, "consumer"), company=shown.company
    )
    blocks = [
        kit.section(f"*{say('relay.to', who=kit.escape(to))}*"),
        kit.context(say("relay.as_seen")),
        kit.divider(),
        kit.context(f"*{kit.escape(sender)}*"),
        *([kit.section(quotes.quote(shown.draft.text.strip()))] if shown.draft.text.strip() else []),
        *[kit.section(f":paperclip: {kit.escape(each.name)}") for each in shown.draft.files],
        *([kit.section(f":bar_chart: {say(f'relay.card_{shown.draft.card}')}")] if shown.draft.card else []),
        kit.divider(),
        kit.context(*_before_sending(shown, say)),
    ]
    submit = say("relay.ask") if shown.asks else say("relay.send")
    kept = packed(shown.draft)
    return kit.modal("relay.send", say("relay.preview"), submit, say("form.back"), blocks, private_metadata=kept)


def _before_sending(shown: Preview, say: Phrases) -> list[str]:
    quota = say("relay.one_push") if shown.left is None else say("relay.left", n=shown.left)
    return [quota, say("relay.will_ask") if shown.asks else say("relay.cannot_take_back")]


def packed(draft: Draft) -> str:
    """What travels with the preview: Slack gives a form's inputs only to that form."""
    files = [[each.id, each.name[:NAME], each.mimetype, each.size] for each in draft.files]
    return json.dumps([draft.message_id, draft.text, files, draft.card], ensure_ascii=False, separators=(",", ":"))


def unpacked(kept: str) -> Draft:
    message_id, text, files, card = json.loads(kept)
    return Draft(message_id, text, tuple(SlackFile(*each) for each in files), card)


def not_sent(refusal: Refusal, draft: Draft, say: Phrases) -> kit.Block:
    """Why it was not sent, with the words that were typed: nobody types them twice."""
    told = say(saying.refusal_key(refusal), **saying.refusal_parts(refusal))
    blocks = [kit.section(told), *([kit.section(quotes.quote(draft.text))] if draft.text.strip() else [])]
    if isinstance(refusal, HeldBy):
        blocks.append(kit.actions(kit.button(say("relay.take"), "relay.take_text", str(draft.message_id))))
    return kit.sheet(say("relay.reply"), say("form.close"), blocks, private_metadata=packed(draft))


def reply_shown(notice: ReplyShown, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, None, say) if notice.customer else say("messages.somebody")
    title = say("relay.from_to", staff=f"<@{notice.rep}>", who=who)
    files = [f":paperclip: {kit.escape(each)}" for each in notice.files if each]
    said = "\n".join(part for part in (quotes.quote(notice.text), *files) if part)
    asked = [kit.section(f"{say('relay.answers')}\n{quotes.quote(notice.answers)}")] if _has_question(notice) else []
    blocks = [*asked, kit.section(f"*{title}*\n{said}".rstrip()), kit.context(_state(notice, say, zone))]
    pressed = _choices(notice, say)
    return SlackMessage(
        f"{title}: {_state(notice, say, zone)}", [*blocks, *([kit.actions(*pressed)] if pressed else [])]
    )


def _has_question(notice: ReplyShown) -> bool:
    """Whoever must agree has not seen what is answered; in the thread it stands above."""
    return notice.deciding and notice.state == "asked" and bool(notice.answers.strip())


def _state(notice: ReplyShown, say: Phrases, zone: ZoneInfo) -> str:
    if notice.state == "failed":
        key = f"relay.failed_{notice.why}"
        return say(key if key in say else "relay.failed")
    if notice.state == "refused":
        return say("relay.state_refused", who=f"<@{notice.decided_by}>", why=kit.escape(notice.why))
    if notice.state == "owed" and notice.why:
        return say(f"relay.owed_{notice.why}")
    return say(f"relay.state_{notice.state}", when=say.moment(notice.at, zone))


def _choices(notice: ReplyShown, say: Phrases) -> list[kit.Block]:
    number = str(notice.reply_id)
    if notice.state == "asked" and notice.deciding:
        return [
            kit.button(say("relay.approve"), "relay.approve", number, style="primary"),
            kit.button(say("relay.send_back"), "relay.refusing", number),
        ]
    if notice.state in {"asked", "fetching", "owed"}:
        return [kit.button(say("relay.cancel"), "relay.cancel", number)]
    if notice.state == "sent":
        return [kit.button(say("relay.correct"), "relay.rewrite", number)]
    return [kit.button(say("relay.again"), "relay.rewrite", number)]


def refusing(reply_id: int, say: Phrases) -> kit.Block:
    """Why it goes back to its writer."""
    why = kit.field("why", say("relay.why"), kit.words("why", multiline=True, most=500))
    kept = {"private_metadata": str(reply_id)}
    return kit.modal("relay.refuse", say("relay.send_back"), say("relay.send_back"), say("form.cancel"), [why], **kept)


def metadata(view: Mapping[str, Any]) -> dict[str, int]:
    """What the form carries: the `message` that it answers, and its `turn`."""
    found = json.loads(str(view.get("private_metadata") or "{}"))
    return {"message": int(found.get("message", 0)), "turn": int(found.get("turn", 0))}
