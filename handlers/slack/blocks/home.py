"""The home page: today first, then the week, then the reader's own customers, within Slack's hundred blocks."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from crm import etiquette
from crm.desks import PAGE, SHOWS, SORTS, Desk, Feast, Line, Owed, Quiet, Week, Who, Wish
from crm.notices import Due
from crm.overviews import Overview
from crm.records.occasions import BIRTHDAY
from handlers.locales import Phrases
from handlers.slack.answers import View
from handlers.slack.blocks import kit, lines, reps, waiting, words
from handlers.slack.blocks.activities import followups
from handlers.slack.blocks.records import cards
from handlers.slack.blocks.relay import inbox

# Columns of what is owed, of a tag, and how many tags a line shows.
WHAT, TAG, TAGS = 80, 20, 3
FIGURES = ("logs", "done", "kept", "answers")
TEAM_FIGURES = ("logs", "done", "answers")
TAGGED = "tag:"
# What a select takes as a value; a longer tag could not be told from another one.
LONGEST_TAG = 150 - len(TAGGED)


def home(desk: Desk, overview: Overview | None, say: Phrases, *, admin: bool) -> View:
    """A rep's page. `private_metadata` is how the list was wanted, so that it is so again when it is opened again."""
    blocks = [
        _deeds(say, *([] if desk.empty and not overview else [_finder(say)]), writes=True),
        *inbox.on_home(desk.unanswered, len(desk.unanswered) + desk.more_unanswered, say),
        *_today(desk, say),
        *_feasts(desk, say),
        *_quiet(desk, say),
        *([] if desk.empty else _week(desk, say)),
        *(_overview(overview, say) if overview else ()),
        *_list(desk, say),
        *(_admin(say) if admin else ()),
    ]
    return kit.home(blocks, private_metadata=kept(desk.wish))


def onlooker(overview: Overview | None, say: Phrases) -> View:
    """The page of somebody who only reads: the figures of others, and how to find a customer."""
    figures = _overview(overview, say) if overview else ()
    top = [kit.header(say("home.look")), kit.section(say("home.how_to_look")), _deeds(say, _finder(say))]
    return kit.home([*top, *figures])


def closed(say: Phrases) -> View:
    """In the place of a page whose reader is no member any more."""
    return kit.home([kit.section(say("refused.not_a_member"))])


def kept(wish: Wish) -> str:
    """How the list is wanted, as the page keeps it."""
    return json.dumps(asdict(wish), ensure_ascii=False)


def wish_of(wanted: str) -> Wish:
    """What `kept` wrote; as at first where an older program wrote it, or nobody."""
    try:
        known: Any = json.loads(wanted or "{}")
        return Wish(str(known["sort"]), str(known["show"]), str(known["tag"]), int(known["page"]))
    except (ValueError, TypeError, KeyError):
        return Wish()


def filtered(value: str) -> Wish:
    """What a choice of `home.show` means."""
    return Wish(tag=value.removeprefix(TAGGED)) if value.startswith(TAGGED) else Wish(show=value)


def _deeds(say: Phrases, *finder: kit.Block, writes: bool = False) -> kit.Block:
    log = [kit.button(say("home.log"), "log.form", "", style="primary")] if writes else []
    waits = [waiting.button(say)] if writes else []
    return kit.actions(*log, *waits, kit.button(say("home.settings"), "home.settings", "open"), *finder)


def _finder(say: Phrases) -> kit.Block:
    return kit.typeahead("home.find", say("home.find"))


def _today(desk: Desk, say: Phrases) -> Iterator[kit.Block]:
    yield kit.header(say("home.today", day=say.day(desk.today)))
    if desk.owed:
        yield kit.context(say("home.due", overdue=desk.overdue, due=desk.due))
    else:
        yield kit.section(say("home.nothing_due"))
    for owed in desk.owed:
        yield kit.section(f"{_who(owed.who, say)}\n{_due(owed.due, say, late=owed.late)}")
        yield _settling(owed, say)
    more = desk.overdue + desk.due - len(desk.owed)
    if more:
        yield kit.section(
            say("home.more", n=more), accessory=kit.button(say("followup.list_button"), "followup.list", "mine")
        )
    yield from _done(desk, say)


def _done(desk: Desk, say: Phrases) -> Iterator[kit.Block]:
    """What was done a moment ago can be taken back where it was done."""
    for each in desk.done:
        what = kit.escape(lines.glimpse(words.plain_what(each.due.what, say), WHAT))
        undo = kit.button(say("followup.undo"), "followup.undo", str(each.due.followup_id))
        yield kit.section(say("home.done_now", who=_who(each.who, say), what=what), accessory=undo)


def _settling(owed: Owed, say: Phrases) -> kit.Block:
    number = str(owed.due.followup_id)
    return kit.actions(
        kit.button(say("followup.done_button"), "followup.done", number, style="primary"),
        kit.select("followup.snooze", say("followup.snooze_button"), followups.later(number, say)),
        _open(owed.who, say),
    )


def _feasts(desk: Desk, say: Phrases) -> Iterator[kit.Block]:
    if desk.feasts:
        yield kit.header(say("home.feasts"))
    for feast in desk.feasts:
        yield kit.section(f"{_who(feast.who, say)}\n{_feast(feast, say)}", accessory=_open(feast.who, say))
    if desk.more_feasts:
        yield kit.context(say("home.more", n=desk.more_feasts))


