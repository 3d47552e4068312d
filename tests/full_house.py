"""A store with rows in every table, and in them everything that a file could lose: for export and restore."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import insert, select

from crm import names, post
from crm.notices import Apology, FollowupNudge
from crm.relay import search, waits
from storage import ledger
from storage.records import customers
from storage.store import Store
from storage.tables import (
    Anniversary,
    Ballot,
    Company,
    CompanySettings,
    Consent,
    Conversation,
    Customer,
    CustomField,
    Disclosure,
    Draft,
    Employment,
    Erasure,
    Handover,
    ImportRun,
    Inbox,
    Invite,
    LineQuota,
    LinkOffer,
    Media,
    Message,
    Reply,
    ReplyTemplate,
    Survey,
    SurveyInvite,
    SurveyReply,
    SurveyWave,
    Team,
    Theme,
    Voice,
    WaveCustomer,
)
from tests.builders import (
    NOW,
    a_case,
    a_customer,
    a_followup,
    a_handover,
    a_line_user,
    a_rep,
    a_team,
    an_answer,
    an_interaction,
    saved,
    written,
)
from tests.points import everything

FIRM, READING = "株式会社サクラ", "たなか いちろう"
LINE_ID = "U0123456789abcdef0123456789abcdef"
# To the microsecond.
EXACT = datetime(2026, 11, 20, 9, 0, 0, 123457, tzinfo=UTC)
ODD = "1行目\r\n2行目\n\"引用\", 'アポ'\t🎋\u3000=1+1"


async def a_full_house(store: Store) -> None:
    """A row of every table at least, of a small firm whose data have been through everything."""
    team = await a_team(store, name="一課", parent=await a_team(store, name="営業部"))
    rep = await a_rep(store, slack_id="USATO", team_id=team.id, quiet_from=time(20), quiet_until=time(8, 30, 0, 5))
    company = await saved(store, Company(name=FIRM, key="サクラ", industry="", purpose=ODD, issues="'"))
    customer = await a_customer(store, owner=rep, name="田中 一郎", company_id=company.id, **_known(rep))
    await findable(store, customer.id, names.search_keys("田中 一郎", READING, FIRM))
    account = await a_line_user(store, user_id=LINE_ID, customer=customer, followed_at=EXACT, display_name="'=1")
    touch = await an_interaction(store, customer=customer, text="=1+1")
    await a_followup(store, customer=customer, at=time(15), what="電話", promise=True, interaction_id=touch.id)
    await a_followup(store, customer=customer, what="", kind="cadence", escalated=2)
    answer = await an_answer(store, customer=customer, score=3, reason="遅い")
    await an_answer(store, customer=customer, score=9, reason="")
    await a_case(store, customer=customer, answer=answer)
    await _around(store, rep, customer, company)
    await _handed(store, rep, customer)
    await _said(store, rep, customer, account)
    await _listened(store, rep, customer, account)
    await everything.more(store, customer, await everything.hung(store, rep, customer, account))
    await _once(store, rep, customer)
    await _by_the_house(store)


def _known(rep) -> dict:
    """Every field of a card."""
    texts = {
        "title": "部長",
        "email": "t@example.com",
        "phone": "+81 90-1234-5678",
        "address": "〒100-0001",
        "note": ODD,
    }
    tastes = {"likes": "'''", "taboos": "", "source": "-1+1", "external_id": "00123", "reading": READING}
    days = {"birth_year": 1960, "birth_month": 2, "birth_day": 29, "mourning_from": date(2026, 1, 1)}
    flags = {"key_person": True, "show_age": True, "gifts_declined": True, "mourning_until": date(2026, 12, 31)}
    lists = {"tags": ["重要", "=x"], "custom": {"1": "A", "2": 10**20, "3": 1.5, "4": None, "5": "\x7f\u2028"}}
    return texts | tastes | days | flags | lists | {"deputy_id": rep.id, "cadence_days": 30, "language": "ja"}


async def findable(store: Store, customer_id: int, more: set[str]) -> None:
    """As the rules do it when they write a name; keys that are there stay."""
    async with store.write() as session:
        known = await customers.keys_of(session, [customer_id])
        await customers.set_keys(session, customer_id, known.get(customer_id, set()) | more)


async def _around(store: Store, rep, customer, company) -> None:
    """What hangs on customers: days, former firms, custom fields, and what the company has settled."""
    day = {"kind": "wedding", "label": None, "month": 6, "day": 1}
    await saved(store, Anniversary(customer_id=customer.id, **day))
    await saved(store, Employment(customer_id=customer.id, company_id=company.id, title="課長", ended_at=EXACT))
    await saved(store, CustomField(name="色", kind="choice", choices=["赤", "青"]))
    await saved(store, ReplyTemplate(name="お礼", text="{お客様}\nありがとうございます。", made_by_id=rep.id))
    words = {"angry_words": ["=ひどい"], "urgent_words": [], "telephone": "03-0000-0000"}
    await saved(store, CompanySettings(deputy_after=1, manager_after=9, **words))
    decision = {"purpose": "surveys", "granted": True, "text_version": "1", "channel": "line", "decided_at": NOW}
    await saved(store, Consent(customer_id=customer.id, **decision))
    code = {"code_digest": "digest", "expires_at": NOW, "used_at": EXACT}
    await saved(store, Invite(customer_id=customer.id, rep_id=rep.id, **code))
    await saved(store, Draft(rep_id=rep.id, text="", card={"channel": "C1", "ts": "1.2"}))
    await saved(store, Draft(rep_id=rep.id, text="田中様 訪問", used_at=EXACT))


async def _handed(store: Store, rep, customer) -> None:
    """A handover in the middle of it all, and one that is over."""
    other = await a_rep(store, slack_id="USUZUKI", deputy_id=rep.id)
    row = await a_handover(store, customer=customer, to=other, first_step=ODD, farewell_at=EXACT)
    async with written(store) as work:
        handover = await work.session.get_one(Handover, row.handover_id)
        handover.choices, handover.cards = {"followups": "keep"}, {"USATO": 1}
        handover.conflicts = [{"kind": "load", "rep": "=1", "customer": "", "n": 3}]
        handover.farewell, handover.note, handover.decided_at = "{customer}", ODD, EXACT
    await a_handover(store, customer=customer, to=other, state="moved", operation="o" * 32, moved_at=NOW)


async def _listened(store: Store, rep, customer, account) -> None:
    """Surveys that are going on, voices and their theme, and what somebody has asked about themselves."""
    question = {"key": "q1", "kind": "choice", "ja": ODD, "en": "=1", "choices": ["甲", "乙"]}
    made = {"questions": [question], "closes_on": date(2026, 12, 31), "remind_after": 3, "made_by_id": rep.id}
    survey = await saved(store, Survey(kind="own", title="=ご要望", occasion="visit", occasion_hours=2, **made))
    days = {"starts_on": date(2026, 11, 20), "ends_on": date(2026, 12, 1), "chosen": {"owner": [rep.id]}}
    wave = await saved(store, SurveyWave(survey_id=survey.id, made_by_id=rep.id, **days))
    for state, why in (("planned", None), ("skipped", "AskedRecently")):
        await saved(store, WaveCustomer(wave_id=wave.id, customer_id=customer.id, due_at=EXACT, state=state, why=why))
    asked = {"line_user_id": account.id, "token": "t" * 22, "asked_at": NOW, "wave_id": wave.id, "reminded_at": EXACT}
    invite = await saved(store, SurveyInvite(survey_id=survey.id, customer_id=customer.id, **asked, occasion_id=1))
    reply = {"invite_id": invite.id, "survey_id": survey.id, "question": "q1", "answered_at": EXACT}
    await saved(store, SurveyReply(customer_id=customer.id, choices=["甲"], text="'", **reply))
    theme = await saved(store, Theme(title="駐車場", state="done", done=ODD, done_at=EXACT, made_by_id=rep.id))
    said = {"words": "=狭い", "source": "message", "source_id": 1, "told_at": NOW, "asked_at": EXACT}
    await saved(store, Voice(theme_id=theme.id, customer_id=customer.id, rep_id=rep.id, **said))
    page = {"digest": "d" * 64, "channel": "line", "expires_at": EXACT}
    await saved(store, Disclosure(customer_id=customer.id, fetched_at=NOW, **page))
    wish = {"channel": "line", "receipt": "R-1", "counts": {"messages": 3}, "line_user_id": account.id}
    await saved(store, Erasure(customer_id=customer.id, **wish, confirmed_at=NOW, done_at=EXACT, state="done"))
    await saved(store, LinkOffer(line_user_id=account.id, customer_id=customer.id, rep_id=rep.id, decided_at=EXACT))
    async with store.write() as session:
        session.add(Ballot(digest="b" * 64, survey_id=survey.id, replies={"q1": ["乙"]}))
        session.add(Ballot(digest="c" * 64, survey_id=survey.id))
        session.add(LineQuota(month="2026-11", total=5000, used=12, read_at=EXACT))


async def _said(store: Store, rep, customer, account) -> None:
    """Messages both ways, and what we still owe: in its first try, about to be tried again, for later, given up."""
    for direction in ("in", "out"):
        said = {"direction": direction, "platform_id": "1", "kind": "text", "text": "こんにちは", "at": NOW}
        await saved(store, Message(line_user_id=account.id, customer_id=customer.id, **said, details={"quote": "q"}))
    await saved(
        store, Message(line_user_id=account.id, direction="in", platform_id="2", kind="text", text="", at=EXACT)
    )
    kept = {"kind": "file", "name": "a" * 32, "file_name": "見積.pdf", "mimetype": "application/pdf", "size": 12}
    message = await saved(
        store,
        Message(line_user_id=account.id, direction="in", platform_id="3", kind="file", text="見積.pdf", at=EXACT),
    )
    await saved(
        store,
        Media(customer_id=customer.id, message_id=message.id, **kept, digest="d" * 64, state="kept", public_until=NOW),
    )
    async with written(store) as work:
        [heard] = await work.session.scalars(
            select(Message).where(Message.direction == "in", Message.kind == "text", Message.text != "")
        )
        await waits.begin(work, customer, rep, heard)
        thread = Conversation(customer_id=customer.id, place="U0SATO", root=1, holder_id=rep.id, held_until=EXACT)
        await work.save(thread)
        who = {"customer_id": customer.id, "line_user_id": account.id, "conversation_id": thread.id, "rep_id": rep.id}
        state = {"state": "refused", "why": "=日付", "decided_by_id": rep.id, "settled_at": EXACT}
        await work.save(Reply(**who, message_id=heard.id, text="承知しました\n。", fingerprint="f" * 64, **state))
        await search.index_again(work, 0, 10)
        nudge = FollowupNudge(1, customer.id, "田中 一郎", None, "用件", date(2026, 11, 20), None, promise=False)
        first = await post.to_rep(work, rep, nudge, customer_id=customer.id)
        first.state, first.platform = "sent", {"channel": "D1", "ts": "1.000001"}
        second = await post.to_slack(work, "C0SALES", nudge, thread_of=first.seq, update_of=first.seq)
        second.state, second.lease, second.attempts, second.first_tried_at = "leased", "l" * 32, 2, EXACT
        third = await post.to_line(work, account, Apology("aa11", "サクラ商事"), reply=post.Reply("reply-token", NOW))
        third.state, third.error = "dead", "=rate"


async def _once(store: Store, rep, customer) -> None:
    """Merges into an older and a younger record, a department made after its team, and a row that was undone."""
    older = await a_customer(store, owner=rep, name="高橋 次郎")
    younger = await a_customer(store, owner=rep, name="髙橋次郎", company_id=customer.company_id)
    await a_customer(store, owner=rep, name="タナカ", merged_into_id=customer.id)
    await findable(store, customer.id, names.search_keys("タナカ"))
    await findable(store, younger.id, names.search_keys("髙橋次郎", None, FIRM) | names.search_keys("高橋 次郎"))
    section = await a_team(store, name="二課")
    department = await a_team(store, name="営業本部")
    passing = await a_customer(store, owner=rep, name="消した 人")
    async with written(store) as work:
        (await work.session.get_one(Customer, older.id)).merged_into_id = younger.id
        (await work.session.get_one(Team, section.id)).parent_id = department.id
        await work.session.delete(await work.session.get_one(Customer, passing.id))


async def _by_the_house(store: Store) -> None:
    """Used-up slots, counters, a file that was read, and what the platforms told us."""
    async with store.write() as session:
        for slot in ("2026-W47:rep1", "２０２６", "a B", "A-B"):
            await ledger.take(session, "digest", slot, EXACT)
        await ledger.count(session, "codes", NOW, timedelta(hours=1))
        run = {"digest": "d", "operation": "o", "counts": {"new": 1}, "started_at": NOW}
        await session.execute(insert(ImportRun), [run])
        session.add_all([_told(state) for state in ("done", "open", "dead")])


def _told(state: str) -> Inbox:
    fields = {"source": "line", "kind": "message", "lane": LINE_ID, "payload": f'{{"said": "{state}"}}'}
    return Inbox(dedupe=state, state=state, occurred_at=EXACT, received_at=NOW, ready_at=NOW, attempts=1, **fields)
