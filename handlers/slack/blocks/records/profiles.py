"""The forms of a customer's own data: an overview with a button for each part, and a form for each part.

The name of a field of a form ends in the version of the row that it shows ("phone:7"): Slack keeps what was typed into
a field as long as its name stays, so only a new name shows a new value.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from babel.dates import format_date

from crm import etiquette
from crm.records import birthdays, entries, profiles
from crm.records.editing import Clash
from crm.records.profiles import Profile
from handlers.locales import LANGUAGES, Phrases
from handlers.slack.answers import View
from handlers.slack.blocks import kit, lines, words
from storage.tables import Anniversary
from storage.tables.customers import ANNIVERSARIES

SECTIONS: dict[str, tuple[str, ...]] = {
    "basic": (
        *("name", "reading", "company", "title", "key_person"),
        *("deputy", "phone", "email", "address", "language"),
    ),
    "person": (
        *("birthday", "show_age", "likes", "taboos", "note", "tags"),
        *("gifts_declined", "mourning_from", "mourning_until", "cadence_days"),
    ),
}
OWN, DAYS = "own", "days"
# The customer is in mourning no more: a date that was chosen in Slack cannot be taken away again everywhere.
OVER = "mourning_over"
# What a list offers for "nothing": Slack wants some value.
UNSET = "unset:"

LONGEST = {"reading": 100, "name": 100, "title": 100, "phone": 40, "email": 254, "address": 300, "birthday": 40}
SEVERAL_LINES = frozenset({"likes", "taboos", "note"})
# Of these an overwritten entry is said in words; the others are chosen again faster than they are explained.
SPOKEN = frozenset({*LONGEST, *SEVERAL_LINES, "tags", "cadence_days"})
GLIMPSE, TYPED = 60, 300


def block_id(field: str, version: int) -> str:
    return f"{field}:{version}"


# --- the overview -----------------------------------------------------------------------------------------------------


def overview(profile: Profile, say: Phrases) -> View:
    """What is known, in parts that can be edited one by one."""
    number = str(profile.customer_id)
    blocks = [kit.section(f"*{_who(profile, say)}*")]
    for section, facts in _parts(profile, say).items():
        edit = kit.button(say("profile.edit"), "profile.section", f"{number}.{section}")
        told = "\n".join(facts) or say("profile.nothing")
        title = say(f"profile.section_{section}")
        blocks += [kit.divider(), kit.section(f"*{title}*\n{told}", accessory=edit)]
    blocks += [kit.divider(), kit.actions(kit.button(say("profile.changes"), "customer.changes", number))]
    return kit.sheet(say("profile.overview"), say("form.close"), blocks)


def _who(profile: Profile, say: Phrases) -> str:
    return words.customer(profile.texts["name"], profile.company, say)


def _parts(profile: Profile, say: Phrases) -> dict[str, list[str]]:
    """What is known in each part; the company's own fields only where the company has some."""
    parts = {"basic": [*_basic(profile, say)], "person": [*_person(profile, say)]}
    if profile.fields:
        own = ((each.name, profile.own.get(str(each.id), "")) for each in profile.fields)
        parts[OWN] = [_fact(kit.escape(name), text, say) for name, text in own if text]
    return parts | {DAYS: [anniversary(each, say) for each in profile.anniversaries]}


def _basic(profile: Profile, say: Phrases) -> Iterator[str]:
    yield from _facts(profile, ("reading", "title", "key_person"), say)
    if profile.deputy:
        yield say("profile.fact", label=say("profile.deputy"), value=f"<@{profile.deputy}>")
    yield from _facts(profile, ("phone", "email", "address", "language"), say)
    former = tuple(f"{each.company} {each.title or ''}".strip() for each in profile.former)
    if former:
        yield _fact(say("profile.former"), say.list(former), say)


def _person(profile: Profile, say: Phrases) -> Iterator[str]:
    fields = (field for field in SECTIONS["person"] if field not in profiles.DAYS)
    yield from _facts(profile, fields, say)
    first, last = (day(profile.texts[each], say) for each in profiles.DAYS)
    if first:
        yield _fact(say("customer.mourning"), say("profile.span", first=first, last=last), say)


