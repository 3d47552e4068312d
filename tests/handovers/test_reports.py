"""What came of handovers: accepted in time, promises kept, and what the customers say, before and after."""

from datetime import date, datetime, timedelta

import pytest

from crm.handovers import agreement, reports
from crm.handovers.plans import Words
from crm.notices import HandoverEntry, HandoverFigures, HandoverReport, NpsCounts
from crm.refusals import Gone, NotAllowed
from handlers.line.handovers import data
from handlers.locales import phrases
from handlers.slack.blocks.handovers.reports import handover_report
from reminders.sweeps import run_all
from storage.store import Store
from storage.tables import Followup, Handover, SurveyInvite
from tests.builders import HOUSE, NOW, a_customer, a_followup, a_line_user, a_rep, a_team, an_answer, written
from tests.deeds import by, refused
from tests.handovers.scene import TODAY, Scene, a_scene, rows_of
from tests.line_events import hear, rows, tap
from tests.passing_time import DAY, local

EMPTY = NpsCounts(0, 0, 0)
JA, ZONE = phrases("ja"), HOUSE.business.zone


async def report(scene: Scene, handover: Handover, now: datetime = NOW) -> HandoverFigures:
    async with by(scene.store, scene.sato, now) as work:
        return (await reports.of(work, handover.id)).figures


async def gone_over(store: Store, customers: int = 1) -> tuple[Scene, Handover]:
    scene = await a_scene(store, customers)
    return scene, await handed_over(scene)


async def handed_over(scene: Scene, words: Words | None = None, **wish) -> Handover:
    handover = await scene.proposed(scene.wish(**wish), words)
    await scene.accepted(handover)
    await tick(scene.store, NOW)
    return handover


async def tick(store: Store, now: datetime) -> None:
    await run_all(store, HOUSE, now, really=now, pause=0, only=("handovers", "handover_messages"))


async def test_who_accepted_in_time_who_later_who_declined_and_who_is_waited_for(store):
    scene = await a_scene(store, 5)
    handover = await scene.proposed(scene.wish(effective_day=date(2027, 1, 15)))
    numbers = [row.id for row in await rows_of(store, handover)]
    # Three business days from a Friday before a holiday: Thursday.
    for number, day in zip(numbers, (TODAY, date(2026, 11, 26), date(2026, 11, 27)), strict=False):
        async with by(store, scene.suzuki, local(day, 17)) as work:
            await agreement.accept(work, handover.id, scene.suzuki.id, [number])
    async with by(store, scene.suzuki) as work:
        await agreement.decline(work, handover.id, scene.suzuki.id, "遠い", [numbers[3]])

    figures = await report(scene, handover)

    assert (figures.in_time, figures.late, figures.declined, figures.waiting) == (2, 1, 1, 1)
    assert figures.moved == 0


async def test_what_was_called_off_is_neither_late_nor_declined(store):
    scene = await a_scene(store, 1)
    handover = await scene.proposed()
    async with by(store, scene.sato) as work:
        await agreement.cancel(work, handover.id)

    figures = await report(scene, handover)

    assert (figures.in_time, figures.late, figures.declined, figures.waiting) == (0, 0, 0, 0)


async def settled(store: Store, followup: Followup, at: datetime, state: str = "done") -> None:
    async with written(store, at) as work:
        row = await work.session.get_one(Followup, followup.id)
        row.state, row.done_at = state, at


async def test_promises_that_were_open_at_the_change_and_came_due_are_kept_or_not(store):
    scene = await a_scene(store, 1)
    [customer] = scene.customers
    earlier = NOW - 3 * DAY
    due = {"customer": customer, "promise": True, "day": date(2026, 11, 25), "created_at": earlier}
    kept, broken, before = [await a_followup(store, **due) for _ in range(3)]
    await a_followup(store, **(due | {"promise": False}))
    await a_followup(store, **(due | {"day": date(2026, 12, 24)}))
    await settled(store, before, NOW - DAY)
    handover = await handed_over(scene)
    await a_followup(store, **(due | {"created_at": NOW + DAY, "owner_id": scene.suzuki.id}))

    await settled(store, kept, local(date(2026, 11, 25), 15))
    figures = await report(scene, handover, local(date(2026, 12, 1)))

    assert (figures.kept, figures.promised) == (1, 2)
    assert broken.id


