"""What the next rep reads of a customer: all that the store knows and nothing else, for those whom it concerns."""

from datetime import UTC, date, datetime, time, timedelta

from crm.activities import followups
from crm.handovers import briefs, portraits
from crm.handovers.portraits import Asked
from crm.notices import BriefPaper, HandoverBrief, News, Touch
from crm.notices.handover_briefs import BrokenPromise, Complaint, OwedThing
from crm.records import cards
from crm.refusals import Gone, NotAllowed, Refusal, Refused
from handlers.locales import phrases
from handlers.slack.blocks.handovers import briefs as blocks
from storage.store import Store
from storage.tables import Anniversary, Company, Consent, Customer, Message, Outbox, Rep, Survey, SurveyAnswer
from tests.builders import (
    HOUSE,
    NOW,
    a_case,
    a_customer,
    a_followup,
    a_line_user,
    a_rep,
    a_team,
    an_answer,
    an_asking,
    an_interaction,
    saved,
)
from tests.deeds import by, refused
from tests.handovers.handing import FIRST_DAY, a_handover, a_row
from tests.line_events import rows
from tests.records.test_cards import counted
from tests.stage import SATO, on_stage

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
AT_ONE = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


async def brief_of(store: Store, customer: Customer, first_step: str = "") -> HandoverBrief:
    async with by(store, await a_rep(store)) as work:
        return await briefs.of(work, customer.id, first_step)


def told(notice: HandoverBrief, language: str = "ja") -> str:
    message = blocks.handover_brief(notice, phrases(language), HOUSE.business.zone)
    return "\n".join(block["text"]["text"] for block in message.blocks if block["type"] == "section")


async def said(store: Store, customer: Customer, at: datetime, text: str, way: str = "in") -> None:
    account = await a_line_user(store, customer=customer)
    fields = {"direction": way, "kind": "text", "text": text, "platform_id": f"{way}{at.timestamp()}"}
    await saved(store, Message(line_user_id=account.id, customer_id=customer.id, at=at, **fields))


# --- what it tells ----------------------------------------------------------------------------------------------------


async def test_it_says_who_the_customer_is_and_how_to_reach_them(store):
    company = await saved(store, Company(name="株式会社サクラ", key="サクラ", gifts_declined=True))
    customer = await a_customer(
        store,
        name="髙﨑 一郎",
        reading="たかさき いちろう",
        company_id=company.id,
        title="部長",
        key_person=True,
        likes="日本酒と落語",
        taboos="甲殻類",
        note="前任の課長の紹介",
        mourning_until=date(2027, 3, 3),
        phone="03-1234-5678",
        email="takasaki@example.com",
        address="東京都千代田区1-2-3",
        language="en",
        birth_year=1978,
        birth_month=12,
        birth_day=2,
        show_age=True,
    )
    await saved(store, Anniversary(customer_id=customer.id, kind="contract", year=2020, month=4, day=1))
    await a_line_user(store, customer=customer)
    given = {"purpose": "surveys", "text_version": "surveys-1", "channel": "line"}
    for granted in (False, True):
        at = NOW - (2 - granted) * DAY
        await saved(store, Consent(customer_id=customer.id, granted=granted, decided_at=at, **given))

    shown = told(await brief_of(store, customer, "会食にお誘いする"))

    for words in (
        *("*株式会社サクラ 髙﨑 一郎様*", "たかさき いちろう", "部長", "キーパーソン", "• 会食にお誘いする"),
        *("避けること: 甲殻類", "喪中: 2027年3月3日(水)まで", "贈り物: お勤め先の決まりでご辞退"),
        *(
            "お好み: 日本酒と落語",
            "メモ: 前任の課長の紹介",
            "誕生日: 12月2日（あと12日、48歳に）",
            "契約記念日: 4月1日（7周年）",
        ),
        *("電話: 03-1234-5678", "takasaki@example.com", "東京都千代田区1-2-3", "言語: English"),
        "LINE: つながっています（アンケートに同意）",
    ):
        assert words in shown


async def test_of_a_new_customer_nothing_is_invented(store):
    customer = await a_customer(store, name="清水 千夏")

    brief = await brief_of(store, customer)

    assert brief == HandoverBrief(0, customer.id, TODAY, "清水 千夏", None, None, None, key_person=False)
    assert told(brief).splitlines() == [
        "*清水 千夏様*",
        "☎️ *ご連絡先*",
        "• LINE: まだつながっていません",
        "お客様との接点や予定の記録は、まだありません。",
    ]