def _facts(profile: Profile, fields: Iterable[str], say: Phrases) -> Iterator[str]:
    known = ((field, profile.texts[field]) for field in fields)
    return (_fact(say(f"profile.{field}"), value(field, text, say), say) for field, text in known if text)


def _fact(label: str, text: str, say: Phrases) -> str:
    return say("profile.fact", label=label, value=kit.escape(lines.glimpse(text, GLIMPSE)))


def value(field: str, text: str, say: Phrases) -> str:
    """What a field's text says to a reader."""
    if text and field in profiles.FLAGS:
        return say("profile.yes")
    if text and field == "language":
        return say(f"language.{text}")
    if text and field == "cadence_days":
        return say("customer.every", n=text)
    return day(text, say) if text and field in {*profiles.DAYS, "birthday"} else text


def day(text: str, say: Phrases) -> str:
    """1980年4月5日, or 4月5日 where the year is not known; what is no day stays as it is."""
    that = birthdays.read(text)
    if that is None:
        return text
    pattern = "customer.month_day" if that.year is None else "profile.full_day"
    return format_date(that.date, say(pattern), locale=say.language)


# --- the forms --------------------------------------------------------------------------------------------------------


def form(profile: Profile, section: str, say: Phrases, clashes: Sequence[Clash] = ()) -> View:
    """The form of one part; `clashes` stand above the fields that somebody else was faster with."""
    blocks = [block for field in SECTIONS[section] for block in _with_clash(profile, field, say, clashes)]
    told = {each.field for each in clashes}
    head = clash_head([say(f"profile.{field}") for field in SECTIONS[section] if field in told], say)
    return _form("profile", profile, section, [*head, *blocks], say)


def own_form(profile: Profile, say: Phrases, clashes: Sequence[Clash] = ()) -> View:
    """The form of the company's own fields."""
    told = {each.field: each for each in clashes}
    blocks = []
    for field in profile.fields:
        number, text = str(field.id), profile.own.get(str(field.id), "")
        if number in told:
            blocks.append(clash_note(told[number], say, spoken=True))
        element, hint = kit.words("value", initial=text, most=500), ""
        if field.kind == "choice":
            element = _own_choice(field.choices, text, say)
        elif field.kind in {"number", "date"}:
            hint = say(f"profile.hint_{field.kind}")
        blocks.append(kit.field(block_id(number, profile.version), field.name, element, optional=True, hint=hint))
    head = clash_head([each.name for each in profile.fields if str(each.id) in told], say)
    return _form("profile.own", profile, OWN, [*head, *blocks], say)


def _own_choice(choices: Sequence[str], chosen: str, say: Phrases) -> kit.Block:
    """What was chosen stays on offer, even where it is no choice any more."""
    offered = [*choices, *([chosen] if chosen and chosen not in choices else [])]
    options = [kit.option(say("profile.unset"), UNSET), *(kit.option(each, each) for each in offered)]
    return kit.select("value", say("profile.unset"), options, chosen or UNSET)


def _form(callback: str, profile: Profile, section: str, blocks: list[kit.Block], say: Phrases) -> View:
    back = kit.actions(kit.button(say("profile.back"), "profile.overview", str(profile.customer_id)))
    return kit.modal(
        callback,
        say(f"profile.section_{section}"),
        say("form.save"),
        say("form.cancel"),
        [kit.context(_who(profile, say)), *blocks, back],
        private_metadata=f"{profile.customer_id}.{profile.version}.{section}",
    )


def _with_clash(profile: Profile, field: str, say: Phrases, clashes: Sequence[Clash]) -> Iterator[kit.Block]:
    clash = next((each for each in clashes if each.field == field), None)
    if clash is not None:
        yield clash_note(clash, say, spoken=field in SPOKEN)
    yield kit.field(
        block_id(field, profile.version),
        say(f"profile.{field}"),
        _element(profile, field, say),
        optional=field != "name",
        hint=_hint(profile, field, say),
    )
    if field == "mourning_until" and profile.texts["mourning_from"]:
        over = kit.ticks(OVER, [kit.option(say("profile.tick_mourning_over"), entries.YES)])
        yield kit.field(block_id(OVER, profile.version), say("profile.mourning_over"), over, optional=True)


