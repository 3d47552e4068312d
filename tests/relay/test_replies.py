"""What a rep sends: once, by whoever is answering, in order, and with what became of it."""

import asyncio
from datetime import timedelta

import pytest

from crm.notices import ReplyShown
from crm.refusals import (
    AlreadySent,
    HeldBy,
    LeftLine,
    NotAllowed,
    NothingToSend,
    Refused,
    ReplyDecided,
    ReplyTooLong,
)
from crm.relay import carrying, receipts, replies
from crm.surveys import surveys
from storage.tables import Case, CompanySettings, Conversation, Outbox, Reply, SurveyInvite, Wait
from tests.builders import NOW, a_line_user, a_rep, a_team, saved, written
from tests.deeds import by, refused
from tests.line_events import USER, event, hear, linked, owed, rows, tap, words
from tests.points.programmes import a_programme
from tests.relay.answering import carriers, last_heard, reply, sent

SOON = NOW + timedelta(minutes=1)


async def heard(store, text: str = "納期はいつですか", **rep):
    """A customer of 佐藤's has written; the rep and the message."""
    owner, _ = await linked(store, **rep)
    await hear(store, words(text))
    return owner, await last_heard(store)


async def test_words_go_once_however_often_they_are_sent(store):
    rep, message = await heard(store)

    await sent(store, rep, message, "火曜日です")
    async with refused(AlreadySent()):
        await sent(store, rep, message, "火曜日です ")

    assert len(await rows(store, Reply)) == len(await carriers(store)) == 1


async def test_two_who_send_at_once_are_one_message_and_a_sentence(store):
    rep, message = await heard(store)
    other = await a_rep(store, full_name="伊藤 真理")

    done = await asyncio.gather(
        sent(store, rep, message, "火曜日です"), sent(store, other, message, "水曜日です"), return_exceptions=True
    )

    assert len([each for each in done if isinstance(each, Reply)]) == 1
    [no] = [each for each in done if isinstance(each, Refused)]
    assert isinstance(no.refusal, HeldBy)
    assert len(await carriers(store)) == 1


async def test_the_same_form_sent_at_once_is_one_message(store):
    rep, message = await heard(store)

    done = await asyncio.gather(*(sent(store, rep, message, "火曜日です") for _ in range(5)), return_exceptions=True)

    assert len([each for each in done if isinstance(each, Reply)]) == 1
    assert len(await carriers(store)) == 1


async def test_who_answers_is_held_for_a_quarter_of_an_hour_and_then_free(store):
    rep, message = await heard(store)
    other = await a_rep(store)
    async with by(store, rep) as work:
        await replies.begin(work, message.id)

    async with by(store, other) as work:
        held = await replies.begin(work, message.id)
    async with refused(HeldBy("佐藤 花子", "09:15")):
        await sent(store, other, message, "水曜日です")
    free = await sent(store, other, message, "水曜日です", now=NOW + timedelta(minutes=16))

    assert (held.held_by, held.held_until) == ("佐藤 花子", "09:15")
    assert free.state == "owed"


async def test_taking_over_is_on_purpose_and_shuts_the_other_out(store):
    rep, message = await heard(store)
    other = await a_rep(store, full_name="伊藤 真理")
    async with by(store, rep) as work:
        await replies.begin(work, message.id)

    async with by(store, other) as work:
        taken = await replies.take(work, message.id)

    assert taken.held_by == ""
    async with refused(HeldBy("伊藤 真理", "09:15")):
        await sent(store, rep, message, "火曜日です")


@pytest.mark.parametrize(
    ("text", "refusal"), [("  \n", NothingToSend()), ("あ" * 1501, ReplyTooLong(1501, 1500))], ids=["empty", "long"]
)
async def test_what_cannot_be_sent_is_said_before_it_is_tried(store, text, refusal):
    rep, message = await heard(store)

    async with by(store, rep) as work, refused(refusal):
        await replies.look(work, replies.Draft(message.id, text))

    assert await carriers(store) == []


