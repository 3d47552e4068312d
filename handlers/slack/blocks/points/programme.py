"""The points programme in Slack: what is in force and what to mind of it, its form, and a file that was refused."""

from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from crm.notices import ProgrammeFileRefused
from crm.points.programme import forms
from crm.points.programme.presets import PRESETS
from crm.points.programme.programme import Earning, Programme, Tier
from crm.points.programme.programmes import Shown
from handlers import programmes
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit
from handlers.slack.blocks.points.reports import NOW

LISTED = 10


def sheet(shown: Shown, say: Phrases, zone: ZoneInfo) -> View:
    """What is in force; where nothing is, a choice of presets for those who may begin."""
    if not shown.digest:
        return _beginning(say) if shown.edits else _nothing(say)
    programme = shown.programme
    blocks = [
        kit.section(say("programme_form.is_on" if programme.enabled else "programme_form.is_off")),
        kit.context(_since(shown, say, zone)),
        *(kit.section(text) for text in _summary(programme, say)),
    ]
    if shown.cautions:
        minded = [kit.escape(programmes.caution(each, say)) for each in shown.cautions[:LISTED]]
        blocks += [kit.divider(), *(kit.context(each) for each in minded)]
    if buttons := _buttons(shown, say):
        blocks.append(kit.actions(*buttons))
    if shown.edits:
        blocks.append(kit.context(say("programme_form.file_note")))
    return kit.sheet(say("programme_form.title"), say("form.close"), blocks)


def _nothing(say: Phrases) -> View:
    text = f"{say('programme_form.none')}\n{say('programme_form.ask_admin')}"
    return kit.sheet(say("programme_form.title"), say("form.close"), [kit.section(text)])


def _beginning(say: Phrases) -> View:
    options = [kit.option(say(f"programme_form.preset_{each}"), each) for each in PRESETS]
    label = say("programme_form.preset")
    blocks = [
        kit.section(f"{say('programme_form.none')}\n{say('programme_form.choose')}"),
        kit.field("preset", label, kit.select("preset", label, options)),
    ]
    title = say("programme_form.title")
    return kit.modal("programme.begin", title, say("form.save"), say("form.cancel"), blocks)


def _since(shown: Shown, say: Phrases, zone: ZoneInfo) -> str:
    day = say.day(shown.since.astimezone(zone).date(), year=True) if shown.since else ""
    return say("programme_form.since", day=day, source=say(f"programme_form.source_{shown.source}"))


def _buttons(shown: Shown, say: Phrases) -> list[kit.Block]:
    edit = [kit.button(say("programme_form.edit"), "programme.edit", "form")] if shown.edits else []
    return [*edit, *([kit.button(say("programme_form.report"), "points.report", NOW)] if shown.counts else [])]


def _summary(programme: Programme, say: Phrases) -> Iterator[str]:
    yield say("programme_form.earn", lines="\n".join(_earning(programme, say)))
    yield say(f"programme_form.expiry_{programme.expiry.kind}", months=programme.expiry.months)
    hand = programme.earn.hand
    limits = {"day": hand.day, "customer_day": hand.customer_day, "approve_above": hand.approve_above}
    yield say("programme_form.hand", **{name: f"{value:,}" for name, value in limits.items()})
    if programme.tiers.tier:
        tiers = [_tier(each, programme.tiers.by, say) for each in programme.tiers.tier]
        yield say("programme_form.tiers", lines=_some(tiers, say))
    if programme.reward:
        rewards = [
            say("programme_form.reward", name=kit.escape(each.name), points=f"{each.points:,}")
            for each in programme.reward
        ]
        yield say("programme_form.rewards", lines=_some(rewards, say))


def _earning(programme: Programme, say: Phrases) -> list[str]:
    earn = programme.earn
    lines = []
    if earn.purchase.points:
        lines.append(say("programme_form.earn_purchase", per=f"{earn.purchase.per:,}", points=earn.purchase.points))
    if earn.purchase.points and earn.purchase.pending_days:
        lines.append(say("programme_form.earn_pending", days=earn.purchase.pending_days))
    lines += [
        say(f"programme_form.earn_{name}", points=getattr(earn, name))
        for name in ("visit", "survey", "birthday")
        if getattr(earn, name)
    ]
    if programme.referral:
        sides = {"referrer": earn.referral.referrer, "friend": earn.referral.friend}
        lines.append(say("programme_form.earn_referral", **sides))
    lines += _events(earn, say)
    return lines or [say("programme_form.earn_nothing")]


def _events(earn: Earning, say: Phrases) -> list[str]:
    told = [say("programme_form.earn_event", name=kit.escape(each.name), points=each.points) for each in earn.event]
    return [_some(told, say)] if told else []


def _tier(tier: Tier, by: str, say: Phrases) -> str:
    amount = say(f"programme_form.amount_{by}", n=f"{tier.threshold:,}")
    perks = kit.escape(say.list(tier.perks))
    return say("programme_form.tier", name=kit.escape(tier.name), amount=amount, rate=tier.rate, perks=perks)


def _some(lines: Sequence[str], say: Phrases) -> str:
    more = [say("programme_form.more", n=len(lines) - LISTED)] if len(lines) > LISTED else []
    return "\n".join([*lines[:LISTED], *more])


def form(shown: Shown, say: Phrases) -> View:
    """The common parts; `private_metadata` is the digest of the text that it shows."""
    programme = shown.programme
    on = [name for name in forms.SWITCHES if getattr(programme, name)]
    options = [kit.option(say(f"programme_form.{name}"), name) for name in forms.SWITCHES]
    ticks = kit.field("switches", say("programme_form.switches"), kit.ticks("switches", options, on), optional=True)
    numbers = [_number(name, forms.held(programme, name), say) for name in forms.NUMBERS]
    more: Mapping[str, str] = {"private_metadata": shown.digest}
    title = say("programme_form.edit_title")
    return kit.modal("programme", title, say("form.save"), say("form.cancel"), [ticks, *numbers], **more)


def _number(name: str, value: int, say: Phrases) -> kit.Block:
    return kit.field(name, say(f"programme_form.{name}"), kit.words(name, initial=str(value), most=8))


def programme_file_refused(notice: ProgrammeFileRefused, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    text = say("programme_form.file_refused", file=kit.escape(notice.file))
    lines = [
        say("programme_form.file_refused_line", line=each.line, what=kit.escape(programmes.fault(each, say)))
        for each in notice.faults
    ]
    if notice.n > len(notice.faults):
        lines.append(say("programme_form.file_refused_more", n=notice.n - len(notice.faults)))
    blocks = [kit.section(text), kit.section("\n".join(lines)), kit.context(say("programme_form.file_refused_next"))]
    return SlackMessage(text, blocks)
