"""What the staff sees of rewards: what to hand over, the way to the till, and guessed codes."""

from zoneinfo import ZoneInfo

from crm.notices import CodesGuessed, RewardConfirmed, RewardTakenBack, TillPass
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words


def reward_confirmed(notice: RewardConfirmed, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    """The reward first: somebody stands at the counter."""
    head = say("till.confirmed", name=kit.escape(notice.name))
    who = words.customer(notice.customer, notice.company, say)
    lines = [head, say("till.for", customer=who, points=f"{notice.points:,}")]
    lines += [say("till.tier", tier=kit.escape(notice.tier))] if notice.tier else []
    back = kit.button(say("till.take_back"), "reward.take_back", str(notice.redemption_id))
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(head, [kit.section("\n".join(lines)), kit.actions(card, back)])


def reward_taken_back(notice: RewardTakenBack, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, None, say)
    text = say("till.taken_back", customer=who, name=kit.escape(notice.name), points=f"{notice.points:,}")
    return SlackMessage(text, [kit.section(text)])


def till_pass(notice: TillPass, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    """Pressed on the telephone that is to be let in."""
    text = say("till.pass", until=f"{notice.until.astimezone(zone):%H:%M}")
    open_ = kit.link(say("till.open"), notice.url, "link.open")
    more = [kit.context(say("till.pass_more")), kit.context(say("till.how"))]
    return SlackMessage(text, [kit.section(text), kit.actions(open_), *more])


def codes_guessed(notice: CodesGuessed, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    text = say("till.guessed", rep=f"<@{notice.rep}>", times=notice.times, minutes=notice.minutes)
    return SlackMessage(text, [kit.section(text)])
