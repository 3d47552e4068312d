"""What an import writes: new customers as if they had been typed, known ones filled in, and nothing twice."""

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot.interchange.imports.pace import Pace
from crm.imports.faults import ImportElsewhere
from crm.records import finding
from crm.refusals import Refused
from storage import audit
from storage.tables import Audit, Company, Customer, CustomerGram, CustomerKey, Employment, ImportRun, Rep
from tests.builders import NOW, a_customer, a_rep, saved, written
from tests.deeds import by
from tests.importing import Desk, PowerCutError, power_cut_after

FULL = (
    "顧客番号,氏名,フリガナ,会社名,部署名,役職,メールアドレス,電話番号,住所,生年月日,"
    "タグ,備考,きっかけ,言語,好み,苦手,業種,従業員数\n"
    "C1,田中 一郎,タナカ イチロウ,株式会社サクラ,営業部,部長,Ichiro@sakura.example,090-1234-5678,東京都千代田区,"
    "昭和55年4月5日,VIP、紹介,=1+1,展示会,日本語,日本酒,甲殻類,製造,300名\n"
)


@pytest_asyncio.fixture
async def rep(store) -> Rep:
    return await a_rep(store, slack_id="U0SATO", full_name="佐藤 健太")


@pytest.fixture
def desk(store, tmp_path, rep) -> Desk:
    return Desk(store, tmp_path)


async def number_of(store, table) -> int:
    async with store.read() as session:
        return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def test_every_field_of_a_row_stands_in_the_store(desk, store, rep):
    await desk.bring(FULL, owner="U0SATO")

    [tanaka] = await desk.customers()
    assert (tanaka.name, tanaka.reading, tanaka.title) == ("田中 一郎", "タナカ イチロウ", "営業部 部長")
    assert (tanaka.email, tanaka.phone, tanaka.address) == ("ichiro@sakura.example", "090-1234-5678", "東京都千代田区")
    assert (tanaka.birth_year, tanaka.birth_month, tanaka.birth_day) == (1980, 4, 5)
    assert (tanaka.tags, tanaka.note, tanaka.source) == (["VIP", "紹介"], "=1+1", "展示会")
    assert (tanaka.language, tanaka.likes, tanaka.taboos) == ("ja", "日本酒", "甲殻類")
    assert (tanaka.external_id, tanaka.owner_id, tanaka.custom) == ("C1", rep.id, {})
    async with store.read() as session:
        company = await session.get(Company, tanaka.company_id)
    assert (company.name, company.industry, company.size) == ("株式会社サクラ", "製造", "300名")


async def test_an_imported_customer_is_found_as_a_typed_one_is(desk, store, rep):
    await desk.bring(FULL, owner="U0SATO")

    async with by(store, rep) as work:
        found = [(await finding.find(work, typed)).customers for typed in ("たなか", "サクラの田中", "田中様")]
    assert [[each.name for each in matches] for matches in found] == [["田中 一郎"]] * 3
    assert await number_of(store, CustomerGram) > 0


async def test_the_audit_log_says_of_it_what_it_would_have_written_by_itself(desk, store, rep):
    await desk.bring("氏名,電話番号,タグ,生年月日\n田中 一郎,090-1234-5678,VIP,4月5日\n", owner="U0SATO")

    typed = Customer(name="田中 一郎", owner_id=rep.id, phone="090-1234-5678", tags=["VIP"], birth_month=4, birth_day=5)
    await saved(store, typed)
    [imported, flushed] = await desk.audit()
    assert {**imported.after, "id": 0} == {**flushed.after, "id": 0}
    assert (imported.row_version, imported.customer_id, imported.before) == (1, imported.row_id, flushed.before)
    assert (imported.rule, imported.actor, imported.at) == ("imports.run", "system", NOW)


