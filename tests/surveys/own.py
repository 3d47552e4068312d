"""A survey of several questions, and customers who have been asked it."""

from datetime import date

from crm.surveys import drafts, own
from crm.surveys.drafts import Draft
from storage.tables import Survey, SurveyInvite
from tests.builders import NOW
from tests.deeds import by
from tests.line_events import acting, linked, rows

TODAY = date(2026, 11, 20)
QUESTIONS = [
    {
        "key": "again",
        "kind": "choice",
        "ja": "またご利用になりますか。",
        "en": "Will you come again?",
        "choices": [
            {"key": "yes", "ja": "はい", "en": "Yes", "next": "speed"},
            {"key": "no", "ja": "いいえ", "en": "No"},
        ],
    },
    {"key": "why", "kind": "text", "ja": "その理由をお聞かせください。", "en": "Why is that?", "next": "end"},
    {"key": "speed", "kind": "scale", "ja": "早さはいかがでしたか。", "branches": {"1": "end"}},
    {"key": "more", "kind": "text", "ja": "ほかにご意見はございますか。"},
]


def a_draft(**more) -> Draft:
    draft, faults = drafts.read({"title": "ご来店アンケート", "questions": QUESTIONS} | more, TODAY)
    assert faults == []
    return draft


async def made(store, manager, now=NOW, **more) -> Survey:
    async with by(store, manager, now) as work:
        return await own.make(work, a_draft(**more))


async def asked(store, **more) -> str:
    """The token of the first question, which is on this customer's phone."""
    rep, customer = await linked(store, role="manager")
    survey = await made(store, rep, **more)
    async with acting(store, rep) as work:
        await own.send(work, survey.id, customer.id)
    [invite] = await rows(store, SurveyInvite)
    return invite.token
