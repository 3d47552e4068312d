"""Rate limits: a burst passes, then each call waits for its moment."""

from time import monotonic

import pytest

from bot.delivery.limits import Buckets


class Watch:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch():
    return Watch()


def test_a_burst_passes_and_the_rest_goes_one_by_one(watch):
    buckets = Buckets(1, 5, watch)

    waits = [buckets.reserve("C1") for _ in range(8)]

    assert waits == pytest.approx([0, 0, 0, 0, 0, 1, 2, 3])


def test_a_bucket_fills_up_again(watch):
    buckets = Buckets(2, 4, watch)
    for _ in range(4):
        buckets.reserve("C1")

    watch.now += 1

    assert [buckets.reserve("C1") for _ in range(3)] == pytest.approx([0, 0, 0.5])


def test_channels_do_not_wait_for_each_other(watch):
    buckets = Buckets(1, 1, watch)
    buckets.reserve("C1")

    assert buckets.reserve("C2") == 0
    assert buckets.reserve("C1") == pytest.approx(1)


def test_buckets_that_are_full_again_are_forgotten(watch):
    buckets = Buckets(1, 1, watch)
    for number in range(10_000):
        buckets.reserve(f"C{number}")

    watch.now += 5
    buckets.reserve("one more")

    assert len(buckets._full_at) == 1


async def test_taking_more_than_the_burst_takes_time():
    buckets, began = Buckets(50, 1), monotonic()

    for _ in range(3):
        await buckets.take("C1")

    assert monotonic() - began > 0.03
