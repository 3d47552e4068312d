"""You said, we did: voices are noted under a theme, and when it is done each customer hears what became of theirs."""

from datetime import timedelta

import pytest

from crm.cases import themes
from crm.notices import NpsQuestion, ThemeInPerson, YouSaidWeDid
from crm.refusals import Gone, NameMissing, NotAllowed, OverQuota, TextTooLong, ThemeOver, WordsMissing
from reminders.rounds import Round
from reminders.sweeps import cases as sweep
from storage.tables import LineQuota, SurveyInvite, Theme, Voice
from storage.voice import links
from tests.builders import HOUSE, NOW, a_customer, a_rep, an_answer, written
from tests.deeds import by, refused
from tests.line_events import hear, linked, owed, relayed, rows, words

PARKING, DONE = "駐車場が狭い", "駐車場を六台分に広げました。"


async def noted(store, rep, answer, theme=PARKING, said="停めにくい") -> Theme:
    async with by(store, rep) as work:
        return await themes.note(work, "answer", answer.id, theme, said)


async def an_unreached_voice(store, rep, name="山田 花子"):
    """Of somebody who has blocked us since."""
    customer = await a_customer(store, owner=rep, name=name)
    answer = await an_answer(store, customer=customer, score=7, reason="停めにくいです")
    async with written(store) as work:
        for account in await links.accounts_of(work.session, customer.id):
            account.state = "gone"
    return answer


async def finished(store, theme) -> int:
    async with by(store, await a_rep(store, role="manager")) as work:
        return await themes.finish(work, theme.id, DONE)


async def test_what_a_customer_wrote_is_noted_under_a_theme(store):
    rep, customer = await linked(store)
    await hear(store, words("駐車場が狭くて停めにくいです"))
    [wrote] = await relayed(store)

    async with by(store, rep) as work:
        begun, said, known = await themes.begin(work, "message", wrote.message_id)
    async with by(store, rep) as work:
        theme = await themes.note(work, "message", wrote.message_id, PARKING, "停めにくいです")

    [voice] = await rows(store, Voice)
    assert (begun.id, said, known) == (customer.id, "駐車場が狭くて停めにくいです", [])
    assert (voice.theme_id, voice.customer_id) == (theme.id, customer.id)
    assert (voice.words, voice.source) == ("停めにくいです", "message")


async def test_one_title_is_one_theme_and_the_same_words_are_noted_once(store):
    rep = await a_rep(store)
    first, second = [await an_unreached_voice(store, rep) for _ in range(2)]

    made = [await noted(store, rep, each) for each in (first, second, first)]

    assert len({each.id for each in made}) == len(await rows(store, Theme)) == 1
    assert len(await rows(store, Voice)) == 2
    async with by(store, rep) as work:
        [line] = (await themes.page(work)).lines
    assert (line.title, line.customers, line.told) == (PARKING, 2, 0)


@pytest.mark.parametrize(
    ("theme", "said", "refusal"),
    [
        ("　", "停めにくい", NameMissing()),
        ("あ" * 61, "停めにくい", TextTooLong(60)),
        (PARKING, " ", WordsMissing()),
        (PARKING, "あ" * 1001, TextTooLong(1000)),
        (999, "停めにくい", Gone()),
    ],
    ids=["no title", "a long title", "no words", "a book", "no such theme"],
)
async def test_what_cannot_be_noted_is_refused(store, theme, said, refusal):
    rep = await a_rep(store)
    answer = await an_unreached_voice(store, rep)

    async with refused(refusal), by(store, rep) as work:
        await themes.note(work, "answer", answer.id, theme, said)


async def test_the_words_of_other_reps_customers_are_not_ones_own_to_note(store):
    answer = await an_unreached_voice(store, await a_rep(store))

    async with refused(NotAllowed("themes.note")), by(store, await a_rep(store)) as work:
        await themes.note(work, "answer", answer.id, PARKING, "停めにくい")


async def test_when_it_is_done_each_customer_hears_of_their_own_words_once_in_line_or_in_person(store):
    rep, customer = await linked(store)
    mine = await an_answer(store, customer=customer, score=7, reason="停めにくいです")
    theme = await noted(store, rep, mine, said="停めにくいです")
    await noted(store, rep, await an_unreached_voice(store, rep), said="狭いです")

    number = await finished(store, theme)
    for _ in range(2):
        await sweep.sweep(Round(store, HOUSE, NOW))

    assert number == 2
    assert await owed(store, YouSaidWeDid) == [YouSaidWeDid(HOUSE.company, customer.name, "停めにくいです", DONE)]
    assert [(each.customer, each.words) for each in await owed(store, ThemeInPerson)] == [("山田 花子", "狭いです")]
    assert all(voice.told_at == NOW for voice in await rows(store, Voice))


async def test_nobody_hears_of_it_at_night(store):
    rep, customer = await linked(store)
    theme = await noted(store, rep, await an_answer(store, customer=customer, score=7, reason="停めにくいです"))
    await finished(store, theme)
    night = HOUSE.business.moment(HOUSE.business.local(NOW).date(), HOUSE.business.quiet_from)

    await sweep.sweep(Round(store, HOUSE, night))

    assert await owed(store, YouSaidWeDid) == []


async def test_a_month_after_it_customers_are_asked_once_more(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    long_ago = NOW - timedelta(days=100)
    answer = await an_answer(store, customer=customer, score=7, reason="停めにくいです", at=long_ago)
    await finished(store, await noted(store, rep, answer))
    await sweep.sweep(Round(store, HOUSE, NOW))
    before = await owed(store, NpsQuestion)
    day = HOUSE.business.moment(HOUSE.business.on_or_after((NOW + timedelta(days=31)).date()))

    for _ in range(2):
        await sweep.sweep(Round(store, HOUSE, day))

    assert before == []
    assert len(await owed(store, NpsQuestion)) == 1
    assert [each.asked_at for each in await rows(store, SurveyInvite)] == [long_ago, day]


async def test_only_who_answers_for_others_finishes_a_theme_and_only_once(store):
    rep = await a_rep(store)
    theme = await noted(store, rep, await an_unreached_voice(store, rep))

    async with refused(NotAllowed("themes.finish")), by(store, rep) as work:
        await themes.finish(work, theme.id, DONE)
    await finished(store, theme)
    async with refused(ThemeOver(PARKING)):
        await finished(store, theme)
    async with refused(ThemeOver(PARKING)):
        await noted(store, rep, await an_unreached_voice(store, rep), theme=theme.id)


async def test_news_that_would_touch_what_is_kept_for_answers_are_refused_with_the_numbers(store):
    rep = await a_rep(store)
    theme = await noted(store, rep, await an_unreached_voice(store, rep))
    async with store.write() as session:
        session.add(LineQuota(month="2026-11", total=200, used=160, read_at=NOW))

    async with refused(OverQuota(1, 0, 200, 160, 0, 40)):
        await finished(store, theme)

    assert [each.state for each in await rows(store, Theme)] == ["open"]
