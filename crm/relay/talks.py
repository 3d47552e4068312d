"""What an answer begins with: one message, whose account sent it, and for whom that account speaks."""

from dataclasses import dataclass

from crm.records import customers
from crm.refusals import Gone, Refused
from crm.relay import claims
from crm.work import Work
from storage import reps
from storage.relay import replies as rows
from storage.tables import Customer, LineUser, Message, Rep
from storage.voice import line_users


@dataclass(frozen=True)
class To:
    """Whom a reply goes to: `name` as we know them, or else as LINE does (`line_name`); a stranger has no number."""

    message_id: int
    customer_id: int | None
    name: str
    company: str | None
    line_name: str


@dataclass(frozen=True)
class Talk:
    """Whoever answers is `me`; a stranger has neither `customer` nor `owner`."""

    message: Message
    account: LineUser
    customer: Customer | None
    owner: Rep | None
    me: Rep

    @property
    def to(self) -> To:
        line_name = self.account.display_name or ""
        if self.customer is None:
            return To(self.message.id, None, line_name, None, line_name)
        firm = self.customer.company.name if self.customer.company else None
        return To(self.message.id, self.customer.id, self.customer.name, firm, line_name)


async def of(work: Work, message_id: int) -> Talk:
    """The talk around a message; the customer is locked.

    Raises:
        Refused: Gone.
    """
    message = await rows.message(work.session, message_id)
    account = await line_users.by_id(work.session, message.line_user_id) if message is not None else None
    me = await reps.by_id(work.session, work.actor.id)
    if message is None or account is None or me is None:
        raise Refused(Gone())
    if message.customer_id is None:
        return Talk(message, account, None, None, me)
    customer, owner = await customers.reached(work, message.customer_id)
    return Talk(message, account, customer, owner, me)


async def claim(work: Work, talk: Talk) -> None:
    """The actor answers now.

    Raises:
        Refused: HeldBy.
    """
    if talk.customer is not None and talk.owner is not None:
        await claims.hold(work, talk.customer, talk.owner)
