"""/customer 連携解除: an account that turned out to be somebody else's is taken from the customer."""

from crm import etiquette
from crm.notices import WhichCustomer
from crm.voice import unlinking
from crm.work import Work
from handlers.slack.answers import Answer, Open, Tell
from handlers.slack.blocks.voice import links as blocks
from handlers.slack.heard import Heard
from handlers.slack.say import sentence


async def end_of(work: Work, heard: Heard, name: str) -> Answer:
    return await _open(work, heard, name.strip()) if name.strip() else sentence("links.usage")


async def ending(work: Work, heard: Heard) -> Answer:
    """One of several who could be meant; `value` is the customer's number."""
    return await _open(work, heard, int(heard.value))


async def _open(work: Work, heard: Heard, who: str | int) -> Answer:
    found = await unlinking.accounts(work, who)
    if isinstance(found, WhichCustomer):
        return Tell(found)
    customer, accounts = found
    return Open(blocks.end_form(customer.name, customer.id, accounts, heard.say))


async def end(work: Work, heard: Heard) -> Answer:
    """`private_metadata` is the customer's number."""
    customer_id = int(heard.view.get("private_metadata") or 0)
    ended = await unlinking.end(work, customer_id, int(heard.state[blocks.ACCOUNT]))
    return sentence("links.ended", who=etiquette.named(ended.name, heard.language))
