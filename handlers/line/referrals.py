"""The button that shows one's own code for friends; codes themselves come as words."""

from crm.points.earning import referral_codes
from crm.work import Work
from handlers.line.heard import Heard

SHOW = "referral=show"


async def show(work: Work, heard: Heard) -> None:
    await referral_codes.show(work, heard.user or "", heard.at, heard.reply)