async def test_nothing_is_sent_to_somebody_who_has_left(store):
    rep, message = await heard(store)
    await hear(store, event("unfollow", at=SOON))

    async with refused(LeftLine()):
        await sent(store, rep, message, "火曜日です")


async def test_what_was_still_to_go_is_not_said_to_somebody_who_leaves_meanwhile(store):
    rep, message = await heard(store)
    made = await sent(store, rep, message, "火曜日です")

    await hear(store, event("unfollow", at=SOON))

    assert [(each.state, each.why) for each in await rows(store, Reply)] == [("failed", "left")]
    assert [row.state for row in await carriers(store)] == ["cancelled"]
    assert (await owed(store, ReplyShown))[-1].why == "left"
    assert made.id


async def test_lines_within_seconds_travel_together_and_no_more_than_five(store):
    rep, message = await heard(store)

    for number in range(6):
        await sent(store, rep, message, f"その{number}")

    assert [len(row.fields["parts"]) for row in await carriers(store)] == [5, 1]


async def test_what_another_person_writes_has_a_call_of_its_own(store):
    rep, message = await heard(store)
    other = await a_rep(store)
    await sent(store, rep, message, "火曜日です")
    async with by(store, other) as work:
        await replies.take(work, message.id)

    await sent(store, other, message, "午前中に伺います")

    assert [row.fields["rep_id"] for row in await carriers(store)] == [rep.id, other.id]


async def test_an_answer_to_earlier_words_quotes_them(store):
    rep, message = await heard(store)
    await sent(store, rep, message, "はい")
    await hear(store, words("それと見積も", at=SOON))

    await sent(store, rep, message, "火曜日です", now=SOON)

    assert [part["quote"] for row in await carriers(store) for part in row.fields["parts"]] == ["", "q"]


async def test_what_is_sent_ends_the_waiting_and_counts_business_minutes(store):
    rep, message = await heard(store)
    made = await sent(store, rep, message, "火曜日です", now=NOW + timedelta(minutes=20))

    await told(store, made, "sent", now=NOW + timedelta(minutes=21))

    [wait] = await rows(store, Wait)
    assert (wait.ended, wait.minutes, wait.answered_by_id) == ("reply", 21, rep.id)
    assert (await reply(store, made.id)).state == "sent"


async def told(store, made: Reply, state: str, why: str = "", now=SOON) -> None:
    """Delivery tells what came of it."""
    async with written(store, now) as work:
        await receipts.note(work, (await reply(store, made.id)).carrier or 0, state, why)


@pytest.mark.parametrize(
    ("state", "why", "kept"),
    [("sent", "", ("sent", None)), ("failed", "large", ("failed", "large")), ("owed", "quota", ("owed", "quota"))],
)
async def test_the_thread_says_what_became_of_it(store, state, why, kept):
    rep, message = await heard(store)
    made = await sent(store, rep, message, "火曜日です")

    await told(store, made, state, why)

    now = await reply(store, made.id)
    assert (now.state, now.why) == kept
    [shown] = await owed(store, ReplyShown)
    assert (shown.state, shown.why) == (kept[0], kept[1] or "")


async def test_an_answer_stops_the_first_clock_of_a_complaint(store):
    rep, message = await heard(store)
    await saved(store, Case(customer_id=message.customer_id, owner_id=rep.id, opened_at=NOW, source="hand"))
    made = await sent(store, rep, message, "申し訳ございません")

    await told(store, made, "sent")

    [case] = await rows(store, Case)
    assert case.replied_at == SOON


async def test_a_late_word_does_not_change_what_is_settled(store):
    rep, message = await heard(store)
    made = await sent(store, rep, message, "火曜日です")
    await told(store, made, "sent")

    await told(store, made, "failed", "unknown")

    assert (await reply(store, made.id)).state == "sent"


async def test_who_still_waits_has_not_been_answered_by_what_failed(store):
    rep, message = await heard(store)
    made = await sent(store, rep, message, "火曜日です")

    await told(store, made, "failed", "unknown")

    [wait] = await rows(store, Wait)
    assert wait.answered_at is None
    assert (await sent(store, rep, message, "火曜日です", now=SOON)).state == "owed"


