"""The forms of a log: a new one, one from a message, and the one that corrects what was understood."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
import pytest_asyncio

from crm.activities import interactions
from crm.activities.interactions import Entry, More, Step, Task
from crm.notices import LogSaved
from crm.refusals import Gone, NothingToLog, NotYet, Past, PastIn, Refusal
from handlers.slack import unpack
from storage.store import Store
from storage.tables import Followup, Interaction, Outbox, Rep
from tests.builders import HOUSE, a_rep
from tests.deeds import by, created, logged, refused, understood
from tests.line_events import owed, rows
from tests.stage import SATO, Stage, on_stage

FRIDAY = date(2026, 11, 27)
TEXT = "見積の件で打合せ。来週金曜15時に電話"


def an_entry(customer_id: int = 1, text: str = TEXT, **more) -> Entry:
    return replace(Entry(customer_id, "visit", text, understood(text)), **more)


async def recorded(store: Store, rep: Rep, entry: Entry) -> LogSaved:
    async with by(store, rep) as work:
        return await interactions.record(work, entry)


async def edited(store: Store, rep: Rep, log: LogSaved, *tasks: Task, more: More | None = None) -> LogSaved:
    async with by(store, rep) as work:
        return await interactions.edit(work, log.interaction_id, "visit", "x", tasks, more)


async def a_log(store: Store, rep: Rep) -> LogSaved:
    await created(store, rep, "田中一郎")
    [saved] = await logged(store, rep, "田中様 訪問 見積の件。来週金曜15時に電話")
    return saved


# --- a new one --------------------------------------------------------------------------------------------------------


async def test_the_dates_of_the_text_become_follow_ups(store):
    rep = await a_rep(store)
    await created(store, rep, "田中一郎")

    card = await recorded(store, rep, an_entry())

    [made], [followup] = await rows(store, Interaction), await rows(store, Followup)
    assert (made.kind, made.text, made.day) == ("visit", TEXT, date(2026, 11, 20))
    assert (followup.what, followup.due_day, followup.due_time) == ("電話", FRIDAY, time(15))
    assert [row.recipient for row in await rows(store, Outbox)] == [rep.slack_id]
    assert card.state == "saved"


async def test_a_next_step_of_its_own_leaves_the_text_alone(store):
    rep = await a_rep(store)
    await created(store, rep, "田中一郎")
    step = Step("見積を送付", date(2026, 11, 24), time(10), promise=True)

    await recorded(store, rep, an_entry(step=step))

    [followup] = await rows(store, Followup)
    assert (followup.what, followup.due_day, followup.due_time, followup.promise) == (
        "見積を送付",
        date(2026, 11, 24),
        time(10),
        True,
    )


async def test_the_day_is_the_fields_else_the_texts_else_today(store):
    rep = await a_rep(store)
    await created(store, rep, "田中一郎")

    given = await recorded(store, rep, an_entry(text="昨日訪問", day=date(2026, 11, 2)))
    told = await recorded(store, rep, an_entry(text="昨日訪問"))
    silent = await recorded(store, rep, an_entry(text="訪問"))

    assert [each.day.day for each in (given, told, silent)] == [2, 19, 20]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"text": "  "}, NothingToLog()),
        ({"day": date(2026, 11, 21)}, NotYet()),
        ({"step": Step("電話", date(2026, 11, 19))}, Past()),
        ({"customer_id": 4711}, Gone()),
        ({"kind": "party"}, Gone()),
    ],
    ids=["no words", "a day to come", "due in the past", "nobody", "no kind"],
)
async def test_what_cannot_be_saved_is_refused_as_a_whole(store, wrong: dict, why: Refusal):
    rep = await a_rep(store)
    await created(store, rep, "田中一郎")

    async with refused(why):
        await recorded(store, rep, an_entry(**wrong))

    assert (await rows(store, Interaction), await rows(store, Followup)) == ([], [])


async def test_a_form_begins_with_the_customer_only_when_there_is_no_doubt(store):
    rep = await a_rep(store)
    for name in ("株式会社サクラ 田中一郎", "株式会社モミジ 田中花子", "鈴木次郎"):
        await created(store, rep, name)

    async with by(store, rep) as work:
        sure = await interactions.begin(work, None, understood("鈴木様から電話"))
        doubtful = await interactions.begin(work, None, understood("田中様から電話"))
        silent = await interactions.begin(work, None, understood("電話"))
        given = await interactions.begin(work, 2)

    assert (sure.name, doubtful, silent, given.name) == ("鈴木次郎", None, None, "田中花子")


# --- what was saved ---------------------------------------------------------------------------------------------------


async def test_a_log_moves_to_another_customer_with_all_that_hangs_on_it(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    other = await created(store, rep, "鈴木花子")

    shown = await edited(store, rep, log, more=More(customer_id=other.id))
    again = await edited(store, rep, log, more=More(day=date(2026, 11, 19)))

    [made], [followup] = await rows(store, Interaction), await rows(store, Followup)
    assert (made.customer_id, made.day, followup.customer_id) == (other.id, date(2026, 11, 19), other.id)
    assert (shown.customer, again.customer) == ("鈴木花子", "鈴木花子")
    first, *updates = await rows(store, Outbox)
    assert {row.update_of for row in updates} == {first.seq}


async def test_a_follow_up_is_taken_out_and_another_one_put_in(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    out = Task(log.followups[0].followup_id, "電話", FRIDAY, time(15), gone=True)

    shown = await edited(store, rep, log, out, more=More(steps=(Step("訪問", FRIDAY, promise=True),)))

    assert [(due.what, due.promise) for due in shown.followups] == [("訪問", True)]
    assert [followup.state for followup in await rows(store, Followup)] == ["dropped", "open"]


async def test_a_plan_becomes_a_promise(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)

    await edited(store, rep, log, Task(log.followups[0].followup_id, "電話", FRIDAY, time(15), promise=True))

    [followup] = await rows(store, Followup)
    assert followup.promise


async def test_a_follow_up_does_not_move_into_the_past_and_a_log_not_into_the_future(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    number = log.followups[0].followup_id

    async with refused(PastIn(f"day_{number}")):
        await edited(store, rep, log, Task(number, "電話", date(2026, 11, 19), None))
    async with refused(NotYet()):
        await edited(store, rep, log, more=More(day=date(2026, 11, 21)))


async def test_the_card_of_several_customers_names_the_others(store):
    rep = await a_rep(store)
    await created(store, rep, "田中一郎")
    await created(store, rep, "鈴木花子")

    await logged(store, rep, "田中様、鈴木様 会食")

    assert [card.others for card in await owed(store, LogSaved)] == [("鈴木花子",), ("田中一郎",)]


def test_a_message_of_a_thread_comes_with_what_it_answers():
    message = {"text": "明日送ります &amp; 電話", "root": {"text": "見積はいつですか"}}

    heard = unpack.unpack({"type": "message_action", "message": message}, seq=1, language="ja", house=HOUSE)

    assert heard.text == "見積はいつですか\n明日送ります & 電話"


# --- through the doors ------------------------------------------------------------------------------------------------

# A Monday, 10:00 in Tokyo, from which the clock goes on.
NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    began = datetime.now(UTC)
    async with on_stage(database_url, lambda: NOW + (datetime.now(UTC) - began)) as made:
        yield made


async def test_log_alone_opens_a_form_that_keeps_what_was_typed_until_it_is_right(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")
    await stage.command("/log")
    form = await stage.modal()
    option = (
        await stage.post(f"slack/{SATO}/suggest", action_id="customer.options", value="田中", view_id=form["id"])
    )["options"][0]
    typed = {
        "customer": {"customer.options": {"selected_option": option}},
        "kind": {"kind": {"selected_option": "call"}},
        "text": {"text": {"value": "納期のご相談"}},
        "next_what": {"next_what": {"value": "回答"}},
    }

    wrong = await stage.post(
        f"slack/{SATO}/submit", view_id=form["id"], values=typed | {"next_when": {"next_when": {"value": "昨日"}}}
    )
    right = await stage.post(
        f"slack/{SATO}/submit",
        view_id=form["id"],
        values=typed | {"next_when": {"next_when": {"value": "next Friday 3pm"}}},
    )

    assert list(wrong["errors"]) == ["next_when"]
    assert right["errors"] is None
    card = await stage.direct_message("納期のご相談", "12月11日(金) 15:00", "回答")
    assert "田中一郎様の電話" in card["text"]


async def test_a_message_is_logged_from_its_menu(database_url: str) -> None:
    async with on_stage(database_url) as stage:  # the town stamps its messages with the real time
        await stage.command("/customer new 株式会社サクラ 田中一郎")
        text = "田中様からお電話。3日後までに見積を送ります"
        said = await stage.post(f"slack/{SATO}/say", channel="general", text=text)
        await stage.post(f"slack/{SATO}/shortcut", callback_id="log.message", channel="general", ts=said["ts"])
        form = await stage.modal()

        done = await stage.post(f"slack/{SATO}/submit", view_id=form["id"], values={})

        fields = {block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"}
        assert fields["customer"]["initial_option"]["text"]["text"] == "株式会社サクラ 田中一郎"
        assert fields["kind"]["initial_option"]["value"] == "call"
        assert done["errors"] is None
        await stage.direct_message(text, "* 見積を送ります", "お客様との約束")


async def test_a_line_that_names_nobody_is_kept_in_the_form(stage: Stage) -> None:
    await stage.command("/log 見積の件で打合せ。来週金曜に電話")

    form = await stage.modal()

    assert "見積の件で打合せ。来週金曜に電話" in str(form["blocks"])


async def test_a_doubtful_date_is_settled_on_the_card(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")
    answer = await stage.command("/log 田中様 訪問 12/4(木)に再訪")
    card = await stage.direct_message("12月4日は金曜日です", "log.choose")
    thursday = next(e for b in card["blocks"] for e in b.get("elements", []) if "12月3日(木)" in str(e))

    await stage.press(card, thursday["action_id"])

    assert "12月4日は金曜日です。どちらでしょうか" in answer
    settled = await stage.direct_message("*12月3日(木)* 再訪")
    assert "log.choose" not in str(settled)
