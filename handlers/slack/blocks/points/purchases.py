"""A purchase as the rep sees it, the question which one came back, and the forms of both."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices import Choice, PurchaseCard, PurchaseLine, PurchaseList, WhosePoints
from crm.points.counter import buying
from crm.points.counter.purchases import ReturnForm
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit, lines, words

NEW = "new"
WHAT = 120


@dataclass(frozen=True)
class Start:
    """What a new form begins with."""

    customer: Choice | None = None
    amount: int | None = None
    what: str = ""
    spent: int = 0
    day: date | None = None


def yen(amount: int, say: Phrases) -> str:
    return say("purchases.yen", n=f"{amount:,}")


def purchase_card(notice: PurchaseCard, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    title = say(f"purchases.{notice.state}", who=who, amount=yen(notice.amount, say), day=say.day(notice.day))
    if notice.state == "undone":
        told = say("purchases.undone_hint", balance=f"{notice.balance:,}")
        return SlackMessage(title, [kit.section(f"~{title}~"), kit.context(told)])
    body = [f"*{title}*", *_facts(notice, say)]
    blocks = [kit.section("\n".join(body)), *_buttons(notice, say, zone)]
    return SlackMessage(title, blocks)


def _facts(notice: PurchaseCard, say: Phrases) -> Iterator[str]:
    if notice.what:
        yield kit.escape(lines.glimpse(notice.what, WHAT))
    if notice.returned:
        left = yen(notice.amount - notice.refunded, say)
        yield say("purchases.came_back", amount=yen(notice.returned, say), left=left)
        if notice.taken:
            yield say("purchases.came_back_taken", points=f"{notice.taken:,}")
        if notice.given:
            yield say("purchases.came_back_given", points=f"{notice.given:,}")
    elif notice.off:
        yield say("purchases.off")
    else:
        yield from _points(notice, say)
    if not notice.off:
        yield balance(notice.balance, notice.tier, say)


def _points(notice: PurchaseCard, say: Phrases) -> Iterator[str]:
    if notice.spent:
        yield say("purchases.spent", points=f"{notice.spent:,}")
    if notice.ready_on is not None:
        yield say("purchases.promised", points=f"{notice.points:,}", day=say.day(notice.ready_on))
    else:
        yield say("purchases.earned", points=f"{notice.points:,}")


def balance(points: int, tier: str, say: Phrases) -> str:
    """残高 1,234ポイント（ゴールド）"""
    if tier:
        return say("purchases.balance_tier", points=f"{points:,}", tier=kit.escape(tier))
    return say("purchases.balance", points=f"{points:,}")


def _buttons(notice: PurchaseCard, say: Phrases, zone: ZoneInfo) -> Iterator[kit.Block]:
    number = str(notice.purchase_id)
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    back = kit.button(say("purchases.return"), "purchase.returning", number)
    if notice.state != "saved":
        yield kit.actions(*([back] if notice.refunded < notice.amount else []), card)
        return
    yield kit.actions(kit.button(say("purchases.undo"), "purchase.undo", number), back, card)
    until = notice.undo_until.astimezone(zone)
    yield kit.context(say("purchases.undo_until", time=f"{until:%H:%M}"))


def purchase_list(notice: PurchaseList, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("purchases.which", who=words.customer(notice.customer, notice.company, say))
    blocks = [kit.section(f"*{title}*")]
    for each in notice.purchases:
        value = f"{each.purchase_id}.{notice.amount}"
        back = kit.button(say("purchases.return"), f"purchase.returning:{each.purchase_id}", value)
        blocks.append(kit.section(_line(each, say), accessory=back))
    return SlackMessage(title, blocks)


def _line(each: PurchaseLine, say: Phrases) -> str:
    line = say("purchases.line", day=say.day(each.day), amount=yen(each.amount, say))
    what = kit.escape(lines.glimpse(each.what, WHAT))
    came = [say("purchases.line_back", amount=yen(each.refunded, say))] if each.refunded else []
    return lines.apart([line, *([what] if what else []), *came], say)


def whose_points(notice: WhosePoints, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    """Who is meant? A new customer can be made where the line goes on with one."""
    name, new = kit.escape(notice.name), _create(notice, say)
    if not notice.choices:
        text = say("purchases.nobody", name=name)
        return SlackMessage(text, [kit.section(text), *([kit.actions(new)] if new else [])])
    text = say("customer.close" if notice.close else "customer.which", name=name)
    buttons = [
        kit.button(
            say("customer.choice", name=each.name, company=each.company or "—", owner=each.owner),
            f"{notice.then}:{each.customer_id}",
            f"{notice.draft_id}.{each.customer_id}",
        )
        for each in notice.choices
    ]
    return SlackMessage(text, [kit.section(text), kit.actions(*buttons, *([new] if new and notice.close else []))])


def _create(notice: WhosePoints, say: Phrases) -> kit.Block | None:
    """Who brings something back is no new customer."""
    if notice.then == "purchase.pick_return":
        return None
    value = f"{notice.draft_id}.{NEW}"
    return kit.button(say("customer.create", name=notice.name), f"{notice.then}:{NEW}", value, style="primary")


def form(start: Start, say: Phrases) -> View:
    option = None
    if start.customer is not None:
        label = words.plain_customer(start.customer.name, start.customer.company, say)
        option = kit.option(label, str(start.customer.customer_id))
    picker = kit.typeahead("customer.options", say("log.field_customer_hint"), option)
    amount = kit.words("amount", initial=f"{start.amount:,}" if start.amount else "", most=40)
    what = kit.words("what", initial=start.what[: buying.WHAT], most=buying.WHAT)
    spent = kit.words("spent", initial=str(start.spent) if start.spent else "", most=20)
    day, hint = kit.day("day", start.day), say("purchases.field_day_hint")
    blocks = [
        kit.field("customer", say("log.field_customer"), picker),
        kit.field("amount", say("purchases.field_amount"), amount, hint=say("purchases.field_amount_hint")),
        kit.field("what", say("purchases.field_what"), what, optional=True),
        kit.field("spent", say("purchases.field_spent"), spent, optional=True),
        kit.field("day", say("purchases.field_day"), day, optional=True, hint=hint),
    ]
    return kit.modal("purchase.new", say("purchases.new_title"), say("form.save"), say("form.cancel"), blocks)


def return_form(begun: ReturnForm, say: Phrases) -> View:
    """`private_metadata` is the purchase."""
    bought = begun.purchase
    who = kit.escape(etiquette.named(begun.customer, say.language))
    left = bought.amount - bought.refunded
    amount = kit.words("amount", initial=f"{begun.amount:,}", most=40)
    blocks = [
        kit.section(f"*{who}*\n{_line(bought, say)}"),
        kit.field("amount", say("purchases.field_return"), amount, hint=say("purchases.left", left=yen(left, say))),
        kit.field("why", say("purchases.field_why"), kit.words("why", most=buying.WHAT), optional=True),
        kit.context(say("purchases.return_hint")),
    ]
    title, send = say("purchases.return_title"), say("purchases.return")
    made = kit.modal("purchase.return", title, send, say("form.cancel"), blocks)
    return made | {"private_metadata": str(bought.purchase_id)}
