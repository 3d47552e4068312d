"""Buttons of the points' card, its history and the rewards. All they carry is looked up and must be the presser's."""

from collections.abc import Sequence

from crm.points.rewards import cards, redeeming, rewards
from crm.points.rewards.redeeming import Wish
from crm.work import Work
from handlers.line.heard import Heard

POINTS = "points"
CARD, HISTORY, REWARDS, ASK, REDEEM, CANCEL = "card", "history", "rewards", "ask", "redeem", "cancel"
_TRAIL, _NONCE, _CODE = 12, 32, 32


def card_data() -> str:
    return f"{POINTS}:{CARD}"


def history_data(customer_id: int, trail: Sequence[int] = ()) -> str:
    """`trail` as in PointsHistory; what is too long for a button is forgotten at its beginning."""
    return f"{POINTS}:{HISTORY}:{customer_id}:{','.join(map(str, trail[-_TRAIL:]))}"


def rewards_data(customer_id: int, page: int = 0) -> str:
    return f"{POINTS}:{REWARDS}:{customer_id}:{page}"


def ask_data(customer_id: int, code: str) -> str:
    return f"{POINTS}:{ASK}:{customer_id}:{code}"


def redeem_data(customer_id: int, code: str, points: int, nonce: str) -> str:
    """The price that was shown travels with it: a reward that has become dearer is asked about again."""
    return f"{POINTS}:{REDEEM}:{customer_id}:{code}:{points}:{nonce}"


def cancel_data(redemption_id: int) -> str:
    return f"{POINTS}:{CANCEL}:{redemption_id}"


async def tapped(work: Work, heard: Heard) -> None:
    """What the data says; what none of our buttons would say is left alone."""
    deed, *said = heard.data.split(":")[1:6] or [""]
    if deed == CARD:
        await cards.show(work, heard.user or "", heard.at, heard.reply)
        return
    number, first, second, nonce = [*said, "", "", "", ""][:4]
    if not _is_number(number):
        return
    await _on(work, heard, deed, int(number), (first, second, nonce))


async def _on(work: Work, heard: Heard, deed: str, number: int, more: tuple[str, str, str]) -> None:
    """Deeds for one customer, or one code."""
    first, second, nonce = more
    user = heard.user or ""
    if deed == HISTORY:
        trail = [int(each) for each in first.split(",") if _is_number(each)]
        await cards.history(work, user, number, trail[-_TRAIL:], heard.at, heard.reply)
    elif deed == REWARDS and _is_number(first):
        await rewards.show(work, user, number, int(first[:4]), heard.at, heard.reply)
    elif deed == ASK:
        await rewards.ask(work, user, number, first[:_CODE], heard.at, heard.reply)
    elif deed == REDEEM and _is_number(second) and nonce:
        wish = Wish(number, first[:_CODE], int(second), nonce[:_NONCE])
        await redeeming.redeem(work, user, wish, heard.at, heard.reply)
    elif deed == CANCEL:
        await redeeming.cancel(work, user, number, heard.at, heard.reply)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
