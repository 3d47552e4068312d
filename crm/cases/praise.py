"""Praise: a customer was happy and said so, and the team hears of it with the name of whoever it was."""

from crm import post
from crm.notices import Praise
from crm.work import Work
from storage.tables import Customer, Rep, SurveyAnswer

HAPPY = 9
"""NPS answers from here on are promoters' (source: domain page)."""


async def share(work: Work, customer: Customer, owner: Rep, answer: SurveyAnswer) -> list[int]:
    """For rules that have heard the words of an NPS answer. Without a team channel they stay with the owner.

    Returns the messages that hold the words.
    """
    if answer.score < HAPPY or not answer.reason or not work.house.team_channel:
        return []
    firm = customer.company.name if customer.company else None
    notice = Praise(customer.name, firm, owner.full_name, answer.score, answer.reason)
    return [(await post.to_slack(work, work.house.team_channel, notice, customer_id=customer.id)).seq]