async def test_all_of_an_import_is_one_operation_that_can_be_inverted(desk, store):
    await desk.bring("氏名,会社名\n田中 一郎,サクラ\n山田 花子,サクラ\n", owner="U0SATO", pace=Pace(most=1, pause=0))

    lines = [*await desk.audit("companies"), *await desk.audit()]
    assert len({line.operation for line in lines}) == 1
    async with written(store) as work:
        kept = [await audit.invert(work.session, line) for line in reversed(lines)]
    assert kept == [True] * 3
    assert await desk.customers() == []
    assert await number_of(store, CustomerKey) == 0


async def test_the_same_file_again_changes_nothing(desk, store):
    twin = FULL.splitlines()[1].replace("C1", "C2").replace("Ichiro", "Jiro")
    first = await desk.counts(f"{FULL}{twin}\n", owner="U0SATO")
    lines = await number_of(store, Audit)

    again = await desk.counts(desk.path.read_text("utf-8"), owner="U0SATO")

    assert first == {"new": 1, "duplicate": 1}
    assert again == {"unchanged": 1, "duplicate": 1}
    assert await number_of(store, Audit) == lines


async def test_what_is_empty_is_filled_and_what_is_there_is_kept(desk, store, rep):
    other = await a_rep(store)
    await a_customer(store, owner=other, name="田中 一郎", email="ichiro@sakura.example", phone="03-9999-9999")

    counts = await desk.counts(FULL, owner="U0SATO")

    [tanaka] = await desk.customers()
    assert counts == {"update": 1}
    assert (tanaka.phone, tanaka.reading, tanaka.external_id) == ("03-9999-9999", "タナカ イチロウ", "C1")
    assert (tanaka.owner_id, tanaka.version) == (other.id, 2)
    assert (await desk.audit())[-1].before["reading"] is None


async def test_overwriting_takes_the_files_word_but_never_the_owner(desk, store):
    other = await a_rep(store)
    await a_customer(
        store, owner=other, name="田中 一郎", email="ichiro@sakura.example", phone="03-9999-9999", tags=["旧"]
    )

    await desk.bring(FULL, owner="U0SATO", overwrite=True)

    [tanaka] = await desk.customers()
    assert (tanaka.phone, tanaka.tags, tanaka.owner_id) == ("090-1234-5678", ["VIP", "紹介"], other.id)


async def test_whoever_changes_company_keeps_the_old_one_as_history(desk, store):
    await desk.bring("顧客番号,氏名,会社名,役職\nlstep,田中 一郎,サクラ,課長\n", owner="U0SATO")

    await desk.bring("顧客番号,氏名,会社名,役職\nlstep,田中 一郎,モミジ,部長\n", owner="U0SATO", overwrite=True)

    async with store.read() as session:
        former = (await session.scalars(select(Employment))).one()
        company = await session.get(Company, former.company_id)
        keys = set(await session.scalars(select(CustomerKey.key)))
    [tanaka] = await desk.customers()
    assert (company.name, former.title, tanaka.title) == ("サクラ", "課長", "部長")
    assert any("モミジ" in key for key in keys)


async def test_a_company_is_made_once_and_what_is_known_of_it_stays(desk, store):
    await saved(store, Company(name="株式会社サクラ", key="サクラ", industry="商社"))

    await desk.bring(
        "氏名,会社名,業種,従業員数\n田中 一郎,（株）サクラ,製造,300名\n山田 花子,サクラ,,\n佐藤 恵,モミジ,,\n",
        owner="U0SATO",
    )

    async with store.read() as session:
        found = list(await session.scalars(select(Company).order_by(Company.id)))
    assert [(each.name, each.industry, each.size) for each in found] == [
        ("株式会社サクラ", "商社", "300名"),
        ("モミジ", None, None),
    ]


async def test_a_day_of_registration_is_since_when_they_are_a_customer(desk):
    await desk.bring("氏名,登録日\n田中 一郎,2020/4/5\n山田 花子,\n", owner="U0SATO")

    assert [each.created_at.isoformat() for each in await desk.customers()] == [
        "2020-04-04T15:00:00+00:00",
        NOW.isoformat(),
    ]