async def test_what_nobody_has_said_can_be_taken_back_and_the_others_go(store):
    rep, message = await heard(store)
    first, second = [await sent(store, rep, message, text) for text in ("間違えました", "火曜日です")]

    async with by(store, rep) as work:
        await carrying.cancel(work, first.id)

    [row] = await carriers(store)
    assert [part["text"] for part in row.fields["parts"]] == ["火曜日です"]
    assert [each.state for each in await rows(store, Reply)] == ["cancelled", "owed"]
    assert second.carrier == row.seq


async def test_what_is_on_its_way_cannot_be_taken_back(store):
    rep, message = await heard(store)
    made = await sent(store, rep, message, "火曜日です")
    async with written(store) as work:
        row = await work.session.get(Outbox, made.carrier)
        row.state, row.attempts = "leased", 1

    async with by(store, rep) as work, refused(AlreadySent()):
        await carrying.cancel(work, made.id)


async def test_what_a_colleague_wrote_is_not_anybodys_to_take_back(store):
    rep, message = await heard(store)
    made = await sent(store, rep, message, "火曜日です")

    async with by(store, await a_rep(store)) as work, refused(NotAllowed("replies.cancel")):
        await carrying.cancel(work, made.id)


async def test_words_of_ours_end_what_a_survey_awaited(store):
    owner, customer = await linked(store)
    async with by(store, owner) as work:
        await surveys.ask_nps(work, customer.id)
    [invite] = await rows(store, SurveyInvite)
    await hear(store, tap(f"nps:{invite.token}:9"), words("電話をください", at=SOON))
    await hear(store, event("message", message={"type": "sticker", "id": "s1"}, at=SOON))
    message = await last_heard(store)

    await sent(store, owner, message, "ただいまお電話いたします", now=SOON)
    await hear(store, words("お待ちしています", at=SOON + timedelta(minutes=1)))

    assert (await last_heard(store)).text == "お待ちしています"
    assert "answer" not in (await last_heard(store)).details


async def test_a_survey_goes_with_it_and_comes_after_it(store):
    rep, message = await heard(store)

    async with by(store, rep) as work:
        await replies.send(work, replies.Draft(message.id, "ありがとうございました", card="csat"))

    line = [row for row in await rows(store, Outbox) if row.channel == "line" and not row.kind.startswith("Want")]
    assert [(row.kind, row.state) for row in line] == [("RepReply", "ready"), ("ScoreQuestion", "ready")]


async def test_a_survey_that_may_not_be_sent_is_said_before_anything_is(store):
    rep, message = await heard(store)
    async with by(store, rep) as work:
        await surveys.ask(work, "csat", message.customer_id)

    with pytest.raises(Refused):
        async with by(store, rep) as work:
            await replies.look(work, replies.Draft(message.id, "ありがとうございました", card="csat"))

    assert await carriers(store) == []


async def test_the_card_of_their_points_goes_with_it_where_there_are_any(store):
    rep, message = await heard(store)
    draft = replies.Draft(message.id, "こちらをご覧ください", card="points")
    async with by(store, rep) as work:
        before = (await replies.begin(work, message.id)).points
        with pytest.raises(Refused):
            await replies.look(work, draft)
    await a_programme(store)

    async with by(store, rep) as work:
        after = (await replies.begin(work, message.id)).points
        await replies.send(work, draft)

    line = [row for row in await rows(store, Outbox) if row.channel == "line" and not row.kind.startswith("Want")]
    assert (before, after) == (False, True)
    assert [(row.kind, row.state) for row in line] == [("RepReply", "ready"), ("PointsCards", "ready")]


# --- a second pair of eyes --------------------------------------------------------------------------------------------


async def a_team_of_two(store):
    """A manager and a rep of the team; the rep's customer has written."""
    team = await a_team(store)
    manager = await a_rep(store, role="manager", team_id=team.id, full_name="山本 課長")
    rep, message = await heard(store, team_id=team.id)
    return manager, rep, message


