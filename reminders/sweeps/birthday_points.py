"""Points for birthdays: given and told in the hours in which customers may be written to."""

from crm.points.earning import birthday_points
from reminders import pushes
from reminders.pushes import Push
from reminders.rounds import Round, Swept

JOB = "birthday_points"


async def sweep(round_: Round) -> list[Swept]:
    """Once an hour: whoever was given something is not found again this year."""
    push = Push(JOB, birthday_points.waiting, birthday_points.give, lambda wish: wish[0])
    sent = await pushes.hourly(round_, push)
    return [Swept(JOB, round_.now.strftime(pushes.HOUR), sent, (f"congratulated: {sent}",))] if sent else []
