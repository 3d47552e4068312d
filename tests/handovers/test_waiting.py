"""/kizuna 承認: what waits for the reader, of every kind, with its age; deputies inherit it."""

from datetime import date, timedelta

import pytest

from bot.interchange.export import export
from bot.interchange.restore import restore
from crm import reps, waiting
from crm.handovers import agreement, proposing
from crm.handovers.plans import Words
from crm.notices import Help, WaitingList
from crm.refusals import NotAllowed, NotAMember, WrongFields
from crm.reps import DeputyOnlyReads, Description, OwnDeputy
from handlers.locales import LANGUAGES, phrases
from handlers.slack import ACTIONS
from handlers.slack import reps as handler
from handlers.slack.answers import Errors, Open, Tell
from handlers.slack.blocks import PHRASES
from handlers.slack.heard import Heard
from storage import migrations
from storage.store import Store
from storage.tables import CompanySettings, Rep
from tests.builders import HOUSE, NOW, a_customer, a_rep, a_team, saved, written
from tests.deeds import by, refused
from tests.followup_deeds import pressed, sent
from tests.handovers.scene import Scene, a_scene
from tests.home_stage import opened
from tests.line_events import rows
from tests.passing_time import local
from tests.stage import ITO, SATO, on_stage

ZONE = HOUSE.business.zone


async def waits_for(store: Store, rep: Rep, page: int = 0, now=NOW) -> WaitingList:
    async with by(store, rep, now) as work:
        return await waiting.show(work, page)


async def lines_of(store: Store, rep: Rep, now=NOW) -> list[tuple]:
    found = await waits_for(store, rep, now=now)
    return [(each.kind, each.number, each.n, each.age, each.stands_in_for) for each in found.lines]


async def to_be_approved(store: Store, customers: int = 2) -> tuple[Scene, int]:
    await saved(store, CompanySettings(handover_approval="always"))
    scene = await a_scene(store, customers)
    return scene, (await scene.proposed()).id


async def stands_in(store: Store, deputy: Rep, rep: Rep) -> None:
    async with written(store) as work:
        (await work.session.get_one(Rep, rep.id)).deputy_id = deputy.id


# --- what waits for whom ----------------------------------------------------------------------------------------------


async def test_an_approval_waits_for_whoever_answers_for_the_predecessor_and_for_nobody_else(store):
    scene, number = await to_be_approved(store)
    elsewhere = await a_rep(store, role="manager", team_id=(await a_team(store, name="二課")).id)
    admin = await a_rep(store, role="admin")

    found = {rep.id: await lines_of(store, rep) for rep in (scene.manager, admin, elsewhere, scene.sato, scene.suzuki)}

    line = ("approval", number, 2, 0, "")
    assert found == {
        scene.manager.id: [line],
        admin.id: [line],
        elsewhere.id: [],
        scene.sato.id: [],
        scene.suzuki.id: [],
    }


async def test_an_acceptance_waits_for_each_successor_with_their_own_customers(store):
    scene = await a_scene(store, 3)
    handover = await scene.proposed(scene.wish(scene.suzuki, scene.takahashi))

    found = {rep.id: await lines_of(store, rep) for rep in (scene.suzuki, scene.takahashi, scene.sato)}

    assert found == {
        scene.suzuki.id: [("acceptance", handover.id, 2, 0, "")],
        scene.takahashi.id: [("acceptance", handover.id, 1, 0, "")],
        scene.sato.id: [],
    }


async def test_what_is_answered_waits_no_more(store):
    scene, number = await to_be_approved(store)
    async with by(store, scene.manager) as work:
        await agreement.approve(work, number)
    approved = await lines_of(store, scene.manager), await lines_of(store, scene.suzuki)

    async with by(store, scene.suzuki) as work:
        await agreement.accept(work, number, scene.suzuki.id)

    assert approved == ([], [("acceptance", number, 2, 0, "")])
    assert await lines_of(store, scene.suzuki) == []


