"""The line of points on a customer's card in Slack."""

from zoneinfo import ZoneInfo

from crm.notices import CustomerCard, PointsNow
from crm.records import cards
from handlers.locales import phrases
from handlers.slack.blocks import PHRASES
from storage.store import Store
from tests.builders import a_rep
from tests.deeds import by, created
from tests.points.counter import a_counter


async def shown(store: Store, **changes: object) -> CustomerCard:
    counter = await a_counter(store, **changes)
    await counter.buys("田中様 123,400円")
    async with by(store, counter.rep) as work:
        return await cards.card(work, counter.customer.id)


def words(card: CustomerCard) -> str:
    return str(PHRASES[CustomerCard](card, phrases("ja"), ZoneInfo("Asia/Tokyo")).blocks)


async def test_a_card_shows_what_may_be_spent_and_the_tier(store: Store) -> None:
    card = await shown(store)

    assert card.points == PointsNow(1234, 0, "シルバー")
    assert "1,234" in words(card)
    assert "シルバー" in words(card)


async def test_a_card_shows_what_is_not_there_yet(store: Store) -> None:
    card = await shown(store, earn={"purchase": {"per": 100, "points": 1, "pending_days": 7}})

    assert card.points == PointsNow(0, 1234)
    assert "確定待ち 1,234" in words(card)


async def test_where_there_is_no_programme_a_card_says_nothing_of_points(store: Store) -> None:
    rep = await a_rep(store)
    customer = await created(store, rep, "田中 一郎")

    async with by(store, rep) as work:
        card = await cards.card(work, customer.id)

    assert card.points is None
    assert "ポイント" not in words(card)