@pytest.mark.parametrize(
    ("approval", "asks"),
    [("never", False), ("always", True), ("new", True), ("case", False)],
    ids=str,
)
async def test_a_manager_reads_first_what_the_company_wants_read(store, approval, asks):
    _, rep, message = await a_team_of_two(store)
    await saved(store, CompanySettings(relay_approval=approval))

    made = await sent(store, rep, message, "火曜日です")

    assert made.state == ("asked" if asks else "owed")
    assert len(await carriers(store)) == (0 if asks else 1)
    assert any(each.deciding for each in await owed(store, ReplyShown)) is asks


async def test_whoever_has_joined_long_ago_is_not_new(store):
    _, rep, message = await a_team_of_two(store)
    await saved(store, CompanySettings(relay_approval="new"))

    assert (await sent(store, rep, message, "火曜日です", now=NOW + timedelta(days=31))).state == "owed"


async def test_an_open_case_wants_a_second_pair_of_eyes(store):
    _, rep, message = await a_team_of_two(store)
    await saved(store, CompanySettings(relay_approval="case"))
    [thread] = await rows(store, Conversation)
    await saved(store, Case(customer_id=thread.customer_id, owner_id=rep.id, opened_at=NOW, source="hand"))

    assert (await sent(store, rep, message, "申し訳ございません")).state == "asked"


async def test_who_must_agree_reads_what_is_answered_until_it_is_taken_back(store):
    _, rep, message = await a_team_of_two(store)
    await saved(store, CompanySettings(relay_approval="always"))
    await sent(store, rep, message, "火曜日です")
    before = {each.answers for each in await owed(store, ReplyShown) if each.deciding}

    await hear(store, event("unsend", unsend={"messageId": message.platform_id}, at=SOON))

    assert before == {"納期はいつですか"}
    assert {each.answers for each in await owed(store, ReplyShown)} == {""}


async def test_what_is_agreed_to_goes_out_in_the_writers_name(store):
    manager, rep, message = await a_team_of_two(store)
    await saved(store, CompanySettings(relay_approval="always"))
    made = await sent(store, rep, message, "火曜日です")

    async with by(store, manager) as work:
        await carrying.approve(work, made.id)

    [row] = await carriers(store)
    assert (row.fields["rep_id"], row.fields["parts"][0]["text"]) == (rep.id, "火曜日です")
    async with by(store, manager) as work, refused(ReplyDecided()):
        await carrying.refuse(work, made.id, "やはり")


async def test_what_is_sent_back_has_its_reason_and_may_be_written_anew(store):
    manager, rep, message = await a_team_of_two(store)
    await saved(store, CompanySettings(relay_approval="always"))
    made = await sent(store, rep, message, "火曜日です")

    async with by(store, manager) as work:
        await carrying.refuse(work, made.id, "日付をお確かめください")

    assert await carriers(store) == []
    assert {each.why for each in await owed(store, ReplyShown)} == {"日付をお確かめください"}
    async with by(store, rep) as work:
        assert (await replies.rewrite(work, made.id)).text == "火曜日です"


async def test_nobody_agrees_to_their_own_words_and_no_colleague_to_others(store):
    _, rep, message = await a_team_of_two(store)
    await saved(store, CompanySettings(relay_approval="always"))
    made = await sent(store, rep, message, "火曜日です")

    for who in (rep, await a_rep(store)):
        async with by(store, who) as work, refused(NotAllowed("replies.approve")):
            await carrying.approve(work, made.id)


# --- strangers --------------------------------------------------------------------------------------------------------


async def test_a_stranger_is_answered_too_by_one_person(store):
    await a_line_user(store, user_id=USER, display_name="いちろう")
    await hear(store, words("どちらの会社ですか"))
    message, rep = await last_heard(store), await a_rep(store)

    await sent(store, rep, message, "サクラ商事でございます")

    with pytest.raises(Refused):
        await sent(store, await a_rep(store), message, "どなたですか")
    [row] = await carriers(store)
    assert (row.recipient, row.customer_id) == (USER, None)
    [shown] = [each for each in await rows(store, Outbox) if each.kind == "ReplyShown"]
    assert shown.recipient == rep.slack_id