async def test_the_deputy_inherits_both_and_reads_in_whose_place(store):
    scene, number = await to_be_approved(store)
    deputy = await a_rep(store, full_name="代理 太郎")
    await stands_in(store, deputy, scene.manager)
    asked = await lines_of(store, deputy)
    async with by(store, scene.manager) as work:
        await agreement.approve(work, number)
    await stands_in(store, deputy, scene.suzuki)

    assert asked == [("approval", number, 2, 0, "部長")]
    assert await lines_of(store, deputy) == [("acceptance", number, 2, 0, "鈴木")]


async def test_age_is_counted_in_business_days_and_the_oldest_stands_first(store):
    scene = await a_scene(store, 1)
    first = await scene.proposed()
    other = await a_rep(store, team_id=scene.sato.team_id)
    await a_customer(store, owner=other)
    late = local(date(2026, 11, 24))  # the Monday before is a public holiday
    async with by(store, other, late) as work:
        wish = scene.wish(predecessor=other.slack_id, effective_day=date(2026, 11, 24))
        second = await proposing.propose(work, wish, Words(), "電話")

    found = await lines_of(store, scene.suzuki, late + timedelta(days=1))

    assert found == [("acceptance", first.id, 1, 2, ""), ("acceptance", second.id, 1, 1, "")]


async def test_a_long_list_is_turned_and_a_page_that_is_gone_is_the_last_one(store):
    scene = await a_scene(store, 0)
    for _ in range(waiting.PAGE + 1):
        predecessor = await a_rep(store, team_id=scene.sato.team_id)
        await a_customer(store, owner=predecessor)
        await scene.proposed(scene.wish(predecessor=predecessor.slack_id), by_=predecessor)

    pages = [await waits_for(store, scene.suzuki, page) for page in (0, 1, 7)]

    assert [(each.page, len(each.lines), each.pages, each.total) for each in pages] == [
        (0, waiting.PAGE, 2, 11),
        (1, 1, 2, 11),
        (1, 1, 2, 11),
    ]


async def test_whoever_only_reads_has_nothing_to_answer(store):
    reader = await a_rep(store, role="read_only")

    async with refused(NotAllowed("waiting.show")), by(store, reader) as work:
        await waiting.show(work)


# --- as it is shown ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_line_opens_its_matter_and_the_pages_can_be_turned(store, language):
    scene = await a_scene(store, 0)
    for _ in range(waiting.PAGE + 1):
        predecessor = await a_rep(store, team_id=scene.sato.team_id)
        await a_customer(store, owner=predecessor)
        await scene.proposed(scene.wish(predecessor=predecessor.slack_id), by_=predecessor)
    seen = await waits_for(store, scene.suzuki)

    blocks = PHRASES[WaitingList](seen, phrases(language), ZONE).blocks

    opened = [block["accessory"] for block in blocks if "accessory" in block]
    assert [each["value"] for each in opened] == [str(line.number) for line in seen.lines]
    assert {each["action_id"].partition(":")[0] for each in opened} <= set(ACTIONS)
    turns = [each for block in blocks if block["type"] == "actions" for each in block["elements"]]
    assert [(each["action_id"], each["value"]) for each in turns] == [("waiting.page:further", "1")]


async def test_the_word_behind_kizuna_and_the_button_show_the_same_list(store):
    scene = await a_scene(store, 1)
    await scene.proposed()

    async with by(store, scene.suzuki) as work:
        heard = Heard("command", "/kizuna", scene.suzuki.slack_id, text="承認", house=HOUSE)
        typed = await handler.command(work, heard)
    button = await pressed(store, scene.suzuki, "waiting.list", "open")
    turned = await pressed(store, scene.suzuki, "waiting.page", "0")

    assert isinstance(typed, Tell)
    assert typed == button
    assert isinstance(turned, Tell)
    assert (turned.notice, turned.replace) == (typed.notice, True)


@pytest.mark.parametrize(("role", "shown"), [("rep", True), ("read_only", False)])
def test_the_help_leads_to_the_list_whoever_may_have_something_on_it(role, shown):
    blocks = PHRASES[Help](Help(role, SATO), phrases("ja"), ZONE).blocks

    assert any("waiting.list" in str(block.get("accessory")) for block in blocks) == shown
    assert any("/kizuna 承認" in str(block) for block in blocks) == shown