def clash_head(labels: Sequence[str], say: Phrases) -> list[kit.Block]:
    """At the top of a form that came back: the rest is saved, these fields are not."""
    return [kit.section(say("profile.clashes", fields=kit.escape(say.list(tuple(labels)))))] if labels else []


def clash_note(clash: Clash, say: Phrases, *, spoken: bool) -> kit.Block:
    """Somebody was faster; what this person typed is given back, so that it is not lost."""
    who = kit.escape(etiquette.inward(clash.who, say.language)) if clash.who else say("changes.by_system")
    if not spoken:
        return kit.context(say("profile.clash", who=who))
    typed = kit.escape(kit.cut(clash.typed, TYPED)) or say("profile.emptied")
    return kit.context(say("profile.clash_typed", who=who, typed=typed))


def _hint(profile: Profile, field: str, say: Phrases) -> str:
    if field == "tags" and profile.tags:
        return say("profile.hint_tags_used", tags=say.list(profile.tags))
    return say(f"profile.hint_{field}") if f"profile.hint_{field}" in say else ""


def _element(profile: Profile, field: str, say: Phrases) -> kit.Block:
    text = profile.texts[field]
    if field in profiles.FLAGS:
        return kit.ticks(field, [kit.option(say(f"profile.tick_{field}"), entries.YES)], [text])
    if field in profiles.DAYS:
        return kit.day(field, entries.day(text))
    if field == "language":
        known = [kit.option(say(f"language.{each}"), each) for each in LANGUAGES]
        return kit.select(field, say("profile.unset"), [kit.option(say("profile.unset"), UNSET), *known], text or UNSET)
    if field == "deputy":
        return kit.colleague(field, profile.deputy)
    if field == "company":
        chosen = kit.option(profile.company, text) if profile.company else None
        return kit.typeahead("company.options", say("profile.company_placeholder"), chosen)
    most = LONGEST.get(field, entries.TEXT)
    return kit.words(field, initial=text[:most], multiline=field in SEVERAL_LINES, most=most)


# --- anniversaries ----------------------------------------------------------------------------------------------------


def days_form(profile: Profile, say: Phrases) -> View:
    """The days that are known, each with a button to take it away, and the fields of a new one."""
    newest = max((each.id for each in profile.anniversaries), default=0)
    kinds = [kit.option(say(f"customer.day_{kind}"), kind) for kind in ANNIVERSARIES]
    return kit.modal(
        "profile.days",
        say("profile.section_days"),
        say("profile.day_add"),
        say("form.close"),
        [
            kit.context(_who(profile, say)),
            *(_known_day(each, say) for each in profile.anniversaries),
            *([kit.divider()] if profile.anniversaries else []),
            kit.field(f"kind:{newest}", say("profile.day_kind"), kit.select("kind", say("profile.choose"), kinds)),
            kit.field(f"day:{newest}", say("profile.day_day"), kit.words("day", most=40), hint=say("profile.hint_day")),
            kit.field(f"label:{newest}", say("profile.day_label"), kit.words("label", most=100), optional=True),
            kit.actions(kit.button(say("profile.back"), "profile.overview", str(profile.customer_id))),
        ],
        private_metadata=f"{profile.customer_id}.{newest}.{DAYS}",
    )


def _known_day(row: Anniversary, say: Phrases) -> kit.Block:
    remove = kit.button(say("profile.day_remove"), f"anniversary.remove:{row.id}", str(row.id))
    return kit.section(anniversary(row, say), accessory=remove)


def anniversary(row: Anniversary, say: Phrases) -> str:
    """契約記念日: 2015年4月1日　基本契約"""
    that = day(str(birthdays.Birthday(row.month, row.day, row.year)), say)
    known = lines.apart((that, kit.escape(row.label)), say) if row.label else that
    return say("profile.fact", label=say(f"customer.day_{row.kind}"), value=known)


def plain_values(state: Mapping[str, str]) -> dict[str, str]:
    """A form's fields without the version in their names; what stands for nothing is empty."""
    return {name.partition(":")[0]: "" if text == UNSET else text for name, text in state.items()}