async def test_promises_stand_apart_from_other_next_steps_the_late_ones_first(store):
    customer = await a_customer(store)
    for number, promise in ((10, True), (5, True), (-2, True), (9, False), (4, False)):
        await a_followup(store, customer=customer, day=TODAY + number * DAY, what=f"用件{number}", promise=promise)

    brief = await brief_of(store, customer)

    assert [(each.what, each.late) for each in brief.promises] == [
        ("用件-2", True),
        ("用件5", False),
        ("用件10", False),
    ]
    assert [each.what for each in brief.followups] == ["用件4", "用件9"]
    assert "• 🔴 期限超過: 11月18日(水) 用件-2" in told(brief)


async def test_what_does_not_fit_is_counted(store):
    customer = await a_customer(store)
    for number in range(7):
        await a_followup(store, customer=customer, what=f"約束{number}", promise=True)
        await a_followup(store, customer=customer, what=f"電話{number}")

    brief = await brief_of(store, customer)

    assert (len(brief.promises), brief.more_promises) == (5, 2)
    assert (len(brief.followups), brief.more_followups) == (5, 2)
    assert told(brief).count("• ほか2件") == 2


async def test_a_promise_that_was_put_off_after_its_day_is_known_as_such(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    owed = await a_followup(store, customer=customer, day=TODAY - 2 * DAY, what="見積を送る", promise=True)
    async with by(store, rep) as work:
        await followups.reschedule(work, owed.id, TODAY + 5 * DAY, time(15, 0))

    brief = await brief_of(store, customer)

    assert brief.promises == (OwedThing("見積を送る", TODAY + 5 * DAY, time(15, 0), slipped=True),)
    assert "• 11月25日(水) 15:00 見積を送る（一度期限を過ぎて延期）" in told(brief)


async def test_broken_promises_are_told_and_kept_ones_are_not(store):
    customer = await a_customer(store)
    day = TODAY - 10 * DAY
    ended = {"promise": True, "day": day}
    await a_followup(store, customer=customer, what="守った", state="done", done_at=NOW - 10 * DAY, **ended)
    await a_followup(store, customer=customer, what="遅れた", state="done", done_at=NOW - 3 * DAY, **ended)
    await a_followup(store, customer=customer, what="やめた", state="dropped", **ended)
    await a_followup(store, customer=customer, what="古い", state="dropped", promise=True, day=TODAY - 400 * DAY)

    brief = await brief_of(store, customer)

    assert brief.broken == (BrokenPromise("やめた", day, None), BrokenPromise("遅れた", day, TODAY - 3 * DAY))
    assert "• 守れず: 11月10日(火) 遅れた（11月17日(火)に実施）" in told(brief)
    assert "• 守れず: 11月10日(火) やめた（取りやめ）" in told(brief)


async def test_the_last_five_touches_say_who_of_ours_it_was(store):
    rep = await a_rep(store, full_name="鈴木 美咲")
    customer = await a_customer(store)
    for days in range(7):
        text = f"{days}日前の件"
        await an_interaction(store, customer=customer, rep_id=rep.id, kind="call", day=TODAY - days * DAY, text=text)

    brief = await brief_of(store, customer)

    assert brief.touches[0] == Touch(TODAY, "call", "0日前の件", "鈴木 美咲")
    assert len(brief.touches) == 5
    assert "• 11月19日(木) 電話・鈴木 美咲さん「1日前の件」" in told(brief)


async def test_scores_and_the_customers_own_words_stand_together_the_latest_first(store):
    customer = await a_customer(store)
    await an_answer(store, customer=customer, score=8, at=NOW - 300 * DAY)
    await an_answer(store, customer=customer, score=9, reason="対応が早い", at=NOW - 8 * DAY)
    await said(store, customer, NOW - 9 * DAY, "その前の言葉")
    await said(store, customer, NOW - 2 * DAY, "納期を教えてください")
    await said(store, customer, NOW - DAY, "当社からの言葉", way="out")
    await said(store, customer, NOW - DAY, "")

    brief = await brief_of(store, customer)

    assert brief.scores == (News(date(2026, 11, 12), "対応が早い", 9), News(date(2026, 1, 24), "", 8))
    assert brief.words == News(date(2026, 11, 18), "納期を教えてください")
    voice = told(brief).partition("💬 ")[2]
    assert voice.splitlines()[1:4] == [
        "• 11月18日(水) LINE「納期を教えてください」",
        "• 11月12日(木) 9点「対応が早い」",
        "• 1月24日(土) 8点",
    ]


async def test_a_reason_that_was_written_in_line_is_told_once(store):
    customer = await a_customer(store)
    await an_answer(store, customer=customer, score=9, reason="対応が早い", at=NOW - DAY)
    await said(store, customer, NOW - DAY, "対応が早い")

    brief = await brief_of(store, customer)

    assert brief.words is None
    assert told(brief).count("対応が早い") == 1


async def test_what_was_answered_about_a_change_of_rep_is_no_score_of_the_company(store):
    customer = await a_customer(store)
    asking = await an_asking(store, customer=customer)
    pulse = await saved(store, Survey(kind="handover", title="担当変更"))
    fields = {"survey_id": pulse.id, "customer_id": customer.id, "score": 2, "answered_at": NOW}
    await saved(store, SurveyAnswer(invite_id=asking.id, **fields))

    brief = await brief_of(store, customer)

    assert (brief.scores, brief.stage) == ((), None)


async def test_complaints_say_how_they_ended(store):
    customer = await a_customer(store)
    for days, score, reason, state in ((400, 2, "担当が変わる", "closed"), (8, 3, "納品が遅れた", "open")):
        answer = await an_answer(store, customer=customer, score=score, reason=reason, at=NOW - days * DAY)
        closed = {"state": state, "closed_at": NOW - (days - 5) * DAY} if state == "closed" else {}
        case = await a_case(store, customer=customer, answer=answer, at=NOW - days * DAY, **closed)
        done = {"state": "done", "done_at": NOW - (days - 5) * DAY} if closed else {}
        await a_followup(store, customer=customer, case_id=case.id, what="お詫びの電話", **done)

    brief = await brief_of(store, customer)

    assert brief.complaints == (
        Complaint(date(2026, 11, 12), 3, "納品が遅れた", None, "お詫びの電話", "open"),
        Complaint(date(2025, 10, 16), 2, "担当が変わる", date(2025, 10, 21), "お詫びの電話", "done"),
    )
    shown = told(brief)
    assert "• 対応中のご不満があります" in shown
    assert "• 🔴 11月12日(木) 3点「納品が遅れた」 → 対応中（お詫びの電話: これから）" in shown
    assert "「担当が変わる」 → 2025年10月21日(火)に対応完了（お詫びの電話: 実施済み）" in shown
    assert shown.count("納品が遅れた") == 1


async def test_the_stage_is_the_one_of_the_card(store):
    rep, other = await a_rep(store), await a_rep(store)
    warm, cool, new = [await a_customer(store, owner=rep) for _ in range(3)]
    for days in range(4):
        await an_interaction(store, customer=warm, day=TODAY - days * DAY)
        await an_interaction(store, customer=warm, rep_id=other.id, kind="mail", day=TODAY - days * DAY)
    done = {"state": "done", "promise": True, "done_at": NOW - 9 * DAY}
    await a_followup(store, customer=warm, day=TODAY - 9 * DAY, **done)
    await an_answer(store, customer=warm, score=9, reason="よい")
    await an_interaction(store, customer=cool, day=TODAY - 500 * DAY)
    await a_followup(store, customer=cool, day=TODAY - DAY, promise=True)

    async with by(store, rep) as work:
        made = await portraits.of_many(work, [Asked(each.id) for each in (warm, cool, new)])
        shown = [await cards.card(work, each.id) for each in (warm, cool, new)]

    assert [(each.stage, each.evidence) for each in made] == [(each.stage, each.evidence) for each in shown]
    assert [each.stage for each in made] == [2, 1, None]


async def test_the_brief_of_a_duplicate_is_the_survivors(store):
    survivor = await a_customer(store, name="田中 一郎")
    merged = await a_customer(store, name="田中一郎", merged_into_id=survivor.id)

    assert (await brief_of(store, merged)).customer_id == survivor.id


async def test_long_words_are_cut_where_they_are_read_from(store):
    customer = await a_customer(store, note="長い" * 3000)
    await an_interaction(store, customer=customer, text="長い" * 3000)

    brief = await brief_of(store, customer)

    assert (len(brief.note), len(brief.touches[0].text)) == (1200, 300)
    assert brief.note.endswith("…")


async def test_fifty_briefs_cost_as_many_queries_as_one(store):
    rep = await a_rep(store)
    made = [await a_customer(store, owner=rep) for _ in range(4)]
    for customer in made:
        await an_interaction(store, customer=customer)
        await a_followup(store, customer=customer, promise=True)
        await a_case(store, customer=customer, answer=await an_answer(store, customer=customer))

    asked = []
    for some in (made[:1], made):
        async with by(store, rep) as work:
            with counted() as statements:
                await portraits.of_many(work, [Asked(each.id) for each in some])
            asked.append(len(statements))

    assert asked[0] == asked[1] < 30


# --- who may read it --------------------------------------------------------------------------------------------------

READERS = {
    "predecessor": True,
    "predecessor's deputy": True,
    "successor": True,
    "successor's deputy": True,
    "manager": True,
    "admin": True,
    "another successor": False,
    "colleague": False,
    "manager beside": False,
    "somebody who only reads": False,
}


async def people(store: Store) -> dict[str, Rep]:
    team, beside = await a_team(store), await a_team(store, name="営業二課")
    deputies = [await a_rep(store, team_id=beside.id) for _ in range(2)]
    return {
        "predecessor's deputy": deputies[0],
        "successor's deputy": deputies[1],
        "predecessor": await a_rep(store, full_name="佐藤 花子", team_id=team.id, deputy_id=deputies[0].id),
        "successor": await a_rep(store, full_name="鈴木 美咲", team_id=beside.id, deputy_id=deputies[1].id),
        "another successor": await a_rep(store, team_id=team.id),
        "colleague": await a_rep(store, team_id=team.id),
        "manager": await a_rep(store, role="manager", team_id=team.id),
        "manager beside": await a_rep(store, role="manager", team_id=(await a_team(store, name="営業三課")).id),
        "admin": await a_rep(store, role="admin"),
        "somebody who only reads": await a_rep(store, role="read_only", team_id=team.id),
    }


async def test_it_is_read_by_those_whom_the_handover_concerns(store):
    staff = await people(store)
    customer = await a_customer(store, owner=staff["predecessor"])
    handover = await a_handover(store, predecessor=staff["predecessor"])
    row = await a_row(store, handover, customer, staff["successor"], first_step="会食にお誘いする")
    await a_row(store, handover, await a_customer(store, owner=staff["predecessor"]), staff["another successor"])

    read = {who: await _read(store, staff[who], row.id) for who in READERS}

    allowed = [each for each in read.values() if isinstance(each, HandoverBrief)]
    assert {who: isinstance(each, HandoverBrief) for who, each in read.items()} == READERS
    assert [each for each in read.values() if each not in allowed] == [NotAllowed("handovers.brief")] * 4
    assert {(each.row_id, each.first_step, each.day) for each in allowed} == {(row.id, "会食にお誘いする", FIRST_DAY)}
    assert {(each.predecessor, each.successor) for each in allowed} == {("佐藤 花子", "鈴木 美咲")}


async def _read(store: Store, reader: Rep, row_id: int) -> HandoverBrief | Refusal:
    try:
        async with by(store, reader) as work:
            return await briefs.brief(work, row_id)
    except Refused as no:
        return no.refusal


async def test_who_may_not_read_it_may_not_print_it(store):
    staff = await people(store)
    handover, _ = await a_divided_handover(store, staff)
    row = await a_row(store, handover, await a_customer(store, owner=staff["predecessor"]), staff["successor"])

    async with refused(NotAllowed("handovers.paper")), by(store, staff["another successor"]) as work:
        await briefs.paper(work, row.id)
    async with refused(NotAllowed("handovers.papers")), by(store, staff["colleague"]) as work:
        await briefs.papers(work, handover.id)


async def test_what_is_not_there_has_no_brief(store):
    rep = await a_rep(store)
    handover = await a_handover(store, predecessor=rep)

    async with refused(Gone()), by(store, rep) as work:
        await briefs.brief(work, 4711)
    async with refused(Gone()), by(store, rep) as work:
        await briefs.papers(work, handover.id)
    async with refused(Gone()), by(store, rep) as work:
        await briefs.papers(work, 4711)


# --- on paper ---------------------------------------------------------------------------------------------------------


async def papers_of(store: Store, reader: Rep) -> list[BriefPaper]:
    """What is on its way to the reader."""
    owed = [row for row in await rows(store, Outbox) if (row.recipient, row.kind) == (reader.slack_id, "BriefPaper")]
    return [BriefPaper(**row.fields) for row in owed]


def customers_in(paper: BriefPaper) -> list[int]:
    return [each["customer_id"] for each in paper.briefs]


async def a_divided_handover(store: Store, staff: dict[str, Rep]):
    """Two customers go to the successor, of whom one is declined already, and one to another."""
    handover = await a_handover(store, predecessor=staff["predecessor"])
    made = [await a_customer(store, owner=staff["predecessor"]) for _ in range(3)]
    states = (("successor", "waiting"), ("successor", "declined"), ("another successor", "accepted"))
    for customer, (successor, state) in zip(made, states, strict=True):
        await a_row(store, handover, customer, staff[successor], state)
    return handover, [each.id for each in made]


async def test_one_paper_holds_the_briefs_that_concern_its_reader(store):
    staff = await people(store)
    handover, made = await a_divided_handover(store, staff)
    whose = {"predecessor": (0, 2), "manager": (0, 2), "successor's deputy": (0,), "another successor": (2,)}

    for who, which in whose.items():
        async with by(store, staff[who]) as work:
            assert await briefs.papers(work, handover.id) == (len(which), 0)

    papers = {who: await papers_of(store, staff[who]) for who in whose}
    assert {who: [customers_in(each) for each in found] for who, found in papers.items()} == {
        who: [[made[at] for at in which]] for who, which in whose.items()
    }
    [paper] = papers["predecessor"]
    assert (paper.house, paper.day, paper.more) == ("サクラ商事", "2026-11-20", 0)


async def test_a_paper_holds_fifty_customers_and_says_how_many_more_there_are(store):
    rep, other = await a_rep(store), await a_rep(store)
    handover = await a_handover(store, predecessor=rep)
    for _ in range(briefs.MOST + 2):
        await a_row(store, handover, await a_customer(store, owner=rep), other)

    async with by(store, other) as work:
        assert await briefs.papers(work, handover.id) == (50, 2)

    [paper] = await papers_of(store, other)
    assert (len(paper.briefs), paper.more) == (50, 2)


async def test_a_double_click_is_one_paper_and_another_day_another(store):
    rep = await a_rep(store)
    handover = await a_handover(store, predecessor=rep)
    row = await a_row(store, handover, await a_customer(store, owner=rep), await a_rep(store))

    for now in (NOW, NOW + timedelta(seconds=1), NOW + DAY):
        async with by(store, rep, now) as work:
            await briefs.paper(work, row.id)

    assert len(await papers_of(store, rep)) == 2


async def test_who_is_about_to_leave_is_counted_for_each_customer_on_paper(store):
    staff = await people(store)
    leaver = staff["predecessor"]
    handover = await a_handover(store, predecessor=leaver, reason="leaving")
    for _ in range(31):
        await a_row(store, handover, await a_customer(store, owner=leaver), staff["successor"])

    async with by(store, leaver) as work:
        await briefs.papers(work, handover.id)

    alarms = [row for row in await rows(store, Outbox) if row.kind == "LeaverViews"]
    assert [row.recipient for row in alarms] == [staff["manager"].slack_id]


async def test_the_paper_comes_to_the_readers_direct_messages_and_is_forgotten_then(database_url):
    async with on_stage(database_url) as stage:
        await stage.command("/customer new 株式会社サクラ 田中一郎")
        store = stage.kizuna.store
        sato = next(rep for rep in await rows(store, Rep) if rep.slack_id == SATO)
        [customer] = await rows(store, Customer)
        handover = await a_handover(store, predecessor=sato)
        row = await a_row(store, handover, customer, await a_rep(store))
        await stage.command("/customer 田中")
        async with by(store, sato, datetime.now(UTC)) as work:
            await briefs.post.to_rep(work, sato, await briefs.brief(work, row.id))
        message = await stage.direct_message("引き継ぎの要点", "handover.pdf")

        await stage.press(message, "handover.pdf")

        paper = await stage.direct_message("handover-brief.pdf")
        await stage.settled()
        assert "田中" not in str(paper["files"])
        [sent] = [each for each in await rows(store, Outbox) if each.kind == "BriefPaper"]
        assert (sent.state, sent.fields) == ("sent", {})