async def test_an_approval_is_found_on_the_home_page_and_opened(database_url):
    async with on_stage(database_url) as stage:
        store = stage.kizuna.store
        await saved(store, CompanySettings(handover_approval="always"))
        await stage.command("/customer new 株式会社サクラ 田中一郎")
        await stage.command("/kizuna", by=ITO)
        people = {rep.slack_id: rep for rep in await rows(store, Rep)}
        scene = Scene(store, people[ITO], people[SATO], await a_rep(store, full_name="鈴木"), people[ITO], [])
        await scene.proposed(scene.wish(effective_day=date(2099, 1, 5)))

        page = await opened(stage, ITO)
        assert page is not None
        await stage.post(f"slack/{ITO}/click", view_id=page["id"], action_id="waiting.list")
        listed = await stage.modal(ITO)

        assert "佐藤 健太さん" in str(listed)
        assert "handover.open" in str(listed)
        assert "承認" in await stage.command("/kizuna 承認", by=ITO)


# --- the deputy -------------------------------------------------------------------------------------------------------


async def named(store: Store, rep: Rep, deputy: str | None) -> int | None:
    async with by(store, rep) as work:
        return (await reps.describe(work, Description("佐藤 花子", None, "ja", deputy=deputy))).deputy_id


async def test_a_colleague_is_named_as_deputy_and_taken_off_again(store):
    rep, colleague = await a_rep(store), await a_rep(store)

    chosen = await named(store, rep, colleague.slack_id)
    nobody = await named(store, rep, None)

    assert (chosen, nobody) == (colleague.id, None)


async def test_only_a_colleague_who_may_answer_can_be_deputy(store):
    rep = await a_rep(store)
    unfit = {
        rep.slack_id: OwnDeputy(),
        "UNOBODY": NotAMember(),
        (await a_rep(store, active=False)).slack_id: NotAMember(),
        (await a_rep(store, role="read_only", full_name="見る人")).slack_id: DeputyOnlyReads("見る人"),
    }

    for slack_id, why in unfit.items():
        async with refused(WrongFields((("deputy", why),))):
            await named(store, rep, slack_id)

    assert [each.deputy_id for each in await rows(store, Rep)] == [None] * len(await rows(store, Rep))


async def test_a_deputy_who_has_left_does_not_keep_anybody_from_saving_the_rest(store):
    rep, gone = await a_rep(store), await a_rep(store)
    await named(store, rep, gone.slack_id)
    async with written(store) as work:
        (await work.session.get_one(Rep, gone.id)).active = False

    assert await named(store, rep, gone.slack_id) == gone.id


async def test_a_deputy_who_was_made_later_than_their_rep_survives_an_export_and_a_restore(store, tmp_path):
    rep, colleague = await a_rep(store), await a_rep(store)
    await named(store, rep, colleague.slack_id)
    await export(store, tmp_path / "out")
    elsewhere = tmp_path / "restored.db"
    migrations.upgrade(f"sqlite:///{elsewhere}")
    other = Store.open(f"sqlite:///{elsewhere}")

    await restore(other, tmp_path / "out", language="ja")
    restored = await rows(other, Rep)
    await other.close()

    assert [each.deputy_id for each in restored] == [colleague.id, None]
    assert f",{colleague.slack_id}" in (tmp_path / "out" / "reps.csv").read_text()


async def test_the_settings_form_shows_the_deputy_and_says_what_is_wrong_at_the_field(store):
    rep, colleague = await a_rep(store), await a_rep(store)
    await named(store, rep, colleague.slack_id)

    form = await pressed(store, rep, "home.settings", "open")
    wrong = await sent(store, rep, "settings", "", full_name="佐藤", language="ja", deputy=rep.slack_id)

    assert isinstance(form, Open)
    [field] = [block["element"] for block in form.view["blocks"] if block.get("block_id") == "deputy"]
    assert field["initial_users"] == [colleague.slack_id]
    assert isinstance(wrong, Errors)
    assert wrong.fields == {"deputy": phrases("ja")("refused.own_deputy")}
