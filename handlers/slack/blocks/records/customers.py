"""The question which customer is meant."""

from zoneinfo import ZoneInfo

from crm.notices import WhichCustomer
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit


def which_customer(notice: WhichCustomer, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    name = kit.escape(notice.name)
    if not notice.choices:
        text, new = say("customer.nobody", name=name), _create(notice, say, style="primary")
        return SlackMessage(text, [kit.section(text), kit.actions(new)])
    text = say("customer.close" if notice.close else "customer.which", name=name)
    buttons = [
        kit.button(
            say("customer.choice", name=each.name, company=each.company or "—", owner=each.owner),
            f"{notice.then}:{each.customer_id}",
            str(each.customer_id),
        )
        for each in notice.choices
    ]
    if notice.close:
        buttons.append(_create(notice, say))
    return SlackMessage(text, [kit.section(text), kit.actions(*buttons)])


def _create(notice: WhichCustomer, say: Phrases, style: str | None = None) -> kit.Block:
    return kit.button(say("customer.create", name=notice.name), "customer.create", notice.name, style=style)
