"""The printable page of an invitation: three steps that end in 送信, a QR picture, and the code to type by hand.

It needs nothing from anywhere else, shows nothing of the customer but 「◯◯様」, and asks not to be indexed.
"""

from html import escape

from crm import etiquette
from crm.house import House
from crm.voice import invites
from crm.voice.invites import InvitePage
from handlers import qr
from handlers.locales import Phrases, phrases

_STYLE = """
:root { color-scheme: light; font-family: "Hiragino Sans", "Noto Sans JP", "Yu Gothic", Meiryo, system-ui, sans-serif; }
body { margin: 0; background: #f3f5f4; color: #1d2a26; line-height: 1.7; }
main { box-sizing: border-box; max-width: 42rem; margin: 2rem auto; padding: 2.5rem; background: #fff;
  border-radius: 12px; }
h1 { margin: 0 0 .5rem; font-size: 1.6rem; line-height: 1.4; }
.to { margin: 0 0 1.5rem; font-size: 1.15rem; }
ol { margin: 1.5rem 0; padding: 0; list-style: none; counter-reset: step; }
li { position: relative; min-height: 2.4rem; margin: 0 0 1rem; padding-left: 3.4rem; counter-increment: step; }
li::before { content: counter(step); position: absolute; left: 0; top: 0; width: 2.4rem; height: 2.4rem;
  border-radius: 50%; background: #0b6b4f; color: #fff; font-weight: bold; line-height: 2.4rem; text-align: center; }
li strong { display: block; font-size: 1.1rem; }
.send { display: inline-block; padding: 0 .9em; border-radius: 6px; background: #0b6b4f; color: #fff; }
.qr { text-align: center; }
.qr svg { width: 14rem; height: auto; max-width: 100%; }
.open { display: inline-block; padding: .8rem 1.6rem; border-radius: 8px; background: #0b6b4f; color: #fff;
  font-weight: bold; text-decoration: none; }
.open:focus-visible { outline: 3px solid #1d2a26; outline-offset: 3px; }
.code { font: bold 1.3rem/1.6 ui-monospace, Menlo, Consolas, monospace; letter-spacing: .04em; white-space: nowrap; }
.hand, .until { border-top: 1px solid #d5dcd9; padding-top: 1rem; }
input, button { box-sizing: border-box; width: 100%; margin: .4rem 0 1rem; padding: .8rem; border-radius: 8px;
  border: 1px solid #8a9792; font: inherit; }
button { border: 0; background: #0b6b4f; color: #fff; font-weight: bold; }
input:focus-visible, button:focus-visible { outline: 3px solid #1d2a26; outline-offset: 3px; }
.wrong { color: #a3231b; font-weight: bold; }
.until { color: #4b5a55; }
@media (max-width: 30rem) { main { margin: 0; padding: 1.5rem; border-radius: 0; } .code { font-size: 1.05rem; } }
@media print {
  @page { size: A4; margin: 18mm; }
  body { background: #fff; }
  main { max-width: none; margin: 0; padding: 0; }
  .screen { display: none; }
  li::before, .send { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .qr svg { width: 60mm; }
}
"""


def page(invite: InvitePage, house: House) -> str:
    """The whole page as HTML, in the customer's language."""
    say = phrases(invite.language or house.language)
    link = invites.line_link(house, sentence(say.language, invite.code))
    parts = [
        f"<h1>{escape(say('invites.page_title'))}</h1>",
        f'<p class="to">{escape(etiquette.outward(invite.name, say.language))}</p>',
        f"<p>{escape(say('invites.page_lead', company=house.company or say('line.us')))}</p>",
        f'<div class="qr" role="img" aria-label="{escape(say("invites.qr"))}">{_picture(link)}</div>',
        f'<p class="qr screen"><a class="open" href="{escape(link)}">{escape(say("invites.page_open"))}</a></p>',
        _steps(say),
        _by_hand(invite, house, say),
        f'<p class="until">{escape(say("invites.page_until", until=_until(invite, house, say)))}</p>',
    ]
    return document(say, say("invites.page_title"), parts)


def gone(house: House) -> str:
    """For a code that is wrong, used or past its days: who knows which is nobody's business but the customer's."""
    say = phrases(house.language)
    parts = [f"<h1>{escape(say('invites.gone_title'))}</h1>", f"<p>{escape(say('invites.gone'))}</p>"]
    return document(say, say("invites.gone_title"), parts)


def sentence(language: str, code: str) -> str:
    """What stands in the customer's box in LINE; short, because every character makes the QR picture finer."""
    return phrases(language)("invites.sentence", code=code)


def friend_sentence(language: str, code: str) -> str:
    """As `sentence`, with a rep's own code."""
    return phrases(language)("friend_codes.sentence", code=code)


def document(say: Phrases, title: str, parts: list[str]) -> str:
    """A page of ours for customers, in the reader's language; `parts` are HTML."""
    body = "\n".join(parts)
    return f"""<!DOCTYPE html>
<html lang="{say.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _steps(say: Phrases) -> str:
    send = f'<span class="send">{escape(say("invites.page_send"))}</span>'
    steps = [_step(say, 1), _step(say, 2), f"<li><strong>{send}</strong>{escape(say('invites.page_3_hint'))}</li>"]
    return f"<ol>{''.join(steps)}</ol>"


def _step(say: Phrases, number: int) -> str:
    what, hint = escape(say(f"invites.page_{number}")), escape(say(f"invites.page_{number}_hint"))
    return f"<li><strong>{what}</strong>{hint}</li>"


def _by_hand(invite: InvitePage, house: House, say: Phrases) -> str:
    words = escape(say("invites.page_by_hand", account=house.line_basic_id or ""))
    return f'<p class="hand">{words}<br><span class="code">{escape(invite.code)}</span></p>'


def _picture(link: str) -> str:
    return qr.svg(link, 4)


def _until(invite: InvitePage, house: House, say: Phrases) -> str:
    return say.moment(invite.expires_at, house.business.zone)
