"""The customer card, and the question which customer is meant."""

from zoneinfo import ZoneInfo

from crm.notices import CustomerCard, Due, WhichCustomer
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words

GLIMPSE = 120


def customer_card(notice: CustomerCard, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.name, notice.company, say)
    title = f"{who}（{kit.escape(notice.reading)}）" if notice.reading else who
    blocks = [kit.section(f"*{title}*" + (f"\n{say('customer.created')}" if notice.created else ""))]
    blocks.append(
        kit.fields(
            f"*{say('customer.stage')}*\n{_stage(notice, say)}",
            f"*{say('customer.owner')}*\n{kit.escape(notice.owner)}",
            f"*{say('customer.last_touch')}*\n{_touch(notice, say)}",
            f"*LINE*\n{say('customer.line_' + notice.line)}",
        )
    )
    blocks.append(kit.section(f"*{say('customer.followups')}*\n{_followups(notice, say)}"))
    if notice.open_case:
        blocks.append(kit.context(say("customer.open_case")))
    blocks.append(_buttons(notice, say))
    return SlackMessage(f"{who} {say('customer.owner')}: {kit.escape(notice.owner)}", blocks)


def _buttons(notice: CustomerCard, say: Phrases) -> kit.Block:
    number = str(notice.customer_id)
    next_step = (
        kit.button(say("customer.ask_nps"), "survey.nps", number)
        if notice.line == "linked"
        else kit.button(say("customer.invite"), "customer.invite", number)
    )
    return kit.actions(
        next_step,
        *(
            kit.button(_done_label(each, say), f"customer.done:{each.followup_id}", str(each.followup_id))
            for each in notice.followups[:2]
        ),
    )


def _done_label(followup: Due, say: Phrases) -> str:
    return kit.cut(say("customer.done", what=words.plain_what(followup.what, say)), 40)


def _stage(notice: CustomerCard, say: Phrases) -> str:
    if notice.stage is None:
        return say("stage.unknown")
    seen = say.list(tuple(say(key, **figures) for key, figures in notice.evidence))
    return f"{say(f'stage.{notice.stage}')}\n{seen}"


def _touch(notice: CustomerCard, say: Phrases) -> str:
    touch = notice.last_touch
    if touch is None:
        return say("customer.no_touch")
    glimpse = kit.escape(kit.cut(touch.text.replace("\n", " "), GLIMPSE))
    return f"{say.day(touch.day)} {words.kind(touch.kind, say)}\n{glimpse}"


def _followups(notice: CustomerCard, say: Phrases) -> str:
    if not notice.followups:
        return say("customer.no_followups")
    lines = [f"• {words.due(each, say)}" for each in notice.followups]
    if notice.more_followups:
        lines.append(say("customer.more", n=notice.more_followups))
    return "\n".join(lines)


def which_customer(notice: WhichCustomer, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    name = kit.escape(notice.name)
    if not notice.choices:
        text = say("customer.nobody", name=name)
        new = kit.button(say("customer.create", name=notice.name), "customer.create", notice.name, style="primary")
        return SlackMessage(text, [kit.section(text), kit.actions(new)])
    text = say("customer.which", name=name)
    buttons = [
        kit.button(
            say("customer.choice", name=each.name, company=each.company or "—", owner=each.owner),
            f"{notice.then}:{each.customer_id}",
            str(each.customer_id),
        )
        for each in notice.choices
    ]
    return SlackMessage(text, [kit.section(text), kit.actions(*buttons)])
