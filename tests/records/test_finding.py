"""Finding: every way of writing a name leads to its customer, and what only comes close is asked, never taken."""

from random import Random

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm import names
from crm.notices import WhichCustomer
from crm.records import choices, finding
from crm.records.finding import Found
from crm.refusals import NobodyFound, Refused
from storage.records import customers
from storage.store import Store
from storage.tables import Rep
from tests.builders import a_rep
from tests.deeds import by, created, refused
from tests.line_events import rows
from tests.namebook import Person, people, settle

FOLK = list(people(400, Random(7)))


async def found(store: Store, rep: Rep, words: str) -> Found:
    async with by(store, rep) as work:
        return await finding.find(work, words)


async def offered(store: Store, rep: Rep, words: str) -> list[str]:
    """Whom the rep is asked about; nobody is taken without being asked."""
    close = await found(store, rep, words)
    assert close.sure is None
    return [each.name for each in close.customers]


@pytest_asyncio.fixture
async def crowd(store: Store) -> Store:
    """Four hundred customers, as a telephone book has them."""
    await settle(store, FOLK)
    return store


# --- what is close is asked -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "田中一朗",
        "田中 一朗様",
        "一郎 田中",
        "サクラ 田仲",
        "サクラの田仲様",
        "モミジの田中",
        "サクヲの田中",
        "たなかいちろ",
        "tanakaichiro",
    ],
)
async def test_a_slip_is_asked_about_even_when_it_can_only_be_one(store, words):
    rep = await a_rep(store)
    await created(store, rep, "株式会社サクラ 田中一郎（たなかいちろう）")
    await created(store, rep, "株式会社カエデ 木下杏")

    assert await offered(store, rep, words) == ["田中一郎"]


@pytest.mark.parametrize(
    ("customer", "words"),
    [
        ("佐藤 健", "さとう"),
        ("佐藤 健", "佐東"),
        ("佐藤 健", "Satoh"),
        ("大野 綾", "ono"),
        ("Ichiro Tanaka", "Tnaka"),
        ("Ichiro Tanaka", "Tanaka Ichiro"),
        ("Jane Smith", "Jane Smiht"),
        ("高橋誠（たかはしまこと）", "Takahashi Makoto"),
    ],
)
async def test_what_sounds_or_looks_like_a_name_is_offered(store, customer, words):
    rep = await a_rep(store)
    made = await created(store, rep, customer)

    assert await offered(store, rep, words) == [made.name]


@pytest.mark.parametrize(
    ("customer", "words"),
    [("小野寺太郎", "小野"), ("林田 実", "林"), ("佐々木 望", "佐々"), ("さくらこ", "さくら"), ("Anna Abel", "Ann")],
)
async def test_the_beginning_of_a_name_is_another_name(store, customer, words):
    rep = await a_rep(store)
    made = await created(store, rep, customer)

    assert await offered(store, rep, words) == [made.name]


@pytest.mark.parametrize(
    ("customer", "words"),
    [
        ("髙橋 誠", "高橋"),
        ("渡邊 綾", "渡辺さん"),
        ("田中一郎（たなかいちろう）", "たなか"),
        ("株式会社サクラ 田中一郎", "サクラの田中様"),
        ("小鳥遊太郎", "小鳥遊"),
        ("田中一郎", "田中一"),
        ("田中一郎", "一郎"),
        ("Jane Smith", "smith"),
    ],
)
async def test_who_goes_by_these_words_is_taken(store, customer, words):
    rep = await a_rep(store)
    made = await created(store, rep, customer)
    await created(store, rep, "株式会社カエデ 木下杏（きのした あん）")

    sure = (await found(store, rep, words)).sure

    assert sure is not None
    assert sure.id == made.id


async def test_kana_that_could_be_somebody_without_a_reading_is_asked(store):
    rep = await a_rep(store)
    await created(store, rep, "田中一郎（たなか いちろう）")
    await created(store, rep, "田中花子")

    assert await offered(store, rep, "たなか様") == ["田中一郎", "田中花子"]


@pytest.mark.parametrize("words", ["田中健太", "勅使河原", "んを", "Zaphod", "サクラ 勅使河原", "郎"])
async def test_another_name_is_nobodys(store, words):
    rep = await a_rep(store)
    await created(store, rep, "株式会社サクラ 田中一郎（たなかいちろう）")

    async with refused(NobodyFound(words)):
        await found(store, rep, words)


