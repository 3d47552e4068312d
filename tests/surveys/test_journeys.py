"""Surveys through the real doors: tapped on a phone, counted by LINE, and nobody's when they are anonymous."""

from sqlalchemy import select

from crm.surveys import own, sending
from crm.work import SYSTEM, Work
from storage.tables import Ballot, Inbox, LineQuota, Outbox
from tests.builders import HOUSE, NOW, a_customer, a_line_user, a_rep
from tests.line_events import rows
from tests.stage import ITO, TANAKA, on_stage, postbacks, until
from tests.surveys import own as surveys
from tests.surveys.test_ballots import QUESTIONS


async def sent(store, *, anonymous: bool) -> None:
    """A survey to 田中, as a wave would send it."""
    customer = await a_customer(store, owner=await a_rep(store, role="admin"))
    account = await a_line_user(store, user_id=TANAKA, customer=customer)
    questions = QUESTIONS if anonymous else surveys.QUESTIONS
    async with store.write() as session:
        work = Work(session, NOW, SYSTEM, house=HOUSE)
        async with work.savepoint():
            survey = await own.make(work, surveys.a_draft(questions=questions, anonymous=anonymous))
            await sending.send(work, survey, [(customer, account)])


async def test_a_survey_is_answered_question_by_question_on_the_phone(database_url):
    async with on_stage(database_url) as stage:
        await sent(stage.kizuna.store, anonymous=False)
        first = await stage.on_phone("またご利用になりますか。")
        await stage.tap(postbacks(first)["いいえ"])
        await stage.on_phone("その理由をお聞かせください。")
        await stage.say_in_line("遠いからです")

        await stage.on_phone("すべてのご質問にお答えいただき")


async def test_an_anonymous_answer_leaves_nobodys_name_behind(database_url):
    async with on_stage(database_url) as stage:
        store = stage.kizuna.store
        await sent(store, anonymous=True)
        first = await stage.on_phone("ご満足いただけましたか。")
        token = postbacks(first)["はい"].split(":")[1]

        await stage.tap(postbacks(first)["はい"])
        second = await stage.on_phone("早さはいかがでしたか。")
        await stage.tap(postbacks(second)["4"])
        await stage.on_phone("ご回答をありがとうございます。")
        await stage.settled()

        async with store.read() as session:
            [replies] = await session.scalars(select(Ballot.replies))
        heard = [row for row in await rows(store, Inbox) if row.kind == "postback"]
        said = [row for row in await rows(store, Outbox) if row.kind.startswith("Ballot")]
        assert {key: each["choices"] or each["score"] for key, each in replies.items()} == {
            "content": ["yes"],
            "speed": 4,
        }
        assert [(row.lane, row.payload) for row in heard] == [(f"event:{row.seq}", "{}") for row in heard]
        assert len(heard) == 2
        assert [row.recipient for row in said] == [TANAKA, "", ""]
        assert all(row.fields == {} for row in said)
        assert not any(token in str(vars(row)) for row in [*heard, *said])


async def test_the_months_messages_are_read_when_somebody_thinks_of_a_wave(database_url):
    async with on_stage(database_url) as stage:
        stage.town.account.quota.kind, stage.town.account.quota.value = "limited", 500
        await stage.command("/survey wave", by=ITO)

        async def told() -> LineQuota | None:
            async with stage.kizuna.store.read() as session:
                return (await session.scalars(select(LineQuota))).first()

        quota = await until(told, "LINE's word on the month")
        assert (quota.total, quota.used) == (500, 0)
