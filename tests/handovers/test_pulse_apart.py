"""1 to 5 is another scale than 0 to 10: where the NPS is read the pulse is not, and where it is told, by its name."""

from datetime import date

import pytest_asyncio

from crm import desks, digests, overviews
from crm.records import briefs, cards, timelines
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks.records import timelines as blocks
from storage.store import Store
from storage.tables import Customer, Rep, Survey, SurveyAnswer, SurveyInvite
from tests.builders import NOW, a_customer, a_line_user, a_rep, a_team, an_answer, saved
from tests.deeds import by

MONDAY = date(2026, 11, 16)


@pytest_asyncio.fixture
async def suzuki(store: Store) -> Rep:
    """Their customer, number 1, has answered 2 to the pulse, with words, and nothing else."""
    rep = await a_rep(store, slack_id="USUZUKI01", role="manager", team_id=(await a_team(store)).id)
    customer = await a_customer(store, owner=rep)
    account = await a_line_user(store, customer=customer)
    survey = await saved(store, Survey(kind="handover", title="HANDOVER"))
    asking = {"survey_id": survey.id, "customer_id": customer.id}
    invite = await saved(store, SurveyInvite(**asking, line_user_id=account.id, rep_id=rep.id, token="t", asked_at=NOW))
    await saved(store, SurveyAnswer(**asking, invite_id=invite.id, score=2, reason="連絡がない", answered_at=NOW))
    return rep


async def test_it_is_no_score_on_the_card_and_no_evidence_of_a_stage(store, suzuki):
    async with by(store, suzuki) as work:
        card = await cards.card(work, 1)

    assert (card.scores, card.stage, card.evidence) == ((), None, ())


async def test_it_hides_no_score_of_the_nps(store, suzuki):
    async with store.read() as session:
        await an_answer(store, customer=await session.get_one(Customer, 1), score=9)

    async with by(store, suzuki) as work:
        card = await cards.card(work, 1)

    assert [each.score for each in card.scores] == [9]


async def test_it_is_no_score_in_the_brief(store, suzuki):
    async with by(store, suzuki) as work:
        brief = await briefs.brief(work, 1)

    assert [news.score for news in brief.heard if news.score is not None] == []


async def test_it_counts_for_no_figure_of_the_digest_the_desk_and_the_overview(store, suzuki):
    async with by(store, suzuki) as work:
        digest = await digests.week(work, suzuki, MONDAY)
        desk = await desks.show(work, desks.Wish())
        overview = await overviews.show(work)

    assert (digest.promoters, digest.passives, digest.detractors, digest.asked, digest.answered) == (0, 0, 0, 0, 0)
    assert desk.this_week.answers == 0
    assert overview is not None
    assert overview.this_week.answers == 0


async def test_the_timeline_tells_it_by_its_name_and_scale(store, suzuki):
    async with by(store, suzuki) as work:
        page = await timelines.show(work, 1)

    shown = {
        language: str(blocks.timeline(page, phrases(language), work.house.business.zone)) for language in LANGUAGES
    }
    assert all(part in shown["ja"] for part in ("担当変更後のおうかがい", "担当変更後のご評価 2 / 5", "連絡がない"))
    assert "2 of 5" in shown["en"]
    assert "評価 2点" not in shown["ja"]
