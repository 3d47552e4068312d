"""Trouble on order, in LINE's words."""

import pytest

from tests.fake_line.kit import TANAKA, order, refused, said_to, to


@pytest.mark.parametrize(
    ("status", "message"),
    [(429, "The API rate limit has been exceeded. Try again later."), (500, "Internal server error")],
)
async def test_ordered_trouble_speaks_as_line_does(api, people, session, url, status, message):
    left = await order(session, url, method="push", kind="status", status=status, times=2)

    first, second = await refused(api.push_message(to())), await refused(api.push_message(to()))
    await api.push_message(to())

    assert left["trouble"][0]["times"] == 2
    assert first == second == (status, {"message": message})
    assert await said_to(people) == ["こんにちは"]


async def test_trouble_for_one_method_leaves_others_alone(api, session, url):
    await order(session, url, method="push", kind="status", status=500, times=None)

    profile = await api.get_profile(TANAKA)

    assert profile.user_id == TANAKA
    assert (await refused(api.push_message(to())))[0] == 500
