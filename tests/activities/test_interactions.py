"""One line in, saved at once for everyone it names, and shown as it was understood."""

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from crm.activities import interactions
from crm.activities.interactions import Task
from crm.notices import LogSaved
from crm.refusals import Gone, NotAllowed, NothingToLog, TextTooLong
from storage.store import Store
from storage.tables import Followup, Interaction, Outbox, Rep
from tests.builders import HOUSE, NOW, a_rep, a_team
from tests.deeds import by, created, logged, refused
from tests.line_events import owed, rows

LINE = "田中様 訪問 見積の件で打合せ。来週金曜15時に電話"
FRIDAY = date(2026, 11, 27)
HOUR = timedelta(hours=1)


async def a_known_customer(store: Store, rep: Rep, text: str = "株式会社サクラ 田中一郎"):
    return await created(store, rep, text)


async def a_log(store: Store, rep: Rep, line: str = LINE) -> LogSaved:
    await a_known_customer(store, rep)
    [saved] = await logged(store, rep, line)
    return saved


async def edited(store: Store, rep: Rep, log: LogSaved, *tasks: Task, kind: str = "visit", text: str = "x") -> LogSaved:
    async with by(store, rep) as work:
        return await interactions.edit(work, log.interaction_id, kind, text, list(tasks))


# --- saving -----------------------------------------------------------------------------------------------------------


async def test_a_clear_line_is_an_interaction_and_its_follow_up(store):
    rep = await a_rep(store)

    log = await a_log(store, rep)

    [made], [followup] = await rows(store, Interaction), await rows(store, Followup)
    assert (made.kind, made.rep_id, made.day, made.customer_id) == ("visit", rep.id, date(2026, 11, 20), 1)
    assert made.text == "見積の件で打合せ。来週金曜15時に電話"
    assert (followup.what, followup.due_day, followup.due_time, followup.zone) == (
        "電話",
        FRIDAY,
        time(15),
        "Asia/Tokyo",
    )
    assert followup.due_at == HOUSE.business.moment(FRIDAY, time(15))
    assert (followup.owner_id, followup.interaction_id, followup.state) == (rep.id, made.id, "open")
    assert (log.customer, log.company, log.undo_until) == ("田中一郎", "株式会社サクラ", NOW + timedelta(minutes=10))


async def test_the_card_is_owed_to_the_authors_own_direct_message(store):
    owner, author = await a_rep(store), await a_rep(store)
    await a_known_customer(store, owner)

    await logged(store, author, LINE)

    [row] = await rows(store, Outbox)
    assert (row.kind, row.recipient, row.customer_id) == ("LogSaved", author.slack_id, 1)


async def test_whoever_logs_owes_what_was_promised_also_for_a_colleagues_customer(store):
    owner, author = await a_rep(store), await a_rep(store)
    await a_known_customer(store, owner)

    await logged(store, author, LINE)

    [followup] = await rows(store, Followup)
    assert followup.owner_id == author.id


async def test_several_customers_in_one_line_each_have_it(store):
    rep = await a_rep(store)
    await a_known_customer(store, rep, "田中一郎")
    await a_known_customer(store, rep, "鈴木花子")

    saved = await logged(store, rep, "田中様、鈴木様 会食 来週金曜15時に電話")

    assert [log.customer for log in saved] == ["田中一郎", "鈴木花子"]
    assert [(made.customer_id, made.kind) for made in await rows(store, Interaction)] == [(1, "meal"), (2, "meal")]
    assert [followup.customer_id for followup in await rows(store, Followup)] == [1, 2]
    assert len({log.operation for log in saved}) == 1


async def test_one_customer_by_two_names_is_logged_once(store):
    rep = await a_rep(store)
    await a_known_customer(store, rep, "田中一郎（たなか いちろう）")

    await logged(store, rep, "田中様とたなか様 訪問 見積の件")

    assert len(await rows(store, Interaction)) == 1


async def test_a_day_that_is_over_is_the_day_of_the_visit(store):
    rep = await a_rep(store)
    await a_known_customer(store, rep)

    [log] = await logged(store, rep, "昨日 田中様 訪問 見積の件")

    assert log.day == date(2026, 11, 19)


@pytest.mark.parametrize("line", ["", "   ", "。", "訪問"])
async def test_a_line_that_names_nobody_is_refused(store, line):
    async with refused(NothingToLog()):
        await logged(store, await a_rep(store), line)


async def test_three_thousand_characters_are_a_log_and_one_more_is_not(store):
    rep = await a_rep(store)
    await a_known_customer(store, rep)
    most = "田中様 訪問 " + "あ" * (3000 - 7)

    [log] = await logged(store, rep, most)
    async with refused(TextTooLong(3000)):
        await logged(store, rep, most + "あ")

    assert log.text == "あ" * 2993
    assert len(await rows(store, Interaction)) == 1


async def test_signs_that_mean_something_to_slack_are_kept_as_they_were_typed(store):
    rep = await a_rep(store)
    await a_known_customer(store, rep)

    [log] = await logged(store, rep, "田中様 訪問 <!channel> & *価格* 🙂")

    assert log.text == "<!channel> & *価格* 🙂"


async def test_who_may_only_read_logs_nothing(store):
    await a_known_customer(store, await a_rep(store))

    async with refused(NotAllowed("interactions.log")):
        await logged(store, await a_rep(store, role="read_only"), LINE)


# --- changing ---------------------------------------------------------------------------------------------------------


