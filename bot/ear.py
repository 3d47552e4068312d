"""One inbox row, one unit of work: who acts, which handler hears it, and what they get back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

import handlers.line
import handlers.slack
from crm import post
from crm import reps as rules
from crm.house import House
from crm.notices import Notice
from crm.refusals import NotAMember, Refused
from crm.work import SYSTEM, Work
from handlers.line import heard as line_heard
from handlers.locales import phrases
from handlers.slack import home, say, unpack
from handlers.slack.answers import Answer, Errors, Finished, Home, Options, Push, Tell, Update
from handlers.slack.heard import Heard
from storage import reps
from storage.inbox import Taken
from storage.tables import Rep

# Which answers can still be given where the person is: a form takes only what concerns the form.
ANYTHING: tuple[type[Answer], ...] = (Answer,)
FORMS_OWN: tuple[type[Answer], ...] = (Errors, Update, Push, Finished, Home)
NOTHING: tuple[type[Answer], ...] = ()


@dataclass(frozen=True)
class Reply:
    """What the person gets, and in which language."""

    answer: Answer | None
    language: str

    @property
    def refused(self) -> bool:
        """Nothing was done: the same button or form may be pressed again."""
        return isinstance(self.answer, Errors) or (isinstance(self.answer, Tell) and self.answer.refused)


class _WrongFormError(Exception):
    """Takes back what a handler did before it found the form wrong: an error at a field says that nothing was saved."""

    def __init__(self, answer: Errors) -> None:
        super().__init__()
        self.answer = answer


class Ear:
    """Hears rows inside a transaction of somebody else's; rolls back to where a refused one began."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def slack(self, session: AsyncSession, taken: Taken, now: datetime, place: tuple[type[Answer], ...]) -> Reply:
        """Let the handler of a Slack row do its work.

        `place`: the kinds of answer that can be given where the person is; others are owed to their direct message.
        """
        payload: dict[str, Any] = orjson.loads(taken.payload)
        kind, name, user = unpack.kind_of(payload), unpack.name_of(payload), unpack.user_of(payload)
        work = Work(session, now, SYSTEM, house=self._house)
        language = self._house.language
        if handlers.slack.route(kind, name).leads_nowhere or name in handlers.slack.LOOKED_AT:
            return Reply(None, language)  # an older program kept it; nobody looks any more
        if name not in handlers.slack.OF_THE_SYSTEM:
            rep = await reps.by_slack_id(session, user)
            if rep is None or not rep.active:
                return await self._reply(work, user, say.refused(NotAMember()), language, place)
            work.actor, language = await rules.actor_of(work, rep), rep.language
        heard = unpack.unpack(payload, seq=taken.seq, language=language, house=self._house)
        answer = await self._answer(work, heard)
        if kind == unpack.SUBMIT:
            answer = say.in_form(answer, payload["view"], heard.say)
        return await self._reply(work, user, answer, language, place)

    async def _answer(self, work: Work, heard: Heard) -> Answer | None:
        try:
            return await self._handled(work, heard)
        except Refused as no:
            return say.refused(no.refusal)
        except _WrongFormError as wrong:
            return wrong.answer

    async def _handled(self, work: Work, heard: Heard) -> Answer | None:
        async with work.savepoint():
            answer = await handlers.slack.route(heard.kind, heard.name).handler(work, heard)
            if isinstance(answer, Errors):
                raise _WrongFormError(answer)
        return answer

    async def _reply(
        self, work: Work, user: str, answer: Answer | None, language: str, place: tuple[type[Answer], ...]
    ) -> Reply:
        if answer is None or not user or isinstance(answer, place):
            return Reply(answer, language)
        if isinstance(answer, Home | Finished):
            # Too late to be of use: the page is drawn whenever it is opened, and the form is gone.
            return Reply(None, language)
        await self._owe(work, user, answer)
        return Reply(None, language)

    async def suggest(self, session: AsyncSession, payload: Mapping[str, Any], now: datetime) -> Reply:
        """The choices for somebody who types into a list; strangers have none. Nothing is written."""
        reply = await self.look(session, payload, now)
        return reply if isinstance(reply.answer, Options) else Reply(Options(), reply.language)

    async def look(self, session: AsyncSession, payload: Mapping[str, Any], now: datetime) -> Reply:
        """What somebody asks to see; strangers see nothing and are told nothing: to look is no question."""
        rep = await reps.by_slack_id(session, unpack.user_of(payload))
        if rep is None or not rep.active:
            language = rep.language if rep is not None else self._house.language
            return Reply(home.taken_away(payload.get("event") or {}, phrases(language)), language)
        work, heard = await self._as(session, rep, payload, now)
        return Reply(await handlers.slack.route(heard.kind, heard.name).handler(work, heard), rep.language)

    async def draw(self, session: AsyncSession, payload: Mapping[str, Any], page: Home, now: datetime) -> Reply:
        """The home page of whoever acted, in the language they read by now. Nothing is written."""
        rep = await reps.by_slack_id(session, unpack.user_of(payload))
        if rep is None or not rep.active:
            return Reply(None, self._house.language)
        work, heard = await self._as(session, rep, payload, now)
        return Reply(replace(page, view=await home.drawn(work, heard, page.wanted)), rep.language)

    async def _as(
        self, session: AsyncSession, rep: Rep, payload: Mapping[str, Any], now: datetime
    ) -> tuple[Work, Heard]:
        """Somebody who only reads."""
        work = Work(session, now, SYSTEM, house=self._house)
        work.actor = await rules.actor_of(work, rep)
        return work, unpack.unpack(payload, seq=0, language=rep.language, house=self._house)

    async def owe(self, session: AsyncSession, user: str, answer: Answer, now: datetime) -> None:
        """Owe an answer that could not be given where the person acted to their direct message."""
        await self._owe(Work(session, now, SYSTEM, house=self._house), user, answer)

    async def _owe(self, work: Work, user: str, answer: Answer) -> None:
        async with work.savepoint():
            await post.to_slack(work, user, _late(answer))

    async def language_of(self, session: AsyncSession, payload: Mapping[str, Any]) -> str:
        """What whoever acted in Slack reads; of strangers we assume what the house speaks."""
        rep = await reps.by_slack_id(session, unpack.user_of(payload))
        return rep.language if rep is not None else self._house.language

    async def line(self, session: AsyncSession, taken: Taken, now: datetime) -> None:
        """Let the handler of a LINE event do its work; what it has to say is owed."""
        heard = line_heard.unpack(orjson.loads(taken.payload), taken.received_at, taken.seq, self._house)
        work = Work(session, now, SYSTEM, house=self._house)
        work.actor = await handlers.line.actor(session, heard)
        async with work.savepoint():
            await handlers.line.hear(work, heard)

    async def apologise(self, session: AsyncSession, taken: Taken, reference: str, now: datetime) -> None:
        """We have given up on the row: whoever sent it hears so, with the reference that finds the log line."""
        payload = orjson.loads(taken.payload)
        work = Work(session, now, SYSTEM, house=self._house)
        async with work.savepoint():
            if taken.source == "slack":
                await self._apologise_in_slack(work, unpack.user_of(payload), reference)
            else:
                heard = line_heard.unpack(payload, taken.received_at, taken.seq, self._house)
                await handlers.line.apologise(work, heard, reference)

    async def regret(self, session: AsyncSession, user: str, reference: str, now: datetime) -> None:
        """A page could not be drawn: its reader hears so, if we know them."""
        work = Work(session, now, SYSTEM, house=self._house)
        async with work.savepoint():
            await self._apologise_in_slack(work, user, reference)

    async def _apologise_in_slack(self, work: Work, user: str, reference: str) -> None:
        rep = await reps.by_slack_id(work.session, user)
        if rep is not None:
            await post.to_rep(work, rep, say.mishap(reference, kept=False).notice)


def _late(answer: Answer) -> Notice:
    """The answer as a message of its own. A form, or a word on one, comes too late: its trigger lives 3 seconds.

    Where a page should have changed, what was asked for *has* been done: it must not be asked for again.
    """
    if isinstance(answer, Tell):
        return answer.notice
    done = isinstance(answer, Home | Update)
    return say.sentence("mishap.not_redrawn" if done else "mishap.form_gone").notice
