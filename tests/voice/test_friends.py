"""Accounts in LINE come, go, and come back, whatever the order in which we hear of it."""

from datetime import timedelta

from crm.notices import CustomerLeft, CustomerLinked, WantProfile, Welcome
from storage.tables import Audit, LineLink, LineUser, Outbox
from tests.builders import NOW, a_customer, a_line_user, a_rep, saved
from tests.line_events import USER, event, hear, owed, rows, said, words

LATER = NOW + timedelta(hours=1)
MUCH_LATER = NOW + timedelta(hours=2)


async def test_a_new_friend_is_kept_and_welcomed_with_the_free_reply(store):
    await hear(store, event("follow", replyToken="token"))

    [account] = await rows(store, LineUser)
    assert (account.user_id, account.state, account.followed_at) == (USER, "friend", NOW)
    assert await owed(store, Welcome) == [Welcome("サクラ商事", back=False)]
    welcome = next(row for row in await rows(store, Outbox) if row.kind == "Welcome")
    assert (welcome.recipient, welcome.reply_token) == (USER, "token")


async def test_the_new_friends_profile_is_asked_for(store):
    await hear(store, event("follow"))

    [account] = await rows(store, LineUser)
    assert await owed(store, WantProfile) == [WantProfile(account.id)]


async def test_whoever_comes_first_is_named_in_the_audit_log(store):
    await hear(store, event("follow"), words("こんにちは", at=LATER))

    [account] = await rows(store, LineUser)
    actors = [line.actor for line in await rows(store, Audit) if line.table_name == "messages"]
    assert set(actors) == {f"customer:{account.id}"}


async def test_the_same_follow_told_twice_welcomes_once(store):
    await hear(store, event("follow"), event("follow"))

    assert await said(store) == ["Welcome"]


async def test_one_who_returns_is_a_friend_again_and_welcomed_back(store):
    await hear(store, event("follow"), event("unfollow", at=LATER))

    await hear(store, event("follow", at=MUCH_LATER))

    [account] = await rows(store, LineUser)
    assert account.state == "friend"
    assert (await owed(store, Welcome))[-1].back


async def test_the_owner_of_each_customer_is_told_once_that_they_left(store):
    first, second = await a_rep(store), await a_rep(store)
    one = await a_customer(store, owner=first, name="田中 一郎")
    account = await a_line_user(store, user_id=USER, customer=one)
    two = await a_customer(store, owner=second, name="田中 花子")
    await _also(store, account, two)

    await hear(store, event("unfollow", at=LATER), event("unfollow", at=MUCH_LATER))

    [kept] = await rows(store, LineUser)
    assert (kept.state, kept.left_at) == ("gone", LATER)
    told = {(row.recipient, row.fields["customer"]) for row in await rows(store, Outbox) if row.kind == "CustomerLeft"}
    assert told == {(first.slack_id, "田中 一郎"), (second.slack_id, "田中 花子")}
    assert len(await owed(store, CustomerLeft)) == 2


async def test_a_customer_with_another_account_has_not_left(store):
    customer = await a_customer(store)
    await a_line_user(store, user_id=USER, customer=customer)
    await a_line_user(store, customer=customer)

    await hear(store, event("unfollow", at=LATER))

    assert await owed(store, CustomerLeft) == []


async def test_the_owner_hears_that_a_customer_is_back(store):
    await a_line_user(store, user_id=USER, customer=await a_customer(store), state="gone", left_at=NOW)

    await hear(store, event("follow", at=LATER))

    assert len(await owed(store, CustomerLinked)) == 1


async def test_an_unfollow_that_arrives_after_a_newer_follow_changes_nothing(store):
    await hear(store, event("follow", at=LATER))

    await hear(store, event("unfollow", at=NOW), now=MUCH_LATER)

    [account] = await rows(store, LineUser)
    assert account.state == "friend"


async def test_a_follow_that_arrives_after_a_newer_unfollow_changes_nothing(store):
    await a_line_user(store, user_id=USER, state="gone", left_at=LATER)

    await hear(store, event("follow", at=NOW), now=MUCH_LATER)

    [account] = await rows(store, LineUser)
    assert account.state == "gone"
    assert await said(store) == []


async def test_one_who_writes_before_we_saw_them_follow_is_taken_in_without_a_welcome(store):
    await hear(store, words("はじめまして"))

    [account] = await rows(store, LineUser)
    assert (account.state, account.followed_at) == ("friend", None)
    assert await owed(store, Welcome) == []
    assert len(await owed(store, WantProfile)) == 1


async def test_one_whose_follow_arrives_after_their_words_is_new_not_back(store):
    await hear(store, words("はじめまして", at=LATER))

    await hear(store, event("follow", at=NOW), now=MUCH_LATER)

    assert await owed(store, Welcome) == [Welcome("サクラ商事", back=False)]


async def test_words_of_one_who_was_gone_bring_them_back_quietly(store):
    customer = await a_customer(store)
    await a_line_user(store, user_id=USER, customer=customer, state="gone", left_at=NOW)

    await hear(store, words("またお願いします", at=LATER))

    [account] = await rows(store, LineUser)
    assert account.state == "friend"
    assert await owed(store, Welcome) == []


async def test_words_written_before_leaving_do_not_bring_back(store):
    await a_line_user(store, user_id=USER, state="gone", left_at=LATER)

    await hear(store, words("さようなら", at=NOW), now=MUCH_LATER)

    [account] = await rows(store, LineUser)
    assert account.state == "gone"


async def test_the_profile_gives_name_and_language(store):
    await a_line_user(store, user_id=USER)

    await hear(store, event("profile", profile={"displayName": "いちろう☆\x00", "language": "ja"}))

    [account] = await rows(store, LineUser)
    assert (account.display_name, account.language) == ("いちろう☆", "ja")


async def test_a_profile_that_line_keeps_to_itself_erases_nothing(store):
    await a_line_user(store, user_id=USER, display_name="いちろう", language="ja")

    await hear(store, event("profile", profile=None), event("profile", profile={"displayName": "", "language": None}))

    [account] = await rows(store, LineUser)
    assert (account.display_name, account.language) == ("いちろう", "ja")


async def test_a_name_of_any_length_fits(store):
    await a_line_user(store, user_id=USER)

    await hear(store, event("profile", profile={"displayName": "長" * 300, "language": "zh-Hant-HK-x"}))

    [account] = await rows(store, LineUser)
    assert (len(account.display_name), account.language) == (100, "zh-Hant-")


async def test_the_profile_of_nobody_we_know_is_not_kept(store):
    await hear(store, event("profile", profile={"displayName": "だれか"}))

    assert await rows(store, LineUser) == []


async def _also(store, account, customer):
    await saved(store, LineLink(line_user_id=account.id, customer_id=customer.id))
