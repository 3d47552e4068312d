"""Themes: what customers ask for, as a list, as a card, and as the forms that note a voice and tell what was done."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from crm.cases import themes
from crm.notices import ThemeCard, ThemeInPerson, ThemeLine, ThemeList
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit, lines, words
from handlers.slack.blocks.voice import quotes
from storage.tables import Customer, Theme


def button(source: str, number: int, said: str, say: Phrases) -> list[kit.Block]:
    """The way from somebody's words to a theme; none where there are no words any more."""
    return [kit.button(say("themes.note"), "theme.note", f"{source}.{number}")] if number and said.strip() else []


def note_form(customer: Customer, said: str, known: Sequence[Theme], place: str, say: Phrases) -> View:
    """`place` is where the words stand ("message.12"), and travels with the form."""
    options = [kit.option(each.title, str(each.id)) for each in known]
    choice = kit.field("theme", say("themes.form_known"), kit.select("theme", "—", options), optional=True)
    blocks = [
        kit.section(f"*{words.customer(customer.name, None, say)}*"),
        *([choice] if options else []),
        kit.field("title", say("themes.form_title"), kit.words("title", most=themes.TITLE), optional=bool(options)),
        kit.field(
            "words",
            say("themes.form_words"),
            kit.words("words", initial=said[: themes.WORDS], multiline=True, most=themes.WORDS),
            hint=say("themes.form_words_hint"),
        ),
    ]
    form = kit.modal("theme.note", say("themes.note"), say("form.save"), say("form.cancel"), blocks)
    return form | {"private_metadata": place}


def finish_form(card: ThemeCard, say: Phrases) -> View:
    blocks = [
        kit.section(say("themes.form_finish_why", title=kit.escape(card.title), n=card.customers)),
        kit.field(
            "done",
            say("themes.form_done"),
            kit.words("done", multiline=True, most=themes.DONE),
            hint=say("themes.form_done_hint"),
        ),
    ]
    form = kit.modal("theme.finish", say("themes.finish"), say("themes.form_tell"), say("form.cancel"), blocks)
    return form | {"private_metadata": str(card.theme_id)}


def theme_list(notice: ThemeList, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("themes.list", n=notice.total) if notice.total else say("themes.list_none")
    blocks = [kit.section(f"*{title}*"), *(_line(place, each, say) for place, each in enumerate(notice.lines))]
    turns = [
        kit.button(say(f"waiting.{way}"), f"theme.page:{way}", str(page))
        for way, page in (("earlier", notice.page - 1), ("further", notice.page + 1))
        if 0 <= page < notice.pages
    ]
    if turns:
        blocks += [kit.context(say("waiting.page", page=notice.page + 1, pages=notice.pages)), kit.actions(*turns)]
    return SlackMessage(title, blocks)


def _line(place: int, line: ThemeLine, say: Phrases) -> kit.Block:
    facts = [say("themes.raised", n=line.customers)]
    facts += [say("themes.told", n=line.told)] if line.state == "done" else []
    opens = kit.button(say("cases.show"), f"theme.show:{place}", str(line.theme_id))
    mark = "✅ " if line.state == "done" else ""
    return kit.section(f"*{mark}{kit.escape(line.title)}*\n{lines.apart(facts, say)}", accessory=opens)


def theme_card(notice: ThemeCard, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    mark = "✅ " if notice.state == "done" else ""
    title = f"{mark}{kit.escape(notice.title)}"
    voices = [
        kit.section(f"{words.customer(each.customer, None, say)}\n{quotes.quote(each.words)}") for each in notice.voices
    ]
    more = notice.customers - len(notice.voices)
    blocks = [kit.section(f"*{title}*\n{say('themes.raised', n=notice.customers)}"), *voices]
    blocks += [kit.context(say("themes.more", n=more))] if more > 0 else []
    if notice.done:
        blocks.append(kit.section(f"*{say('themes.done')}*\n{kit.escape(notice.done)}"))
    elif notice.mine:
        finish = kit.button(say("themes.finish"), "theme.finish", str(notice.theme_id), style="primary")
        blocks.append(kit.actions(finish))
    return SlackMessage(title, blocks)


def theme_in_person(notice: ThemeInPerson, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, None, say)
    title = say("themes.in_person", who=who, title=kit.escape(notice.title))
    said = f"*{say('cases.words')}*\n{quotes.quote(notice.words)}"
    done = f"*{say('themes.done')}*\n{kit.escape(notice.done)}"
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(title, [kit.section(f"*{title}*"), kit.section(said), kit.section(done), kit.actions(card)])