async def test_to_drop_a_promise_in_the_change_is_not_to_keep_it(store):
    scene = await a_scene(store, 1)
    day = date(2026, 11, 25)
    await a_followup(store, customer=scene.customers[0], promise=True, day=day, created_at=NOW - DAY)
    handover = await handed_over(scene, Words(choices={"promises": "close"}))

    figures = await report(scene, handover, local(date(2026, 12, 1)))

    assert (figures.kept, figures.promised) == (0, 1)


async def test_the_last_score_before_the_change_is_set_beside_the_last_one_after_it(store):
    scene = await a_scene(store, 2)
    first, second = scene.customers
    for score, days in ((0, -90), (8, -1)):
        await an_answer(store, customer=first, score=score, at=NOW + days * DAY)
    handover = await handed_over(scene)
    for customer, score, days in ((first, 3, 1), (first, 9, 40), (second, 10, 50)):
        await an_answer(store, customer=customer, score=score, at=NOW + days * DAY)

    figures = await report(scene, handover, NOW + 60 * DAY)

    assert (figures.before, figures.after) == (NpsCounts(0, 1, 0), NpsCounts(2, 0, 0))


async def test_the_answers_to_the_pulse_are_counted_and_are_no_nps(store):
    scene = await a_scene(store, 3)
    accounts = [await a_line_user(store, customer=each) for each in scene.customers]
    handover = await handed_over(scene)
    monday = local(date(2026, 12, 21))
    await tick(store, monday)
    tokens = {each.customer_id: each.token for each in await rows(store, SurveyInvite)}
    for account, customer, score in zip(accounts[:2], scene.customers, (2, 5), strict=False):
        await hear(store, tap(data(tokens[customer.id], score), account.user_id, monday))

    figures = await report(scene, handover, monday)

    assert (figures.pulse_asked, figures.pulse) == (3, (0, 1, 0, 0, 1))
    assert (figures.before, figures.after) == (EMPTY, EMPTY)


async def test_who_was_told_in_line_is_counted(store):
    scene = await a_scene(store, 2)
    await a_line_user(store, customer=scene.customers[0])
    words = Words(farewell="{customer}", greeting="{customer}")

    handover = await handed_over(scene, words, told=True)

    figures = await report(scene, handover)
    assert (figures.moved, figures.told) == (2, 1)


async def test_one_report_names_both_sides_and_their_day(store):
    scene, handover = await gone_over(store)

    async with by(store, scene.suzuki) as work:
        made = await reports.of(work, handover.id)

    assert (made.predecessor, made.successors, made.first_day) == ("佐藤", ("鈴木",), TODAY)


async def test_the_year_holds_what_the_reader_took_part_in_or_answers_for(store):
    scene, handover = await gone_over(store)
    other = await a_rep(store, role="manager", team_id=(await a_team(store)).id)
    theirs = await a_rep(store, team_id=other.team_id)
    await a_customer(store, owner=theirs)
    elsewhere = await handed_over(await scene_of(scene, theirs, other), predecessor=theirs.slack_id)
    admin = await a_rep(store, slack_id="UADMIN001")
    looker = await a_rep(store, role="read_only")

    seen = [await year(store, each) for each in (scene.sato, scene.suzuki, scene.takahashi, scene.manager)]
    others = [await year(store, each) for each in (theirs, other)]
    everything = [await year(store, each) for each in (admin, looker)]

    assert seen == [[handover.id], [handover.id], [], [handover.id]]
    assert others == [[elsewhere.id]] * 2
    assert everything == [[elsewhere.id, handover.id]] * 2


async def scene_of(scene: Scene, predecessor, successor) -> Scene:
    """The same company, other people."""
    return Scene(scene.store, successor, predecessor, successor, successor, [])


async def year(store: Store, reader, now: datetime = NOW) -> list[int]:
    async with by(store, reader, now) as work:
        return [each.handover_id for each in (await reports.year(work)).entries]