async def test_the_form_changes_the_kind_the_words_and_what_is_owed(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    task = Task(log.followups[0].followup_id, "訪問", date(2026, 11, 28), None)

    shown = await edited(store, rep, log, task, kind="online", text="  見積の件をオンラインで  ")

    [made], [followup] = await rows(store, Interaction), await rows(store, Followup)
    assert (made.kind, made.text) == ("online", "見積の件をオンラインで")
    assert (followup.what, followup.due_day, followup.due_time) == ("訪問", date(2026, 11, 28), None)
    assert followup.due_at == HOUSE.business.moment(date(2026, 11, 30))  # a Saturday: due when business opens again
    assert (shown.state, shown.operation) == ("edited", log.operation)


async def test_the_card_changes_with_it_in_its_place(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)

    await edited(store, rep, log, text="見積の件")

    first, second = await rows(store, Outbox)
    assert (second.update_of, second.recipient) == (first.seq, rep.slack_id)
    assert [notice.state for notice in await owed(store, LogSaved)] == ["saved", "edited"]


async def test_a_new_day_rings_again_and_new_words_do_not(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    number = log.followups[0].followup_id
    async with by(store, rep) as work:
        (await work.session.get(Followup, number)).nudged_at = NOW

    await edited(store, rep, log, Task(number, "訪問", FRIDAY, time(15)))
    [after_words] = await rows(store, Followup)
    await edited(store, rep, log, Task(number, "訪問", FRIDAY, time(16)))
    [after_day] = await rows(store, Followup)

    assert (after_words.what, after_words.nudged_at) == ("訪問", NOW)
    assert after_day.nudged_at is None


@pytest.mark.parametrize(("text", "why"), [("  ", NothingToLog()), ("あ" * 3001, TextTooLong(3000))])
async def test_a_log_keeps_words_within_bounds(store, text, why):
    rep = await a_rep(store)
    log = await a_log(store, rep)

    async with refused(why):
        await edited(store, rep, log, text=text)

    [made] = await rows(store, Interaction)
    assert made.text == log.text


async def test_a_follow_up_of_another_log_is_not_changed_and_nothing_else_either(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    [other] = await logged(store, rep, "田中様 電話 納期の件。来週月曜に電話")

    async with refused(Gone()):
        await edited(store, rep, log, Task(other.followups[0].followup_id, "x", FRIDAY, None), text="新しい言葉")

    assert [made.text for made in await rows(store, Interaction)] == [log.text, other.text]
    assert [followup.what for followup in await rows(store, Followup)] == ["電話", "電話"]


@pytest.mark.parametrize("kind", ["party", "", "VISIT"])
async def test_there_are_no_other_kinds_than_these(store, kind):
    rep = await a_rep(store)
    log = await a_log(store, rep)

    async with refused(Gone()):
        await edited(store, rep, log, kind=kind)


@pytest.mark.parametrize(
    ("role", "team", "may"),
    [("rep", "same", False), ("manager", "same", True), ("manager", "other", False), ("admin", "other", True)],
)
async def test_somebody_else_changes_it_only_within_their_reach(store, role, team, may):
    teams = {"same": await a_team(store), "other": await a_team(store)}
    log = await a_log(store, await a_rep(store, team_id=teams["same"].id))
    other = await a_rep(store, role=role, team_id=teams[team].id)

    if may:
        await edited(store, other, log, text="直しました")
    else:
        async with refused(NotAllowed("interactions.edit")):
            await edited(store, other, log, text="直しました")

    [made] = await rows(store, Interaction)
    assert (made.text == "直しました") is may


async def test_the_form_shows_what_was_saved(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)

    async with by(store, rep) as work:
        shown = await interactions.show(work, log.interaction_id)

    assert replace(shown, operation="") == replace(log, operation="")


async def test_a_log_that_is_not_there_can_neither_be_shown_nor_changed(store):
    rep = await a_rep(store)

    async with refused(Gone()), by(store, rep) as work:
        await interactions.show(work, 4711)
    async with refused(Gone()), by(store, rep) as work:
        await interactions.edit(work, 4711, "visit", "x", [])


# --- people who are not there -----------------------------------------------------------------------------------------


async def test_a_line_of_somebody_who_has_left_since_is_kept_and_told_to_those_who_stay(store):
    """Their command waited in the inbox while they left."""
    rep = await a_rep(store, active=False)
    await a_known_customer(store, rep)

    await logged(store, rep, LINE)

    [row] = await rows(store, Outbox)
    assert (row.recipient, len(await rows(store, Interaction))) == (HOUSE.admins[0], 1)


async def test_two_lines_at_once_for_one_customer_are_both_kept(store):
    rep = await a_rep(store)
    await a_known_customer(store, rep)

    await asyncio.gather(*(logged(store, rep, LINE, NOW + number * HOUR) for number in range(4)))

    assert len(await rows(store, Interaction)) == 4


async def test_lines_that_name_the_same_people_in_another_order_do_not_block_each_other(store):
    rep = await a_rep(store)
    await created(store, rep, "田中一郎")
    await created(store, rep, "鈴木花子")

    outcomes = await asyncio.gather(
        *(logged(store, rep, f"{who} 会食") for _ in range(8) for who in ("田中様、鈴木様", "鈴木様、田中様")),
        return_exceptions=True,
    )

    assert [each for each in outcomes if isinstance(each, BaseException)] == []
    assert len(await rows(store, Interaction)) == 32
