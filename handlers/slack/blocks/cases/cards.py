"""A case as a card, the list of all that are open, and what there is to tell of them."""

from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices import (
    AngryWords,
    CaseCard,
    CaseForYou,
    CaseHelp,
    CaseLate,
    CaseLine,
    CaseList,
    MiddlingScore,
    MiddlingScores,
    Praise,
)
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, lines, words
from handlers.slack.blocks.relay.buttons import of_message
from handlers.slack.blocks.voice import quotes

SHORT = 200


def case_card(notice: CaseCard, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    title = say("cases.card", who=who, step=say(f"cases.step_{notice.step}"))
    facts = [say("cases.since", day=say.day(notice.opened_on)), say("cases.owner", name=_colleague(notice.owner, say))]
    facts += _score(notice, say)
    blocks = [kit.section(f"*{title}*\n{lines.apart(facts, say)}")]
    if notice.words:
        blocks.append(kit.section(f"*{say('cases.words')}*\n{quotes.quote(notice.words)}"))
    blocks += _clocks(notice, say, zone) + _found(notice, say)
    if notice.helper:
        blocks.append(kit.context(say(f"cases.help_{notice.help}", name=_colleague(notice.helper, say))))
    if notice.followup is not None:
        blocks.append(kit.section(f"*{say('cases.next')}*\n{words.due(notice.followup, say)}"))
    return SlackMessage(title, [*blocks, _buttons(notice, say)])


def _score(notice: CaseCard, say: Phrases) -> list[str]:
    if notice.score is None:
        return []
    return [say("cases.score", score=words.points(notice.score, notice.survey, say))]


def _clocks(notice: CaseCard, say: Phrases, zone: ZoneInfo) -> list[kit.Block]:
    """Each of the two, as it runs or as it was stopped."""
    said = [
        say(f"cases.{name}_done", when=say.moment(done, zone))
        if done
        else say(f"cases.{name}_due", when=say.moment(due, zone))
        for name, due, done in (
            ("reply", notice.reply_due, notice.replied_at),
            ("solve", notice.solve_due, notice.solved_at),
        )
        if due is not None
    ]
    return [kit.context(*said)] if said else []


def _found(notice: CaseCard, say: Phrases) -> list[kit.Block]:
    texts = (("cause", notice.cause), ("prevention", notice.prevention), ("given", notice.given))
    return [kit.section(f"*{say(f'cases.form_{name}')}*\n{kit.escape(text)}") for name, text in texts if text]


def _buttons(notice: CaseCard, say: Phrases) -> kit.Block:
    number = str(notice.case_id)
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    if not notice.mine:
        return kit.actions(card)
    if notice.step == "closed":
        return kit.actions(kit.button(say("cases.reopen"), "case.reopen", number), card)
    return kit.actions(
        kit.button(say("cases.work"), "case.work", number, style="primary"),
        kit.button(say("cases.route"), "case.route", number),
        kit.button(say("cases.close"), "case.close", number),
        card,
    )


def case_list(notice: CaseList, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    title = say("cases.list", n=notice.total) if notice.total else say("cases.list_none")
    blocks = [kit.section(f"*{title}*"), *(_line(place, each, say, zone) for place, each in enumerate(notice.lines))]
    return SlackMessage(title, [*blocks, *_pager(notice, say)])


def _line(place: int, line: CaseLine, say: Phrases, zone: ZoneInfo) -> kit.Block:
    who = words.customer(line.customer, line.company, say)
    facts = [say(f"cases.step_{line.step}"), _colleague(line.owner, say)]
    if line.due is not None:
        facts.append(say("cases.late" if line.late else "cases.until", when=say.moment(line.due, zone)))
    said = f"\n{kit.escape(kit.cut(line.words, SHORT))}" if line.words else ""
    opens = kit.button(say("cases.show"), f"case.show:{place}", str(line.case_id))
    return kit.section(f"*{who}*\n{lines.apart(facts, say)}{said}", accessory=opens)


def _pager(notice: CaseList, say: Phrases) -> list[kit.Block]:
    turns = [
        kit.button(say(f"waiting.{way}"), f"case.page:{way}", str(page))
        for way, page in (("earlier", notice.page - 1), ("further", notice.page + 1))
        if 0 <= page < notice.pages
    ]
    page = kit.context(say("waiting.page", page=notice.page + 1, pages=notice.pages))
    return [page, kit.actions(*turns)] if turns else []


def case_late(notice: CaseLate, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    title = say(f"cases.late_{notice.what}", who=who, name=_colleague(notice.owner, say))
    said = [kit.section(quotes.quote(kit.cut(notice.words, SHORT)))] if notice.words else []
    show = kit.button(say("cases.show"), "case.show", str(notice.case_id), style="primary")
    return SlackMessage(title, [kit.section(f"*{title}*"), *said, kit.actions(show)])


def case_for_you(notice: CaseForYou, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    title = say(f"cases.for_you_{notice.state}", who=who, name=_colleague(notice.owner, say))
    said = [kit.section(quotes.quote(notice.words))] if notice.words else []
    note = [kit.section(f"*{say('cases.form_note')}*\n{kit.escape(notice.note)}")] if notice.note else []
    number = str(notice.case_id)
    show = kit.button(say("cases.show"), "case.show", number)
    done = kit.button(say("cases.helped"), "case.helped", number)
    take = kit.button(say("cases.acknowledge"), "case.acknowledge", number, style="primary")
    buttons = {"asked": (take, done, show), "acknowledged": (done, show)}.get(notice.state, (show,))
    return SlackMessage(title, [kit.section(f"*{title}*"), *said, *note, kit.actions(*buttons)])


def case_help(notice: CaseHelp, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who, helper = words.customer(notice.customer, None, say), _colleague(notice.helper, say)
    title = say(f"cases.help_told_{notice.state}", who=who, name=helper)
    said = [kit.section(quotes.quote(notice.words))] if notice.words else []
    show = kit.button(say("cases.show"), "case.show", str(notice.case_id))
    return SlackMessage(title, [kit.section(f"*{title}*"), *said, kit.actions(show)])


def angry_words(notice: AngryWords, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    title = say(f"cases.angry_{notice.state}", who=who)
    said = quotes.quote(notice.words) or say("messages.unsent")
    number = str(notice.message_id)
    take = kit.button(say("cases.take_up"), "case.take_up", number, style="primary")
    leave = kit.button(say("cases.leave"), "case.leave", number)
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    buttons = (*of_message(notice.message_id, say), *((take, leave) if notice.state == "asked" else ()), card)
    rings = "".join(f"<@{each}> " for each in notice.mention)
    found = kit.context(say("cases.angry_found", word=kit.escape(notice.found)))
    return SlackMessage(f"{rings}{title}", [kit.section(f"{rings}*{title}*\n{said}"), found, kit.actions(*buttons)])


def middling_scores(notice: MiddlingScores, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("cases.middling", n=len(notice.scores) + notice.more)
    more = [kit.context(say("cases.middling_more", n=notice.more))] if notice.more else []
    return SlackMessage(title, [kit.section(f"*{title}*"), *(_middling(each, say) for each in notice.scores), *more])


def _middling(score: MiddlingScore, say: Phrases) -> kit.Block:
    who = words.customer(score.customer, score.company, say)
    said = f"\n{quotes.quote(kit.cut(score.reason, SHORT))}" if score.reason else ""
    take = kit.button(say("cases.take_up"), f"case.take_up_answer:{score.answer_id}", str(score.answer_id))
    return kit.section(say("cases.middling_line", who=who, score=score.score) + said, accessory=take)


def praise(notice: Praise, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    title = say("cases.praise", who=who, name=_colleague(notice.rep, say), score=notice.score)
    return SlackMessage(title, [kit.section(f"*{title}*\n{quotes.quote(notice.words)}")])


def _colleague(name: str, say: Phrases) -> str:
    return kit.escape(etiquette.inward(name, say.language))