async def test_after_twelve_months_a_handover_is_history(store):
    scene, handover = await gone_over(store)

    assert await year(store, scene.sato, NOW + 365 * DAY) == [handover.id]
    assert await year(store, scene.sato, NOW + 366 * DAY) == []


async def test_the_figures_of_a_year_are_those_of_all_its_handovers(store):
    scene = await a_scene(store, 3)
    first = await handed_over(scene, customers=(1,))
    second = await handed_over(scene, customers=(2, 3))

    async with by(store, scene.sato) as work:
        made = await reports.year(work)

    assert (made.handovers, made.figures.moved, made.figures.in_time) == (2, 3, 3)
    assert made.entries == (HandoverEntry(second.id, "佐藤", TODAY, 2), HandoverEntry(first.id, "佐藤", TODAY, 1))


async def test_who_has_no_part_in_a_handover_does_not_see_its_report(store):
    scene, handover = await gone_over(store)

    async with refused(NotAllowed("handover_reports.of")), by(store, scene.takahashi) as work:
        await reports.of(work, handover.id)
    async with refused(Gone()), by(store, scene.takahashi) as work:
        await reports.of(work, 99)


def a_report(**more) -> HandoverReport:
    figures = {
        **dict.fromkeys(("in_time", "late", "declined", "waiting", "moved", "told", "promised", "kept"), 0),
        "before": EMPTY,
        "after": EMPTY,
        "pulse_asked": 0,
        "pulse": (0, 0, 0, 0, 0),
    }
    return HandoverReport(TODAY, TODAY, 3, HandoverFigures(**(figures | more)), "佐藤 健太", ("鈴木 次郎",))


def shown(made: HandoverReport) -> str:
    return str(handover_report(made, JA, ZONE).blocks)


def test_what_happened_is_said_in_words_and_numbers():
    text = shown(a_report(in_time=8, late=1, declined=1, moved=9, told=7, promised=10, kept=9))

    assert all(part in text for part in ("佐藤 健太さん", "鈴木 次郎さん", "9名（うちLINEで前任からお知らせ 7名）"))
    assert "10名のうち 8名（3営業日以内）・遅れて 1名・辞退 1名・返事待ち 0名" in text
    assert "10件のうち 9件を期日どおりに実行（90%）" in text


@pytest.mark.parametrize(
    ("counts", "part"),
    [
        (EMPTY, "変更前: ご回答なし"),
        (NpsCounts(2, 1, 1), "9〜10点 2名・7〜8点 1名・0〜6点 1名（n=4。5名未満のため人数のみ）"),
        (NpsCounts(5, 1, 1), "n=7、参考値"),
        (NpsCounts(30, 5, 5), "*+63* （±"),
    ],
)
def test_a_score_of_few_is_shown_as_counts_and_never_without_its_n(counts, part):
    assert part in shown(a_report(before=counts))


def test_before_and_after_differ_only_beyond_chance():
    many, few = NpsCounts(90, 5, 5), NpsCounts(5, 5, 90)

    assert "偶然とは言えない" in shown(a_report(before=many, after=few))
    assert "はっきりしたものではありません" in shown(a_report(before=many, after=NpsCounts(3, 0, 1)))
    assert "差は" not in shown(a_report(before=many))


def test_few_answers_to_the_pulse_and_few_promises_are_counts_too():
    few = shown(a_report(promised=3, kept=2, pulse_asked=6, pulse=(1, 0, 0, 1, 2)))
    many = shown(a_report(pulse_asked=10, pulse=(1, 0, 0, 1, 3)))

    assert "3件のうち 2件を期日どおりに実行'" in few.replace("実行\\n", "実行'")
    assert "5: 2名・4: 1名・3: 0名・2: 0名・1: 1名" in few
    assert "ご満足" not in few
    assert "ご満足（4・5） 80%（n=5）" in many
    assert "回答率 50%（お尋ね 10名、ご回答 5名）" in many


def test_a_year_without_handovers_says_so():
    made = HandoverReport(TODAY - timedelta(days=365), TODAY, 3, a_report().figures, handovers=0)

    assert "引き継ぎはありませんでした" in shown(made)
