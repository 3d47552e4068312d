"""The company card and its form."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices.companies import CompanyCard, CompanyChoice, Contact, FormerContact, WhichCompany
from crm.records.companies import NEW, READERS, CompanyProfile
from crm.records.editing import Clash
from crm.records.entries import NAME, TEXT, YES
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit, lines, words
from handlers.slack.blocks.records.profiles import UNSET, block_id, clash_head, clash_note

NOTE, LINE = 600, 160
FIELDS = tuple(READERS)
SEVERAL_LINES = ("purpose", "issues")


def company_card(notice: CompanyCard, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    name = kit.escape(notice.name)
    blocks = [kit.section("\n".join(_about(notice, say)))]
    if notice.open_cases:
        blocks.append(kit.section("\n".join(_cases(notice, say))))
    blocks.append(kit.section("\n".join(_contacts(notice, say))))
    blocks.append(kit.section("\n".join(_followups(notice, say))))
    if notice.former:
        former = [_former(each, say) for each in notice.former]
        blocks.append(kit.context("\n".join([say("company.former"), *former])))
    blocks.append(_buttons(notice, say))
    return SlackMessage(say("company.glimpse", name=name, n=notice.people), blocks)


def company_sheet(notice: CompanyCard, say: Phrases, zone: ZoneInfo) -> View:
    """The same where no message can stand."""
    return kit.sheet(say("company.title"), say("form.close"), company_card(notice, say, zone).blocks)


def _fact(key: str, text: str, say: Phrases, most: int = LINE) -> str:
    return say("customer.fact", label=say(key), value=kit.escape(lines.glimpse(text, most)))


def _about(notice: CompanyCard, say: Phrases) -> Iterator[str]:
    yield f"*{kit.escape(notice.name)}*"
    known = [_fact(f"company.{key}", text, say) for key in ("industry", "size") if (text := getattr(notice, key))]
    if known:
        yield lines.apart(known, say)
    yield from (_fact(f"company.{key}", text, say, NOTE) for key in SEVERAL_LINES if (text := getattr(notice, key)))
    if notice.gifts_declined:
        yield f"⚠️ {say('company.gifts')}"


def _cases(notice: CompanyCard, say: Phrases) -> Iterator[str]:
    yield f"*{say('company.cases', n=notice.open_cases)}*"
    for case in notice.cases:
        who = words.customer(case.customer, None, say)
        yield f"• {say('company.case', who=who, day=say.day(case.opened))}"


def _contacts(notice: CompanyCard, say: Phrases) -> Iterator[str]:
    yield f"*{say('company.contacts', n=notice.people)}*"
    if not notice.contacts:
        yield say("company.no_contacts")
    yield from (_contact(each, say) for each in notice.contacts)
    if notice.people > len(notice.contacts):
        yield say("company.more", n=notice.people - len(notice.contacts))


def _contact(contact: Contact, say: Phrases) -> str:
    """⭐ 田中一郎様　部長　担当 佐藤さん　11月20日(金)"""
    who = words.customer(contact.name, None, say)
    mark = "⭐" if contact.key_person else "•"
    parts = [f"{mark} *{who}*"]
    if contact.title:
        parts.append(kit.escape(lines.glimpse(contact.title, LINE)))
    parts.append(say("company.owner", owner=kit.escape(etiquette.inward(contact.owner, say.language))))
    touch = contact.last_touch
    parts.append(say("company.touched", day=say.day(touch)) if touch else say("company.untouched"))
    return lines.apart(parts, say)


def _followups(notice: CompanyCard, say: Phrases) -> Iterator[str]:
    yield f"*{say('company.followups', n=notice.owed)}*"
    if not notice.followups:
        yield say("customer.no_followups")
    for owed in notice.followups:
        yield f"• {words.due(owed.due, say)}　{words.customer(owed.customer, None, say)}"
    if notice.owed > len(notice.followups):
        yield say("company.more", n=notice.owed - len(notice.followups))


def _former(contact: FormerContact, say: Phrases) -> str:
    """田中一郎様（部長）　2026年11月まで　現在 株式会社モミジ"""
    who = words.customer(contact.name, None, say)
    known = say("customer.aside", what=who, aside=kit.escape(contact.title)) if contact.title else who
    until = say("customer.until", day=say.day(contact.left, year=True))
    now = say("company.now", name=kit.escape(contact.now)) if contact.now else ""
    return lines.apart([each for each in (known, until, now) if each], say)


def _buttons(notice: CompanyCard, say: Phrases) -> kit.Block:
    edit = kit.button(say("company.edit"), "company.edit", str(notice.company_id))
    if not notice.contacts:
        return kit.actions(edit)
    people = [kit.option(etiquette.named(each.name, say.language), str(each.customer_id)) for each in notice.contacts]
    return kit.actions(kit.select("customer.card", say("company.open"), people), edit)


def which_company(notice: WhichCompany, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    name = kit.escape(notice.name)
    if not notice.choices:
        text = say("company.nobody", name=name)
        return SlackMessage(text, [kit.section(text)])
    text = say("company.which", name=name)
    buttons = [
        kit.button(say("company.choice", name=each.name, n=each.people), f"company.card:{number}", number)
        for each in notice.choices
        for number in (str(each.company_id),)
    ]
    return SlackMessage(text, [kit.section(text), kit.actions(*buttons)])


# --- the form ---------------------------------------------------------------------------------------------------------


def form(company: CompanyProfile, say: Phrases, clashes: Sequence[Clash] = ()) -> View:
    told = {each.field: each for each in clashes}
    blocks = clash_head([say(f"company.{field}") for field in company.texts if field in told], say)
    for field, text in company.texts.items():
        if field in told:
            blocks.append(clash_note(told[field], say, spoken=field != "gifts_declined"))
        label, element = say(f"company.{field}"), _element(field, text, say)
        hint = say(f"company.hint_{field}") if f"company.hint_{field}" in say else ""
        name = block_id(field, company.version)
        blocks.append(kit.field(name, label, element, optional=field != "name", hint=hint))
    metadata = f"{company.company_id}.{company.version}.company"
    title, save, cancel = say("company.form"), say("form.save"), say("form.cancel")
    return kit.modal("company", title, save, cancel, blocks, private_metadata=metadata)


def _element(field: str, text: str, say: Phrases) -> kit.Block:
    if field == "gifts_declined":
        return kit.ticks(field, [kit.option(say("company.tick_gifts"), YES)], [text])
    several = field in SEVERAL_LINES
    most = TEXT if several else NAME
    return kit.words(field, initial=text[:most], multiline=several, most=most)


# --- choosing one -----------------------------------------------------------------------------------------------------


def options(found: Sequence[CompanyChoice], new: str, say: Phrases) -> list[kit.Block]:
    """What fits what is typed; then a new company of that name, and none."""
    known = [kit.option(each.name, str(each.company_id)) for each in found]
    made = [kit.option(say("company.new", name=new), f"{NEW}{new}")] if new else []
    return [*known, *made, kit.option(say("company.none"), UNSET)]
