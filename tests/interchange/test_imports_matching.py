"""Whom a row means: one customer beyond doubt, nobody, or a doubt that is reported and never settled by a guess."""

import pytest
import pytest_asyncio

from crm.imports import faults
from crm.refusals import NotAllowed, Refused
from storage.tables import Rep
from tests.builders import a_customer, a_rep, a_team
from tests.importing import Desk

HEAD = "顧客番号,氏名,会社名,メールアドレス,電話番号,備考\n"


@pytest_asyncio.fixture
async def rep(store) -> Rep:
    return await a_rep(store, slack_id="U0SATO", full_name="佐藤 健太")


@pytest.fixture
def desk(store, tmp_path, rep) -> Desk:
    return Desk(store, tmp_path)


async def came_to(desk: Desk, *rows: str, head: str = HEAD, **options) -> list[object]:
    """The kinds of the rows, or why they were not written."""
    notes = await desk.bring(head + "".join(f"{row}\n" for row in rows), owner="U0SATO", **options)
    return [notes.why.get(number, [kind])[0] for number, kind in sorted(notes.kinds.items())]


@pytest.fixture
def known(desk):
    """Brings in 田中 一郎 of サクラ, with a number, an address and a telephone."""

    async def bring() -> None:
        await came_to(desk, "C1,田中 一郎,株式会社サクラ,ichiro@sakura.example,03-1234-5678,")

    return bring


@pytest.mark.parametrize(
    "row",
    [
        "C1,田中一郎,,,,常連",
        ",田中一郎,,Ichiro@Sakura.example,,常連",
        ",田中 一郎,,,+81 3 1234 5678,常連",
        ",田中　一郎,㈱サクラ,,,常連",
    ],
    ids=["number", "address", "telephone", "firm"],
)
async def test_one_customer_is_known_by_number_address_telephone_or_firm(desk, known, row):
    await known()

    assert await came_to(desk, row) == ["update"]
    assert [each.note for each in await desk.customers()] == ["常連"]


async def test_a_name_alone_means_one_of_whom_nothing_speaks_against_it(desk):
    head = "氏名,電話番号,備考\n"
    await came_to(desk, "田中 一郎,,", "山田 花子,03-1111-1111,", head=head)

    assert await came_to(desk, "田中一郎,090-2222-2222,常連", "山田花子,090-3333-3333,別人", head=head) == [
        "update",
        "new",
    ]
    assert [(each.name, each.phone) for each in await desk.customers()] == [
        ("田中 一郎", "090-2222-2222"),
        ("山田 花子", "03-1111-1111"),
        ("山田花子", "090-3333-3333"),
    ]


async def test_consumers_of_one_name_with_their_own_telephones_are_several_people(desk):
    rows = [f"佐藤 恵子,090-0000-{number:04}" for number in range(5)]

    assert await came_to(desk, *rows, head="氏名,電話番号\n") == ["new"] * 5
    assert await came_to(desk, *rows, head="氏名,電話番号\n") == ["unchanged"] * 5


async def test_friends_of_one_nickname_are_several_people(desk):
    rows = ["1,ゆき,2026-01-01", "2,ゆき,2026-01-02"]

    assert await came_to(desk, *rows, head="友だちID,LINE登録名,友だち追加日時\n") == ["new", "new"]
    assert await came_to(desk, *rows, head="友だちID,LINE登録名,友だち追加日時\n") == ["unchanged", "unchanged"]


async def test_a_friend_who_has_changed_their_nickname_is_the_same_friend(desk):
    head = "友だちID,LINE登録名,友だち追加日時\n"
    await came_to(desk, "1,ゆき,2026-01-01", head=head)

    assert await came_to(desk, "1,雪だるま,2026-01-01", head=head) == ["unchanged"]
    assert [each.name for each in await desk.customers()] == ["ゆき"]


async def test_the_same_number_of_two_programs_is_two_people(desk):
    await came_to(desk, "1,ゆき,2026-01-01", head="友だちID,LINE登録名,友だち追加日時\n")

    assert await came_to(desk, "1,ゆき", head="顧客番号,氏名\n") == ["new"]


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        ("C1,山田 花子,,,,", faults.OtherPerson("田中 一郎")),
        (",山田 花子,,ichiro@sakura.example,,", faults.OtherPerson("田中 一郎")),
        ("C9,田中 一郎,,ichiro@sakura.example,,", faults.OtherRecord("田中 一郎")),
        ("C9,田中 一郎,,,03-1234-5678,", faults.OtherRecord("田中 一郎")),
        ("C9,田中 一郎,サクラ,,,", faults.OtherRecord("田中 一郎")),
        (",田中 一郎,サクラ,other@sakura.example,,", faults.OtherRecord("田中 一郎")),
    ],
    ids=["number of another", "address of another", "two numbers", "by telephone", "by firm", "two addresses"],
)
async def test_what_contradicts_is_reported_and_nothing_is_written(desk, known, row, refusal):
    await known()

    assert await came_to(desk, row) == [refusal]
    assert [each.version for each in await desk.customers()] == [1]


