"""「この方はどなた?」: the buttons that ask an account in LINE whether it is a customer of ours."""

from crm import etiquette
from crm.voice import offers
from crm.work import Work
from handlers.slack.answers import Answer, Open
from handlers.slack.blocks.voice import strangers as blocks
from handlers.slack.heard import Heard
from handlers.slack.say import sentence


async def offer(work: Work, heard: Heard) -> Answer:
    """A likely customer; `value` is "account.customer"."""
    account, customer = heard.value.split(".")
    return await _offer(work, heard, int(account), int(customer))


async def picking(_work: Work, heard: Heard) -> Answer:
    """Another customer than those; `value` is the account."""
    return Open(blocks.pick_form(heard.value, heard.say))


async def picked(work: Work, heard: Heard) -> Answer:
    """`private_metadata` is the account."""
    account = int(heard.view.get("private_metadata") or 0)
    return await _offer(work, heard, account, int(heard.state[blocks.CUSTOMER]))


async def _offer(work: Work, heard: Heard, account: int, customer: int) -> Answer:
    asked = await offers.make(work, account, customer)
    return sentence("strangers.offered", who=etiquette.named(asked.name, heard.language))
