"""Rewards: what there is, the question before points are spent, the code to show, and what became of it."""

from crm import etiquette
from crm.notices import (
    RewardCode,
    RewardCoupon,
    RewardLine,
    RewardList,
    RewardQuestion,
    RewardRefused,
    RewardReturned,
    RewardUsed,
    TierPerks,
)
from handlers.line import points
from handlers.line.bubbles import kit
from handlers.locales import Phrases

GREEN, RED = "#0b6b4f", "#a3231b"
_GROUP = 4


def reward_list(notice: RewardList, say: Phrases) -> list[kit.Message]:
    """A bubble for each, side by side; after them what tiers bring besides."""
    alt = say("rewards.alt", points=_number(notice.balance))
    bubbles = [_reward(each, notice, say) for each in notice.rewards]
    bubbles += [_perks(notice.perks, say)] if notice.perks else []
    bubbles += [_more(notice, say)] if notice.more else []
    if not notice.rewards:
        bubbles = [_none(say), *bubbles]
    return [kit.flex(alt, kit.carousel(bubbles))]


def _reward(reward: RewardLine, notice: RewardList, say: Phrases) -> kit.Part:
    price = {"type": "text", "text": say("rewards.price", points=_number(reward.points)), "size": "xl"}
    parts = [kit.title(reward.name), price | {"weight": "bold", "color": GREEN, "wrap": True}]
    parts += [kit.paragraph(reward.description) | {"size": "sm"}] if reward.description else []
    parts += [kit.small(say("rewards.left", n=reward.left))] if reward.left is not None else []
    parts += [kit.small(say("rewards.until", day=say.day(reward.until, year=True)))] if reward.until else []
    if reward.short:
        parts.append(kit.paragraph(say("rewards.short", points=_number(reward.short))) | {"color": RED, "size": "sm"})
        return kit.bubble(parts)
    label = say("rewards.choose")
    said = say("rewards.said_choose", name=reward.name)
    data = points.ask_data(notice.customer_id, reward.code)
    return kit.bubble(parts, footer=[kit.button(label, data, said, style="primary")])


def _perks(tiers: tuple[TierPerks, ...], say: Phrases) -> kit.Part:
    parts = [kit.title(say("rewards.perks"))]
    for each in tiers:
        name = say("rewards.own_tier", name=each.name) if each.own else each.name
        parts += [kit.paragraph(name) | {"weight": "bold"}, kit.paragraph(say.list(each.perks)) | {"size": "sm"}]
    return kit.bubble(parts)


def _more(notice: RewardList, say: Phrases) -> kit.Part:
    label = say("rewards.more")
    data = points.rewards_data(notice.customer_id, notice.page + 1)
    return kit.bubble([kit.paragraph(say("rewards.there_are_more"))], footer=[kit.button(label, data, label)])


def _none(say: Phrases) -> kit.Part:
    return kit.bubble([kit.paragraph(say("rewards.none"))])


def reward_question(notice: RewardQuestion, say: Phrases) -> list[kit.Message]:
    """The staff has to be near: the code is good for some minutes only."""
    question = say("rewards.question", name=notice.name, points=_number(notice.points))
    after = say("rewards.balance_after", points=_number(notice.balance - notice.points))
    hint = say("rewards.in_minutes", minutes=notice.minutes) if notice.minutes else say("rewards.at_once")
    data = points.redeem_data(notice.customer_id, notice.code, notice.points, notice.nonce)
    buttons = [
        kit.button(say("rewards.redeem"), data, say("rewards.redeem"), style="primary"),
        kit.button(say("rewards.not_now"), points.rewards_data(notice.customer_id), say("rewards.not_now")),
    ]
    bubble = kit.bubble([kit.paragraph(question), kit.small(after), kit.small(hint)], footer=buttons)
    return [kit.flex(question, bubble)]


def reward_code(notice: RewardCode, say: Phrases) -> list[kit.Message]:
    """The number big, the same as a picture above it. What notifications show holds no number."""
    number = f"{notice.number[:_GROUP]} {notice.number[_GROUP:]}"
    big = {"type": "text", "text": number, "size": "3xl", "weight": "bold", "align": "center"}
    parts = [
        kit.title(notice.name),
        kit.paragraph(say("rewards.show_staff")),
        *([_picture(notice.picture)] if notice.picture else []),
        big | {"adjustMode": "shrink-to-fit"},
        kit.paragraph(say("rewards.good_until", until=f"{notice.until:%H:%M}")) | {"align": "center", "color": RED},
        kit.small(say("rewards.spent", points=_number(notice.points), balance=_number(notice.balance))),
        kit.small(say("rewards.comes_back")),
    ]
    label = say("rewards.do_not_use")
    footer = [kit.button(label, points.cancel_data(notice.redemption_id), label)]
    return [kit.flex(say("rewards.code_alt", name=notice.name), kit.bubble(parts, footer=footer))]


def _picture(url: str) -> kit.Part:
    return {"type": "image", "url": url, "size": "4xl", "aspectRatio": "1:1"}


def reward_coupon(notice: RewardCoupon, say: Phrases) -> list[kit.Message]:
    spent = say("rewards.spent", points=_number(notice.points), balance=_number(notice.balance))
    words = say("rewards.coupon", name=notice.name)
    return [kit.text(f"{words}\n{spent}"), {"type": "coupon", "couponId": notice.coupon}]


def reward_refused(notice: RewardRefused, say: Phrases) -> list[kit.Message]:
    """Every no says what to do instead."""
    name = notice.name or say("rewards.it")
    return [kit.text(say(f"rewards.no_{notice.why}", name=name, points=_number(notice.short)))]


def reward_used(notice: RewardUsed, say: Phrases) -> list[kit.Message]:
    name = etiquette.outward(notice.customer, say.language)
    return [kit.text(say("rewards.used", reward=notice.name, name=name))]


def reward_returned(notice: RewardReturned, say: Phrases) -> list[kit.Message]:
    words = [say(f"rewards.returned_{notice.why}", name=notice.name, points=_number(notice.points + notice.gone))]
    words += [say("rewards.returned_gone", points=_number(notice.gone))] if notice.gone else []
    words.append(say("line_points.now", points=_number(notice.balance)))
    return [kit.text("\n".join(words))]


def _number(number: int) -> str:
    return f"{number:,}"
