"""What looks odd in what a rep gives: told to whoever is above, once a day and kind, and never to the rep."""

from crm.notices import GrantShown
from storage.store import Store
from storage.tables import PointEntry, Redemption
from tests.builders import NOW, saved
from tests.deeds import created
from tests.line_events import rows
from tests.points.counter import Counter, a_counter


async def given(counter: Counter, text: str) -> GrantShown:
    done = await counter.gives(text)
    assert isinstance(done, GrantShown)
    return done


async def test_who_gives_to_their_own_name_is_told_of_above_and_not_told(store: Store) -> None:
    counter = await a_counter(store)
    await created(store, counter.rep, counter.rep.full_name)

    await given(counter, f"{counter.rep.full_name}様 +100 来店")

    [flag] = await counter.told("GrantFlag")
    assert (flag.recipient, flag.fields["kind"]) == ("UABOVE", "own")


async def test_a_rush_of_gifts_is_told_of_once_a_day(store: Store) -> None:
    counter = await a_counter(store)

    for _ in range(13):
        await given(counter, "田中様 +1 来店")

    [flag] = [each for each in await counter.told("GrantFlag") if each.fields["kind"] == "often"]
    assert (flag.recipient, flag.fields["times"]) == ("UABOVE", 11)


async def test_who_gives_most_to_one_customer_is_told_of(store: Store) -> None:
    counter = await a_counter(store)
    await created(store, counter.rep, "鈴木 次郎")
    await given(counter, "鈴木様 +50 来店")
    for _ in range(3):
        await given(counter, "田中様 +20 来店")
    assert await counter.told("GrantFlag") == []

    await given(counter, "田中様 +20 来店")

    [flag] = await counter.told("GrantFlag")
    assert (flag.fields["kind"], flag.fields["points"], flag.fields["total"], flag.fields["times"]) == (
        "one",
        80,
        130,
        5,
    )


async def test_who_gives_and_confirms_the_reward_of_one_customer_on_a_day_is_told_of(store: Store) -> None:
    counter = await a_counter(store)
    await given(counter, "田中様 +300 来店")
    await saved(store, await a_used_reward(counter))

    await given(counter, "田中様 +100 来店")

    [flag] = await counter.told("GrantFlag")
    assert flag.fields["kind"] == "both"


async def a_used_reward(counter: Counter) -> Redemption:
    [entry] = await rows(counter.store, PointEntry)
    return Redemption(
        customer_id=counter.customer.id,
        wallet_id=entry.wallet_id,
        reward="coffee",
        name="コーヒー券",
        points=300,
        state="used",
        code_digest="c" * 64,
        page_digest="p" * 64,
        valid_until=NOW,
        used_at=NOW,
        used_by_id=counter.rep.id,
    )
