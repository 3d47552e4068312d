"""/purchase: one line or a form for what somebody bought, its undo, and what comes back."""

from dataclasses import replace
from datetime import date, datetime

from crm.activities import drafts
from crm.notices import Notice
from crm.points.counter import purchases
from crm.points.counter import readings as typed
from crm.points.counter.buying import Sale
from crm.records import customers, duplicates
from crm.refusals import AmountMissing, Gone, NameMissing, NotYet, PointsShort, Refused, ReturnTooMuch, SpentTooMuch
from crm.work import Work
from handlers.slack import usage
from handlers.slack.answers import Answer, Errors, Open, Tell
from handlers.slack.blocks.points import purchases as blocks
from handlers.slack.heard import Heard
from handlers.slack.points import readings
from handlers.slack.records.customers import first_word
from handlers.slack.say import refusal_key, refusal_parts, sentence

RETURNS = frozenset({"返品", "返金", "refund", "return"})
_FIELDS = {Gone: "customer", SpentTooMuch: "spent", PointsShort: "spent", NotYet: "day", ReturnTooMuch: "amount"}


async def command(work: Work, heard: Heard) -> Answer:
    """`/purchase 田中様 12,800円 定期点検`, `/purchase 返品 田中様 3,000円`; with something missing, a form."""
    word, rest = first_word(heard.text)
    if not word:
        return Open(blocks.form(blocks.Start(), heard.say))
    if word in usage.WORDS:
        return await usage.of(work, "purchase")
    if word in RETURNS:
        return await _find(work, rest, work.now) if rest else sentence("purchases.return_usage")
    try:
        return await _note(work, heard.text, work.now)
    except Refused as no:
        if not isinstance(no.refusal, AmountMissing | NameMissing):
            raise
    return await _form(work, heard)


async def _note(work: Work, text: str, written: datetime, chosen: int | None = None) -> Tell:
    return Tell(await purchases.note(work, text, readings.purchase(work, text, written), chosen))


async def _find(work: Work, text: str, written: datetime, chosen: int | None = None) -> Tell:
    return Tell(await purchases.find(work, text, readings.purchase(work, text, written), chosen))


async def _form(work: Work, heard: Heard) -> Answer:
    """Nothing that was typed is lost."""
    said = readings.purchase(work, heard.text, work.now)
    whose = await purchases.begin(work, said)
    what = said.whose[0].words if said.whose and (whose or not said.whose[0].name) else heard.text.strip()
    return Open(blocks.form(blocks.Start(whose, said.amount, what, said.spent, said.day), heard.say))


async def pick(work: Work, heard: Heard) -> Answer:
    """Who it was; `value` is "draft.customer", or "draft.new" for somebody to be made."""
    draft_id, _, who = heard.value.partition(".")
    waiting = await drafts.use(work, int(draft_id))
    chosen = await made(work, waiting.asks) if who == blocks.NEW else int(who)
    return replace(await _note(work, waiting.text, waiting.written_at, chosen), replace=True)


async def pick_return(work: Work, heard: Heard) -> Answer:
    """As `pick`, for something that came back."""
    draft_id, _, who = heard.value.partition(".")
    waiting = await drafts.use(work, int(draft_id))
    return replace(await _find(work, waiting.text, waiting.written_at, int(who)), replace=True)


async def made(work: Work, name: str) -> int:
    """The number of a new customer of this name."""
    customer = await customers.create(work, name)
    await duplicates.tell(work, customer.id)
    return customer.id


async def undo(work: Work, heard: Heard) -> Answer:
    """`value` is the purchase."""
    return Tell(await purchases.undo(work, int(heard.value)), replace=True)


async def returning(work: Work, heard: Heard) -> Answer:
    """`value` is the purchase, perhaps with the amount that was typed: "12.3000"."""
    number, _, amount = heard.value.partition(".")
    return Open(blocks.return_form(await purchases.look(work, int(number), int(amount or 0)), heard.say))


async def save(work: Work, heard: Heard) -> Answer:
    """The form of a purchase."""
    state = heard.state
    spent = typed.count(state["spent"]) if state.get("spent") else 0
    if spent is None:
        return Errors({"spent": heard.say("purchases.no_number")})
    day = date.fromisoformat(state["day"]) if "day" in state else None
    sale = Sale(typed.amount(state.get("amount", "")), state.get("what", "").strip(), spent, day)
    try:
        return _lasting(await purchases.record(work, int(state["customer"]), sale))
    except Refused as no:
        return _errors(no, heard)


async def give_back(work: Work, heard: Heard) -> Answer:
    """The form of a return."""
    number, amount = int(str(heard.view.get("private_metadata"))), typed.amount(heard.state.get("amount", ""))
    try:
        return _lasting(await purchases.refund(work, number, amount, heard.state.get("why", "").strip()))
    except Refused as no:
        return _errors(no, heard)


def _lasting(notice: Notice) -> Tell:
    """Where a form stood no message can stand: the card goes to the rep's own messages."""
    return Tell(notice, lasting=True)


def _errors(no: Refused, heard: Heard) -> Errors:
    """Said at the field that it is about."""
    field = _FIELDS.get(type(no.refusal), "amount")
    known = {each["block_id"] for each in heard.view.get("blocks", []) if each.get("type") == "input"}
    said = heard.say(refusal_key(no.refusal), **refusal_parts(no.refusal))
    return Errors({field if field in known else "amount": said})
