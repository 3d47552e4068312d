"""What is told of colleagues who leave, to whoever answers for them."""

from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices import LeaverAlert, LeaverBack, LeaverViews
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit


def leaver_alert(notice: LeaverAlert, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("leaver.title", name=_colleague(notice.name, say))
    facts = say(
        "leaver.facts",
        customers=notice.customers,
        promises=notice.promises,
        followups=notice.followups,
        cases=notice.cases,
    )
    blocks = [kit.section(f"*⚠️ {title}*\n{facts}"), kit.section(say(f"leaver.{notice.state}"))]
    if notice.state == "open":
        begin = kit.button(say("leaver.begin"), "handover.draft", str(notice.handover_id), style="primary")
        blocks.append(kit.actions(begin))
    return SlackMessage(f"⚠️ {title}", blocks)


def leaver_back(notice: LeaverBack, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    text = say("leaver.came_back", name=_colleague(notice.name, say))
    return SlackMessage(text, [kit.section(text)])


def leaver_views(notice: LeaverViews, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    name = _colleague(notice.name, say)
    title = f"🔎 {say('leaver.views', name=name)}"
    seen = say("leaver.seen", name=name, customers=notice.customers, pages=notice.pages)
    see = kit.button(say("leaver.see"), "handover.open", str(notice.handover_id))
    blocks = [kit.section(f"*{title}*\n{seen}"), kit.actions(see), kit.context(say("leaver.discreet"))]
    return SlackMessage(title, blocks)


def _colleague(name: str, say: Phrases) -> str:
    return kit.escape(etiquette.inward(name, say.language))
