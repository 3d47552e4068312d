"""The page on which a customer types the code of an invitation, opened from the talk in LINE."""

from html import escape

from crm.house import House
from crm.refusals import CodeExpired, CodeLocked, CodeUsed, CodeWrong, Refusal
from handlers.invite_page import document
from handlers.locales import phrases

_WHY: dict[type[Refusal], str] = {
    CodeWrong: "links.refused_wrong",
    CodeExpired: "links.refused_expired",
    CodeUsed: "links.refused_used",
    CodeLocked: "links.refused_locked",
}
_FIELD = (
    '<input id="code" name="code" required maxlength="200" autocomplete="off" autocapitalize="characters"'
    ' placeholder="KZ-XXXX-XXXX-XXXX-XXXX">'
)


def page(house: House, link_token: str, refusal: Refusal | None = None) -> str:
    """The form as HTML; `link_token` travels with it, `refusal` is what came of the last code."""
    say = phrases(house.language)
    wrong = [f'<p class="wrong" role="alert">{escape(say(_WHY[type(refusal)]))}</p>'] if refusal else []
    parts = [
        f"<h1>{escape(say('links.web_title'))}</h1>",
        f"<p>{escape(say('links.web_lead', company=house.company or say('line.us')))}</p>",
        *wrong,
        '<form method="post" action="link">',
        f'<input type="hidden" name="linkToken" value="{escape(link_token)}">',
        f'<label for="code">{escape(say("links.web_code"))}</label>',
        _FIELD,
        f"<button>{escape(say('links.web_send'))}</button></form>",
    ]
    return document(say, say("links.web_title"), parts)


def stale(house: House) -> str:
    """For an address without a link token that could be one."""
    say = phrases(house.language)
    parts = [f"<h1>{escape(say('links.web_title'))}</h1>", f"<p>{escape(say('links.web_stale'))}</p>"]
    return document(say, say("links.web_title"), parts)
