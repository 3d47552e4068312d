"""Who is answering: one person at a time; others see who, and may take over on purpose."""

from datetime import timedelta

from crm.refusals import HeldBy, Refused
from crm.relay import conversations
from crm.work import Work
from storage.tables import Conversation, Customer, Rep

HELD = timedelta(minutes=15)
"""Since the last thing that was done for an answer."""


async def hold(work: Work, customer: Customer, owner: Rep, *, by_force: bool = False) -> Conversation:
    """For a rule that has locked the customer: the actor answers now.

    Raises:
        Refused: HeldBy, when somebody else does.
    """
    conversation = await conversations.of(work, customer, owner)
    holder = await conversations.held_by(work, conversation)
    if holder is not None and holder.id != work.actor.id and not by_force:
        until = work.house.business.local(conversation.held_until or work.now)
        raise Refused(HeldBy(holder.full_name, f"{until:%H:%M}"))
    changed = holder is None or holder.id != work.actor.id
    conversation.holder_id, conversation.held_until = work.actor.id, work.now + HELD
    if changed:
        await conversations.refresh(work, customer, owner, conversation)
    return conversation
