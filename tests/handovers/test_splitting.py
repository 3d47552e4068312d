"""How customers are divided among successors."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from crm.handovers import splitting
from storage.handovers.previews import Known


def known(number: int, industry: str | None = None, *, key: bool = False) -> Known:
    return Known(number, f"客{number}", None, industry, key, reachable=False)


def test_whoever_has_fewer_gets_more_until_all_have_the_same():
    split = splitting.fewest([known(number) for number in range(6)], {1: 4, 2: 0})

    assert Counter(split.values()) == {1: 1, 2: 5}


def test_of_each_industry_and_its_key_people_everybody_gets_the_same():
    industries = ["製造", "製造", "医療", "医療"]
    customers = [known(at, industry, key=at % 2 == 0) for at, industry in enumerate(industries * 5)]

    split = splitting.even(customers, [1, 2])

    got = Counter((split[each.id], each.industry, each.key_person) for each in customers)
    assert set(got.values()) <= {2, 3}


numbers = st.lists(st.integers(0, 500), min_size=1, max_size=8).map(lambda loads: dict(enumerate(loads, start=1)))


@given(st.integers(0, 300), numbers)
def test_nobody_is_forgotten_and_the_loads_end_level(customers, loads):
    split = splitting.fewest([known(number) for number in range(customers)], loads)

    got = Counter(split.values())
    ends = {rep: load + got[rep] for rep, load in loads.items()}
    level = [ends[rep] for rep in got]
    assert len(split) == customers
    assert not level or max(level) <= min(ends.values()) + 1


@given(st.lists(st.sampled_from(["a", "b", None]), max_size=100), st.integers(1, 7))
def test_evenly_means_that_no_group_is_off_by_more_than_one(industries, successors):
    customers = [known(number, industry) for number, industry in enumerate(industries)]

    split = splitting.even(customers, list(range(successors)))

    for industry in set(industries):
        got = Counter(split[each.id] for each in customers if each.industry == industry)
        counts = [got[rep] for rep in range(successors)]
        assert max(counts) - min(counts) <= 1