async def test_a_name_that_looks_like_a_formula_stays_that_name(desk):
    await desk.bring("氏名,備考\n=1+1,@SUM(A1)\n", owner="U0SATO")

    [strange] = await desk.customers()
    assert (strange.name, strange.note) == ("=1+1", "@SUM(A1)")


async def test_a_look_writes_nothing_and_says_what_writing_would_come_to(desk, store):
    table = "氏名,電話番号\n田中 一郎,090-1111-1111\n田中 一郎,090-2222-2222\n田中 一郎,090-1111-1111\n,\nx,なな\n"

    looked = await desk.look(table, owner="U0SATO")

    assert await desk.customers() == []
    assert await number_of(store, ImportRun) == 0
    assert (await desk.bring(table, owner="U0SATO")).kinds == looked.kinds


@pytest.mark.parametrize("most", [1, 3, 200])
async def test_it_does_not_matter_how_many_rows_are_written_at_once(desk, most):
    table = "氏名,会社名,メールアドレス\n" + "".join(
        f"客{number % 7},{'サクラ' if number % 2 else ''},{f'm{number % 5}@example.com' if number % 3 else ''}\n"
        for number in range(40)
    )

    counts = await desk.counts(table, owner="U0SATO", pace=Pace(most=most, pause=0))

    assert counts == {"new": 17, "duplicate": 23}


async def test_a_run_that_was_cut_short_goes_on_where_it_was(desk, store):
    table = (
        "氏名,電話番号\n"
        + "".join(f"客 {number},03-0000-{number:04}\n" for number in range(30))
        + "客 3,03-0000-0003\n"
    )
    with pytest.raises(PowerCutError):
        await desk.bring(table, owner="U0SATO", pace=Pace(most=7, pause=0), progressed=power_cut_after(14))
    half = len(await desk.customers())

    notes = await desk.bring(table, owner="U0SATO", pace=Pace(most=7, pause=0))

    assert half == 14
    assert len(await desk.customers()) == 30
    assert len({line.operation for line in await desk.audit()}) == 1
    assert notes.kinds[32] == "duplicate"
    assert len(notes.kinds) == 17
    async with store.read() as session:
        run = (await session.scalars(select(ImportRun))).one()
    assert (run.state, run.counts) == ("done", {"new": 30, "duplicate": 1})


async def test_rows_that_were_not_written_before_the_cut_are_told_again(desk):
    table = "氏名\n一\n\n" + "客,余り\n" + "".join(f"客 {number}\n" for number in range(20))
    with pytest.raises(PowerCutError):
        await desk.bring(table, owner="U0SATO", pace=Pace(most=5, pause=0), progressed=power_cut_after(10))

    notes = await desk.bring(table, owner="U0SATO")

    assert notes.kinds[4] == "error"


async def test_another_owner_or_mapping_is_another_run(desk, store):
    await a_rep(store, slack_id="U0ITO")
    await desk.bring("氏名,会社名\n田中 一郎,サクラ\n", owner="U0SATO")

    await desk.bring("氏名,会社名\n田中 一郎,サクラ\n", owner="U0ITO")
    await desk.bring("氏名,会社名\n田中 一郎,サクラ\n", owner="U0SATO", overwrite=True)

    assert await number_of(store, ImportRun) == 3


async def test_a_run_that_somebody_else_goes_on_with_is_left_to_them(desk, store):
    async def overtake(_rows: int) -> None:
        async with store.write() as session:
            (await session.scalars(select(ImportRun))).one().next_row = 1000

    table = "氏名\n" + "".join(f"客 {number}\n" for number in range(10))
    with pytest.raises(Refused) as no:
        await desk.bring(table, owner="U0SATO", pace=Pace(most=5, pause=0), progressed=overtake)

    assert no.value.refusal == ImportElsewhere()
    assert len(await desk.customers()) == 5
