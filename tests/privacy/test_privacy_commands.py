"""`kizuna erase` and `kizuna disclose`: shown first, asked twice, done by the same rules."""

import json
import stat

import pytest

from bot import privacy
from bot.privacy import PrivacyError
from storage.tables import Customer, Disclosure, Erasure
from tests.builders import HOUSE, a_customer, a_line_user, a_rep
from tests.deeds import created
from tests.line_events import rows


async def test_it_is_shown_asked_twice_and_then_done(store):
    rep = await a_rep(store)
    customer = await created(store, rep, "株式会社サクラ 田中一郎")
    asked: list[str] = []

    lines = await privacy.erase(store, HOUSE, "田中一郎", lambda question: not asked.append(question))

    assert len(asked) == 2
    assert "田中一郎（株式会社サクラ）" in asked[0]
    [erasure] = await rows(store, Erasure)
    assert (erasure.customer_id, erasure.state, erasure.channel) == (customer.id, "done", "cli")
    assert erasure.receipt in lines[-1]
    assert [each.name for each in await rows(store, Customer)] == ["—"]


@pytest.mark.parametrize("answers", [[False], [True, False]], ids=["first", "second"])
async def test_one_no_is_enough_to_leave_everything(store, answers):
    customer = await a_customer(store)
    left = iter(answers)

    with pytest.raises(PrivacyError):
        await privacy.erase(store, HOUSE, str(customer.id), lambda _question: next(left))

    assert await rows(store, Erasure) == []


async def test_several_who_go_by_the_name_are_named_and_nobody_is_erased(store):
    rep = await a_rep(store)
    for firm in ("株式会社サクラ", "株式会社モミジ"):
        await created(store, rep, f"{firm} 田中一郎")

    with pytest.raises(PrivacyError) as no:
        await privacy.erase(store, HOUSE, "田中一郎", None)

    assert all(firm in str(no.value) for firm in ("サクラ", "モミジ"))
    assert await rows(store, Erasure) == []


@pytest.mark.parametrize("words", ["404", "山田", "", "9" * 30])
async def test_nobody_is_said_to_be_nobody(store, words):
    with pytest.raises(PrivacyError):
        await privacy.erase(store, HOUSE, words, None)


async def test_a_number_that_is_gone_is_nobody_any_more(store):
    customer = await a_customer(store)
    await privacy.erase(store, HOUSE, str(customer.id), None)

    with pytest.raises(PrivacyError):
        await privacy.erase(store, HOUSE, str(customer.id), None)


@pytest.mark.parametrize("suffix", ["html", "json"])
async def test_a_file_is_written_for_nobody_elses_eyes(store, tmp_path, suffix):
    customer = await a_customer(store)
    await a_line_user(store, customer=customer)
    file = tmp_path / f"tanaka.{suffix}"

    said = await privacy.disclose(store, HOUSE, str(customer.id), file)

    assert str(file) in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text("utf-8")
    assert "田中 一郎" in (json.loads(text)["customer"]["name"] if suffix == "json" else text)
    assert [each.channel for each in await rows(store, Disclosure)] == ["file"]


@pytest.mark.parametrize("name", ["tanaka.txt", "there.html"])
async def test_no_file_is_overwritten_or_of_an_unknown_kind(store, tmp_path, name):
    customer = await a_customer(store)
    (tmp_path / "there.html").write_text("old")

    with pytest.raises(PrivacyError):
        await privacy.disclose(store, HOUSE, str(customer.id), tmp_path / name)

    assert (tmp_path / "there.html").read_text() == "old"