async def test_of_colleagues_with_one_address_the_name_tells_who_is_meant(desk, store, rep):
    for name in ("田中 一郎", "山田 花子"):
        await a_customer(store, owner=rep, name=name, email="info@sakura.example")

    assert await came_to(desk, ",山田 花子,,info@sakura.example,,常連") == ["update"]


async def test_several_who_fit_are_reported(desk, store, rep):
    for _ in range(2):
        await a_customer(store, owner=rep, name="田中 一郎", email="info@sakura.example")

    assert await came_to(desk, ",田中 一郎,,info@sakura.example,,") == [faults.SeveralFit(2)]


async def test_a_second_row_for_one_customer_is_reported(desk, known):
    await known()

    rows = (
        "C1,田中 一郎,,,,",
        ",田中 一郎,サクラ,,,常連",
        "C5,新 人,,new@example.com,,",
        "C6,新 人,,new@example.com,,",
    )

    assert await came_to(desk, *rows) == ["unchanged", faults.SameAsRow(2), "new", faults.SameAsRow(4)]


async def test_who_was_merged_into_another_is_not_known_any_more(desk, store, rep):
    kept = await a_customer(store, owner=rep, name="田中 一郎", email="new@example.com")
    await a_customer(store, owner=rep, name="田中 一郎", email="old@example.com", merged_into_id=kept.id)

    assert await came_to(desk, ",田中 一郎,,old@example.com,,") == ["new"]


# --- owners and roles -------------------------------------------------------------------------------------------------


async def test_owners_are_named_by_slack_id_or_full_name_or_not_at_all(desk, store, rep):
    ito = await a_rep(store, slack_id="U0ITO", full_name="伊藤 真理")
    rows = ["甲,U0ITO", "乙,伊藤真理", "丙,", "丁,だれか", "戊,ito@example.com"]

    found = await came_to(desk, *rows, head="氏名,担当者\n")

    assert found[:3] == ["new"] * 3
    assert found[3:] == [faults.OwnerUnknown("だれか"), faults.OwnerUnknown("ito@example.com")]
    assert [each.owner_id for each in await desk.customers()] == [ito.id, ito.id, rep.id]


async def test_two_of_one_name_are_told_apart_by_slack_id(desk, store):
    await a_rep(store, full_name="佐藤 健太")

    assert await came_to(desk, "甲,佐藤 健太", head="氏名,担当者\n") == [faults.OwnerSeveral("佐藤 健太")]


async def test_somebody_must_own_them(desk):
    with pytest.raises(Refused) as no:
        await desk.bring("氏名\n田中 一郎\n")

    assert no.value.refusal == faults.OwnerNeeded()


async def test_an_owner_must_be_one_of_ours(desk):
    with pytest.raises(Refused) as no:
        await desk.bring("氏名\n田中 一郎\n", owner="U0NOBODY")

    assert no.value.refusal == faults.OwnerUnknown("U0NOBODY")


async def test_a_rep_brings_in_their_own_customers_only(desk, store, rep):
    ito = await a_rep(store, slack_id="U0ITO", full_name="伊藤 真理")
    await a_customer(store, owner=ito, name="山田 花子", email="hanako@example.com")

    found = await came_to(
        desk,
        "田中 一郎,,",
        "佐藤 恵,,伊藤 真理",
        "山田 花子,hanako@example.com,",
        head="氏名,メールアドレス,担当者\n",
        by=rep,
    )

    assert found == ["new", faults.OwnerBeyond("伊藤 真理"), faults.CustomerElsewhere("山田 花子")]


async def test_a_manager_brings_in_customers_of_the_team(desk, store):
    team = await a_team(store)
    await a_rep(store, slack_id="U0ITO", full_name="伊藤 真理", team_id=team.id)
    boss = await a_rep(store, slack_id="U0BOSS", role="manager", team_id=team.id)

    found = await came_to(desk, "甲,U0ITO", "乙,U0SATO", head="氏名,担当者\n", by=boss)

    assert found == ["new", faults.OwnerBeyond("佐藤 健太")]


async def test_who_may_only_read_brings_in_nothing(desk, store):
    reader = await a_rep(store, role="read_only")

    with pytest.raises(Refused) as no:
        await came_to(desk, "C1,甲,,,,", by=reader)

    assert no.value.refusal == NotAllowed("imports.prepare")


async def test_a_rep_brings_in_five_hundred_at_most_and_an_admin_more(desk, store, rep):
    admin = await a_rep(store, role="admin")
    table = "氏名,電話番号\n" + "".join(f"客,03-0000-{number:04}\n" for number in range(501))

    with pytest.raises(Refused) as no:
        await desk.bring(table, owner="U0SATO", by=rep)

    assert no.value.refusal == faults.TooManyRows(500)
    assert (await desk.counts(table, owner="U0SATO", by=admin)) == {"new": 501}
