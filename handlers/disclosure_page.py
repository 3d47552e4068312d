"""What we know of a customer as a page to read and print, and as a file for other programs.

It needs nothing from anywhere else, asks not to be indexed, and is made anew each time somebody looks.
"""

from collections.abc import Mapping
from datetime import date, datetime
from html import escape
from typing import Any

import orjson

from crm import etiquette
from crm.house import House
from crm.privacy.portraits import Portrait, Table, Value
from handlers import invite_page
from handlers.locales import Phrases, phrases

_STYLE = """<style>
main { max-width: 60rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
th, td { padding: .4rem .6rem; border-bottom: 1px solid #d5dcd9; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; white-space: pre-wrap; }
th { color: #4b5a55; font-weight: normal; white-space: nowrap; }
</style>"""


def page(portrait: Portrait, house: House, at: datetime, file: str = "") -> str:
    """The whole page as HTML, in the customer's language. `file`: where the same is to be had as JSON."""
    say = phrases(portrait.language or house.language)
    lead = say("privacy.page_lead", company=house.company or say("line.us"), at=say.moment(at, house.business.zone))
    parts = [
        _STYLE,
        f"<h1>{escape(say('privacy.page_title'))}</h1>",
        f'<p class="to">{escape(etiquette.outward(portrait.name, say.language))}</p>',
        f"<p>{escape(lead)}</p>",
        f'<p class="screen"><a href="{escape(file)}">{escape(say("privacy.page_file"))}</a></p>' if file else "",
        _facts(portrait, say, house),
        *(_table(each, say, house) for each in portrait.tables if each.rows),
        f'<p class="until">{escape(say("privacy.page_rest"))}</p>',
    ]
    return invite_page.document(say, say("privacy.page_title"), parts)


def gone(house: House) -> str:
    """For an address that is wrong or too old: which of the two is nobody's business."""
    say = phrases(house.language)
    parts = [f"<h1>{escape(say('privacy.page_gone_title'))}</h1>", f"<p>{escape(say('privacy.page_gone'))}</p>"]
    return invite_page.document(say, say("privacy.page_gone_title"), parts)


def data(portrait: Portrait, house: House, at: datetime) -> bytes:
    """The same as JSON: column names as in the page's tables, moments in UTC."""
    tables = {each.noun: [dict(zip(each.columns, row, strict=True)) for row in each.rows] for each in portrait.tables}
    whole: Mapping[str, Any] = {
        "company": house.company,
        "at": at,
        "customer": dict(portrait.facts),
        "fields": dict(portrait.fields),
        **tables,
    }
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2)


def _facts(portrait: Portrait, say: Phrases, house: House) -> str:
    known = [(say(f"privacy.fact_{name}"), _shown("", value, say, house)) for name, value in portrait.facts]
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in [*known, *portrait.fields]
    )
    return f'<div class="wide"><table>{rows}</table></div>'


def _table(table: Table, say: Phrases, house: House) -> str:
    head = "".join(f"<th>{escape(say(f'privacy.column_{name}'))}</th>" for name in table.columns)
    rows = "".join(f"<tr>{_cells(table, row, say, house)}</tr>" for row in table.rows)
    more = f"<p>{escape(say('privacy.page_more'))}</p>" if table.more else ""
    title = f"<h2>{escape(say(f'privacy.noun_{table.noun}'))}</h2>"
    return f'{title}<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{more}'


def _cells(table: Table, row: tuple[Value, ...], say: Phrases, house: House) -> str:
    named = zip(table.columns, row, strict=True)
    return "".join(f"<td>{escape(_shown(column, value, say, house))}</td>" for column, value in named)


def _shown(column: str, value: Value, say: Phrases, house: House) -> str:
    """Words of ours (a kind, a state) in the reader's language, moments by the company's clock."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return say("privacy.yes" if value else "privacy.no")
    if isinstance(value, datetime):
        local = value.astimezone(house.business.zone)
        return f"{say.day(local.date(), year=True)} {local:%H:%M}"
    if isinstance(value, date):
        return say.day(value, year=True)
    for key in (f"privacy.value_{value}", f"consents.what_{value}"):
        if column in {"kind", "state", "direction", "purpose", "channel"} and key in say:
            return say(key)
    return str(value)
