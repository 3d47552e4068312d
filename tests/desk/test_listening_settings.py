"""What an admin settles about hearing customers."""

import pytest

from crm import company_settings
from crm.company_settings import Listening
from crm.notices import ReasonThanks
from crm.refusals import NoAddress, NotAllowed, NoTelephone, OutOfRange, TooManyWords, WrongFields
from handlers.line.surveys import data
from handlers.slack.answers import Errors, Open
from storage.tables import CompanySettings
from tests.builders import a_rep, saved
from tests.deeds import by, refused
from tests.followup_deeds import pressed, sent
from tests.line_events import asked, hear, owed, rows, tap, words

NUMBERS = {"case_low": 3, "case_morning": 5, "csat_low": 1, "reply_hours": 2, "solve_days": 3}
TYPED = {name: str(number) for name, number in NUMBERS.items()}


async def test_an_admin_settles_it_and_empty_lists_are_ours(store):
    admin = await a_rep(store, role="admin")

    async with by(store, admin) as work:
        await company_settings.listening(
            work, Listening(NUMBERS, "ひどい\nひどい、最悪", " \n", " 03-1234-5678 ", "https://example.com/r")
        )

    [row] = await rows(store, CompanySettings)
    assert {name: getattr(row, name) for name in NUMBERS} == NUMBERS
    assert (row.angry_words, row.urgent_words) == (["ひどい", "最悪"], None)
    assert (row.telephone, row.review_url) == ("03-1234-5678", "https://example.com/r")


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        *((name, None, OutOfRange(*bounds)) for name, bounds in company_settings.LISTENING.items()),
        *((name, bounds[1] + 1, OutOfRange(*bounds)) for name, bounds in company_settings.LISTENING.items()),
        ("case_morning", 2, OutOfRange(3, 8)),
    ],
)
async def test_numbers_that_cannot_be_are_refused_at_their_fields(store, field, value, fault):
    admin = await a_rep(store, role="admin")

    async with refused(WrongFields(((field, fault),))), by(store, admin) as work:
        await company_settings.listening(work, Listening(NUMBERS | {field: value}))

    assert await rows(store, CompanySettings) == []


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        ("telephone", "お電話ください", NoTelephone()),
        ("review_url", "http://example.com", NoAddress()),
        ("angry_words", "あ" * 31, TooManyWords(200, 30)),
        ("urgent_words", "\n".join(map(str, range(201))), TooManyWords(200, 30)),
    ],
)
async def test_texts_that_cannot_be_are_refused_at_their_fields(store, field, text, fault):
    admin = await a_rep(store, role="admin")

    async with refused(WrongFields(((field, fault),))), by(store, admin) as work:
        await company_settings.listening(work, Listening(NUMBERS, **{field: text}))


async def test_only_admins_settle_it(store):
    async with refused(NotAllowed("company_settings.listening")), by(store, await a_rep(store, role="manager")) as work:
        await company_settings.listening(work, Listening(NUMBERS))


async def test_the_form_opens_with_what_is_settled_and_says_what_is_wrong(store):
    admin = await a_rep(store, role="admin")
    await saved(store, CompanySettings(angry_words=["ひどい", "最悪"]))

    form = await pressed(store, admin, "settings.listening", "open")
    wrong = await sent(store, admin, "settings.listening", "", **(TYPED | {"telephone": "なし"}))
    right = await sent(store, admin, "settings.listening", "", **(TYPED | {"reply_hours": "８"}))

    assert isinstance(form, Open)
    shown = {block["block_id"]: block["element"].get("initial_value") for block in form.view["blocks"]}
    assert (shown["case_low"], shown["angry_words"]) == ("4", "ひどい\n最悪")
    assert isinstance(wrong, Errors)
    assert list(wrong.fields) == ["telephone"]
    assert not isinstance(right, Errors)
    [row] = await rows(store, CompanySettings)
    assert (row.reply_hours, row.angry_words) == (8, None)


@pytest.mark.parametrize("score", [0, 10])
async def test_everybody_is_offered_the_page_for_reviews_whatever_they_answered(store, score):
    token = await asked(store)
    await saved(store, CompanySettings(review_url="https://example.com/r"))

    await hear(store, tap(data(token, score)))
    await hear(store, words("理由です"))

    assert [each.review for each in await owed(store, ReasonThanks)] == ["https://example.com/r"]
