"""Who acts in Slack: a person we do not know yet is looked up there before any transaction begins."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import IntegrityError

from crm import reps as rules
from crm.house import House
from crm.refusals import Refused
from crm.reps import Profile
from crm.work import SYSTEM, Work
from handlers.slack.reps import profile
from storage import reps
from storage.store import Store

# A guest who keeps trying must not cost a call to Slack each time.
FORGET_STRANGERS = timedelta(minutes=1)
PATIENCE = 1.5
NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})


class SlackSilentError(Exception):
    """Slack could not be asked; the person may ask us again, or we try later."""


class People:
    """Makes reps of full members the first time they use the bot."""

    def __init__(self, store: Store, client: AsyncWebClient, house: House, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._client = client
        self._house = house
        self._clock = clock
        self.patience = PATIENCE
        self._own_team = ""
        self._strangers: dict[str, datetime] = {}

    async def ensure(self, slack_ids: Iterable[str]) -> None:
        """Afterwards every one of them who is a full member stands in the store.

        Raises:
            SlackSilentError: somebody is unknown here and Slack does not answer.
        """
        for slack_id in slack_ids:
            if slack_id and not await self._known(slack_id) and not self._turned_away(slack_id):
                await self._introduce(slack_id)

    async def _known(self, slack_id: str) -> bool:
        async with self._store.read() as session:
            rep = await reps.by_slack_id(session, slack_id)
        return rep is not None and rep.active

    def _turned_away(self, slack_id: str) -> bool:
        now = self._clock()
        self._strangers = {stranger: until for stranger, until in self._strangers.items() if until > now}
        return slack_id in self._strangers

    async def _introduce(self, slack_id: str) -> None:
        user = await self._ask(slack_id)
        if user is None or not await self._welcome(profile(user, self._own_team, self._house.language)):
            self._strangers[slack_id] = self._clock() + FORGET_STRANGERS

    async def _welcome(self, person: Profile) -> bool:
        """False for whoever is no full member."""
        try:
            await self._keep(person)
        except IntegrityError:
            await self._keep(person)  # another machine was faster by a moment: now the person is known
        except Refused:
            return False
        return True

    async def _keep(self, person: Profile) -> None:
        async with self._store.write() as session:
            work = Work(session, self._clock(), SYSTEM, house=self._house)
            async with work.savepoint():
                await rules.introduce(work, person)

    async def _ask(self, slack_id: str) -> dict[str, object] | None:
        try:
            async with asyncio.timeout(self.patience):
                if not self._own_team:
                    self._own_team = str((await self._client.auth_test()).get("team_id") or "")
                found = await self._client.users_info(user=slack_id, include_locale=True)
        except SlackApiError as no:
            if no.response.get("error") in NOBODY:
                return None
            raise SlackSilentError from no
        except (TimeoutError, aiohttp.ClientError, OSError) as silence:
            raise SlackSilentError from silence
        user = found.get("user")
        return user if isinstance(user, dict) else None