async def test_ones_own_customers_come_first_among_equals(store):
    mine, others = await a_rep(store), await a_rep(store)
    for number in range(12):
        await created(store, others, f"株式会社{'アイウエオカキクケコサシ'[number]}商事 田中一郎")
    await created(store, mine, "株式会社ワ商事 田中一郎")

    exact, close = await found(store, mine, "田中"), await found(store, mine, "田中一朗")

    for each in (exact, close):
        assert len(each.customers) == finding.CHOICES
        assert each.customers[0].owner_id == mine.id


async def test_a_rule_that_wants_one_customer_asks_about_a_single_close_one(store):
    rep = await a_rep(store)
    await created(store, rep, "田中一郎")

    async with by(store, rep) as work:
        asked = await choices.one(work, "田中一朗", "survey.nps")

    assert isinstance(asked, WhichCustomer)
    assert (asked.close, [each.name for each in asked.choices], asked.then) == (True, ["田中一郎"], "survey.nps")


async def test_a_list_that_fills_while_one_types_shows_the_exact_name_and_those_that_go_on(store):
    rep = await a_rep(store)
    for name in ("森", "森山 太郎", "大森 次郎"):
        await created(store, rep, name)

    async with by(store, rep) as work:
        shown = [each.name for each in await choices.suggest(work, "森")]
        nothing = await choices.suggest(work, "　")

    assert (shown, nothing) == (["森", "森山 太郎"], [])


# --- a few hundred ----------------------------------------------------------------------------------------------------


async def test_everybody_in_a_crowd_is_found_by_name_and_firm(crowd):
    rep = (await rows(crowd, Rep))[0]
    for number, (name, _, company) in enumerate(FOLK, start=1):
        words = f"{company}の{name}様" if company else name
        hits = await found(crowd, rep, words)
        assert not hits.close, words
        assert number in {each.id for each in hits.customers} or len(hits.customers) == finding.CHOICES, words


async def test_nearly_everybody_in_a_crowd_is_offered_after_one_slip(crowd):
    rep, dice, missed = (await rows(crowd, Rep))[0], Random(3), []
    slips = [(number, slip(each[0].replace(" ", ""), dice)) for number, each in enumerate(FOLK, start=1)]
    slips = [(number, words) for number, words in slips if len(words) > 3]
    for number, words in slips:
        if number not in await _numbers(crowd, rep, words):
            missed.append(words)

    assert len(slips) > 150
    assert len(missed) <= 0.02 * len(slips), missed


async def _numbers(store: Store, rep: Rep, words: str) -> set[int]:
    try:
        return {each.id for each in (await found(store, rep, words)).customers}
    except Refused:
        return set()


def slip(name: str, dice: Random) -> str:
    """One character is another one; the first stays, as people know how a name begins."""
    at = dice.randrange(1, len(name))
    return name[:at] + "瑛" + name[at + 1 :]


def ways(person: Person) -> st.SearchStrategy[str]:
    """What somebody might type who means this person: parts, slips, other letters, a firm that is not theirs."""
    name = person[0]
    known = [
        name,
        name.replace(" ", ""),
        names.family_name(name),
        person[1] or name,
        f"{person[2] or 'カエデ'}の{name}",
    ]
    typed = st.sampled_from(known)
    cut = st.tuples(typed, st.integers(0, 4), st.integers(1, 9)).map(lambda each: each[0][each[1] : each[1] + each[2]])
    slipped = st.tuples(typed, st.integers(0, 2**32)).map(
        lambda each: slip(each[0], Random(each[1])) if len(each[0]) > 1 else each[0]
    )
    return st.one_of(typed, cut, slipped)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(FOLK).flatmap(ways))
async def test_nobody_is_ever_taken_whose_name_does_not_hold_the_words(crowd, words):
    key = names.query_key(words)
    async with crowd.read() as session:
        theirs = await customers.keys_of(session, range(1, len(FOLK) + 1))

    rep = (await rows(crowd, Rep))[0]
    try:
        sure = (await found(crowd, rep, words)).sure
    except Refused:
        sure = None

    if sure is not None:
        joined = [words[:at] + words[at + 1 :] for at, each in enumerate(words) if each == "の"]  # 「サクラの田中」
        spelt = (key, *(names.query_key(each) for each in joined))
        assert any(each.startswith(spelt) for each in theirs[sure.id]), words
        others = [number for number, each in theirs.items() if key in each and number != sure.id]
        assert not others, words