def _feast(feast: Feast, say: Phrases) -> str:
    day = feast.occasion
    name = kit.escape(lines.glimpse(cards.occasion_name(day, say), WHAT))
    left = say(f"customer.in_{day.days}" if day.days in {0, 1} else "customer.in", n=day.days)
    turns = say("customer.turns" if day.kind == BIRTHDAY else "customer.years", n=day.turns) if day.turns else ""
    aside = say.list(tuple(each for each in (left, turns) if each))
    when = say("customer.aside", what=f"{name} {say.day(day.next)}", aside=aside)
    return f"{when}\n{say('home.mourning')}" if feast.mourning else when


def _quiet(desk: Desk, say: Phrases) -> Iterator[kit.Block]:
    if desk.quiet:
        yield kit.header(say("home.quiet"))
    for each in desk.quiet:
        yield kit.section(f"{_who(each.who, say)}\n{_silence(each, say)}", accessory=_open(each.who, say))
    if desk.more_quiet:
        yield kit.context(say("home.more_quiet", n=desk.more_quiet))


def _silence(quiet: Quiet, say: Phrases) -> str:
    return say("home.silence", days=quiet.days, rhythm=quiet.rhythm)


def _week(desk: Desk, say: Phrases) -> Iterator[kit.Block]:
    yield kit.header(say("home.week"))
    this, last = desk.this_week, desk.last_week
    yield kit.fields(*(say(f"home.{key}", this=_number(key, this), last=_number(key, last)) for key in FIGURES))


def _number(key: str, week: Week) -> str:
    if key == "kept":
        return f"{week.kept}/{week.promised}" if week.promised else "–"
    return f"{getattr(week, key)}"


def _overview(overview: Overview, say: Phrases) -> Iterator[kit.Block]:
    yield kit.header(say("home.company" if overview.whole else "home.team"))
    this, last = overview.this_week, overview.last_week
    yield kit.fields(*(say(f"home.{key}", this=getattr(this, key), last=getattr(last, key)) for key in TEAM_FIGURES))
    names = (kit.escape(etiquette.inward(name, say.language)) for name, _ in overview.late)
    worst = [say("home.late_rep", rep=name, n=n) for name, (_, n) in zip(names, overview.late, strict=True)]
    needs = [say("home.overdue", n=overview.overdue), *worst, say("home.cases", n=overview.open_cases)]
    yield kit.context(lines.apart(needs, say))
    if overview.overdue and not overview.whole:
        yield kit.context(say("home.team_list"))


def _list(desk: Desk, say: Phrases) -> Iterator[kit.Block]:
    if desk.empty:
        yield kit.header(say("home.customers_none"))
        yield kit.section(say("home.empty"))
        return
    yield kit.header(say("home.customers", n=f"{desk.matching:,}"))
    yield kit.actions(_show(desk, say), _sort(desk, say))
    for line in desk.lines:
        yield kit.section(f"{_who(line.who, say)}\n{_line(line, say)}", accessory=_open(line.who, say))
    if not desk.lines:
        yield kit.section(say("home.nobody"))
    if desk.pages > 1:
        yield from _pager(desk, say)


def _show(desk: Desk, say: Phrases) -> kit.Block:
    wish = desk.wish
    tags = [tag for tag in dict.fromkeys((*((wish.tag,) if wish.tag else ()), *desk.tags)) if len(tag) <= LONGEST_TAG]
    options = [kit.option(say(f"home.show_{each}"), each) for each in SHOWS]
    options += [kit.option(f"#{tag}", TAGGED + tag) for tag in tags]
    return kit.select("home.show", say("home.show"), options, TAGGED + wish.tag if wish.tag else wish.show)


def _sort(desk: Desk, say: Phrases) -> kit.Block:
    options = [kit.option(say(f"home.sort_{each}"), each) for each in SORTS]
    return kit.select("home.sort", say("home.sort"), options, desk.wish.sort)


def _line(line: Line, say: Phrases) -> str:
    touch = say("home.touched", day=say.day(line.last_touch)) if line.last_touch else say("home.untouched")
    facts = [touch, *([say("home.linked")] if line.linked else [])]
    facts += [kit.escape(f"#{lines.glimpse(tag, TAG)}") for tag in line.tags[:TAGS]]
    owed = f"\n{_due(line.due, say, late=line.late)}" if line.due else ""
    return lines.apart(facts, say) + owed


def _pager(desk: Desk, say: Phrases) -> Iterator[kit.Block]:
    page = desk.wish.page
    back = [kit.button(say("home.back"), "home.turn:back", str(page - 1))] if page else []
    on = [kit.button(say("home.on"), "home.turn:on", str(page + 1))] if page + 1 < desk.pages else []
    yield kit.actions(*back, *on)
    first = page * PAGE + 1
    shown = {"first": f"{first:,}", "last": f"{first + len(desk.lines) - 1:,}", "n": f"{desk.matching:,}"}
    yield kit.context(say("home.page", **shown))


def _admin(say: Phrases) -> Iterator[kit.Block]:
    yield kit.divider()
    yield kit.section(say("settings.admin"))
    yield reps.admins_buttons(say)


def _who(who: Who, say: Phrases) -> str:
    return f"*{words.customer(who.name, who.company, say)}*"


def _due(due: Due, say: Phrases, *, late: bool) -> str:
    short = replace(due, what=lines.glimpse(words.plain_what(due.what, say), WHAT))
    return f"{say('customer.late')} {words.due(short, say)}" if late else f"📌 {words.due(short, say)}"


def _open(who: Who, say: Phrases) -> kit.Block:
    return kit.button(say("home.open"), "customer.card", str(who.customer_id))
