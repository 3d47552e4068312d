"""Many customers in LINE, each with a rep of their own, for the tests of what holds when much happens at once."""

from datetime import UTC, datetime

from sandbox.town import Town
from storage.store import Store
from storage.tables import Customer, LineLink, LineUser, Rep
from tests.builders import written


def a_town(customers: int) -> Town:
    """Slack takes as much as is posted: what holds us up is ours."""
    town = Town()
    town.slack.posts_per_second = 10_000
    for number in range(customers):
        town.add_slack_user(rep(number), f"営業{number}")
        town.add_line_user(line(number), f"客{number}")
    return town


def rep(number: int) -> str:
    return f"UREP{number:04}"


def line(number: int) -> str:
    return f"U{number:032x}"


async def a_company(store: Store, number: int) -> tuple[list[Rep], list[Customer], list[LineUser]]:
    """So many reps with a customer each, linked in LINE."""
    now = datetime.now(UTC)
    async with written(store, now) as work:
        reps = [
            Rep(slack_id=rep(each), display_name="営業", full_name=f"営業{each}", seen_at=now) for each in range(number)
        ]
        accounts = [LineUser(user_id=line(each), followed_at=now) for each in range(number)]
        await work.save(*reps, *accounts)
        customers = [Customer(name=f"客{each:03}", owner_id=owner.id) for each, owner in enumerate(reps)]
        await work.save(*customers)
        pairs = zip(accounts, customers, strict=True)
        await work.save(*(LineLink(line_user_id=account.id, customer_id=each.id) for account, each in pairs))
    return reps, customers, accounts


def said_to(town: Town, number: int) -> list[str]:
    """What we have said to this customer in plain words, in order."""
    talk = town.account.conversations.get(line(number), [])
    return [each["text"] for each in talk if each["from"] == "bot" and each["type"] == "text"]


def posts_of(town: Town, number: int) -> list[str]:
    """What stands in this rep's messages, threads included, post by post."""
    return [str(each.blocks) for each in town.workspace.im(rep(number)).messages.values()]
