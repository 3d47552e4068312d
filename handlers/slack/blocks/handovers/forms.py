"""The two forms of a handover: what is wished, and what it would come to, with all that can still be chosen."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

from crm.handovers.plans import CHOICES, METHODS, Wish
from crm.handovers.previews import Conflict, Preview
from crm.handovers.proposing import Beginning
from handlers.locales import Phrases
from handlers.slack.answers import View
from handlers.slack.blocks import kit, words
from storage.tables.handovers import REASONS

OVERLAPS = (0, 7, 14, 30)
MOST_CUSTOMERS = 100
MOST_SUCCESSORS = 20
# So many are shown by name, and may be called first or be given a first step in the form itself.
NAMED = 10
STEPS = 3
HAND, STEP = "hand_", "step_"


def request(beginning: Beginning, say: Phrases) -> View:
    """Who, to whom, when and why."""
    chosen = [
        kit.option(words.plain_customer(each.name, each.company, say), str(each.customer_id))
        for each in beginning.customers
    ]
    search = kit.several_typeahead("customer.options", say("handover.search"), MOST_CUSTOMERS, chosen)
    people = [each.slack_id for each in beginning.successors]
    blocks = [
        kit.field("from", say("handover.from"), kit.person("from", beginning.predecessor.slack_id)),
        kit.field("customers", say("handover.customers"), search, optional=True, hint=say("handover.customers_hint")),
        kit.field("successors", say("handover.successors"), kit.colleagues("successors", MOST_SUCCESSORS, people)),
        kit.field("method", say("handover.method"), _select("method", METHODS, "fewest", say)),
        kit.field("reason", say("handover.reason"), _select("reason", REASONS, beginning.reason, say)),
        kit.field("effective_day", say("handover.effective_day"), kit.day("effective_day", beginning.suggested)),
        kit.field(
            "return_day",
            say("handover.return_day"),
            kit.day("return_day"),
            optional=True,
            hint=say("handover.return_hint"),
        ),
        kit.field("overlap", say("handover.overlap"), _overlaps(say)),
        kit.field("extras", say("handover.extras"), _extras(say), optional=True),
    ]
    return kit.modal("handover.request", say("handover.title"), say("handover.look"), say("form.cancel"), blocks)


def _select(name: str, values: Sequence[str], chosen: str, say: Phrases) -> kit.Block:
    options = [kit.option(say(f"handover.{name}_{each}"), each) for each in values]
    return kit.select(name, say(f"handover.{name}"), options, chosen)


def _overlaps(say: Phrases) -> kit.Block:
    options = [kit.option(say(f"handover.overlap_{days}"), str(days)) for days in OVERLAPS]
    return kit.select("overlap", say("handover.overlap"), options, "0")


def _extras(say: Phrases) -> kit.Block:
    return kit.ticks(
        "extras", [kit.option(say(f"handover.extras_{each}"), each) for each in ("told", "joint")], ["told"]
    )


def overlap_until(days: str, effective_day: date) -> date | None:
    """The last day on which the predecessor still stands in."""
    return effective_day + timedelta(days=int(days)) if days.isdigit() and int(days) else None


# --- what travels from the first form to the second -------------------------------------------------------------------


def packed(wish: Wish) -> str:
    """The wish as private_metadata (at most 3,000 characters)."""
    days = [each.isoformat() if each else "" for each in (wish.effective_day, wish.return_day, wish.overlap_until)]
    flags = [int(wish.told), int(wish.joint_visit)]
    values = [wish.predecessor, wish.customers, wish.successors, wish.method, wish.reason, *days, *flags]
    return json.dumps(values, separators=(",", ":"))


def unpacked(metadata: str) -> Wish:
    """The wish again."""
    predecessor, customers, successors, method, reason, *more = json.loads(metadata)
    effective, back, overlap, told, joint = more
    return Wish(
        predecessor=predecessor,
        customers=tuple(customers),
        successors=tuple(successors),
        method=method,
        reason=reason,
        effective_day=date.fromisoformat(effective),
        return_day=date.fromisoformat(back) if back else None,
        overlap_until=date.fromisoformat(overlap) if overlap else None,
        told=bool(told),
        joint_visit=bool(joint),
    )


# --- what it would come to --------------------------------------------------------------------------------------------


def confirm(seen: Preview, drafts: tuple[str, str], say: Phrases, *, own: bool) -> View:
    """The preview. `drafts`: farewell and greeting; `own`: the predecessor reads it, and is asked for first steps."""
    blocks = [
        kit.section("\n".join(_heads(seen, say))),
        *([kit.section(warnings(seen.conflicts, say))] if seen.conflicts else []),
        kit.section(_lines(seen, say)),
        kit.divider(),
        *_by_hand(seen, say),
        *_choices(seen, say),
        *(_words(seen, drafts, say) if seen.wish.told and seen.reachable else []),
        *(_steps(seen, say) if own else []),
        kit.field("note", say("handover.note"), kit.words("note", multiline=True, most=2000), optional=True),
        kit.context(say("handover.needs_approval" if seen.approval else "handover.needs_none")),
    ]
    submit = say("handover.ask" if seen.approval else "handover.send")
    form = kit.modal("handover.propose", say("handover.title"), submit, say("form.cancel"), blocks)
    return form | {"private_metadata": packed(seen.wish)}


def _heads(seen: Preview, say: Phrases) -> list[str]:
    wish = seen.wish
    heads = [
        say("handover.of", name=kit.escape(seen.predecessor.full_name), n=seen.customers),
        *(say("handover.part", name=kit.escape(part.name), n=part.customers, load=part.load) for part in seen.parts),
        say("handover.on", day=say.day(wish.effective_day), reason=say(f"handover.reason_{wish.reason}")),
    ]
    return heads + ([say("handover.back_on", day=say.day(wish.return_day))] if wish.return_day else [])


def warnings(conflicts: Sequence[Conflict], say: Phrases) -> str:
    """What speaks against it, a line each."""
    return "\n".join(
        say(
            f"handover.conflict_{each.kind}",
            rep=kit.escape(each.rep),
            customer=words.customer(each.customer, None, say) if each.customer else "",
            n=each.n,
        )
        for each in conflicts[:NAMED]
    )


def _lines(seen: Preview, say: Phrases) -> str:
    lines = [
        say(
            "handover.line" if each.open else "handover.line_one",
            who=words.customer(each.name, each.company, say),
            n=each.open,
        )
        for each in seen.lines[:NAMED]
    ]
    more = seen.customers - len(lines)
    return "\n".join([*lines, *([say("handover.more", n=more)] if more > 0 else [])])


def _by_hand(seen: Preview, say: Phrases) -> list[kit.Block]:
    if seen.wish.method != "hand" or len(seen.parts) < 2:
        return []
    options = [kit.option(part.name, part.slack_id) for part in seen.parts]
    chosen = {part.rep_id: part.slack_id for part in seen.parts}
    return [
        kit.field(
            f"{HAND}{each.customer_id}",
            words.plain_customer(each.name, each.company, say),
            kit.select("rep", say("handover.successors"), options, chosen[each.rep_id]),
        )
        for each in seen.lines
    ]


def _choices(seen: Preview, say: Phrases) -> list[kit.Block]:
    """What becomes of what is open; kinds of which there is nothing are not asked about."""
    blocks = []
    for kind, number in seen.moves.items():
        ways = [each for each in CHOICES if not (kind == "cases" and each == "close")]
        options = [kit.option(say(f"handover.choice_{each}"), each) for each in ways]
        label = say(f"handover.kind_{kind}", n=number)
        if number:
            blocks.append(kit.field(f"choice_{kind}", label, kit.select("choice", label, options, "move")))
    return blocks


def _words(seen: Preview, drafts: tuple[str, str], say: Phrases) -> list[kit.Block]:
    farewell, greeting = drafts
    named = [each for each in seen.lines if each.reachable][:NAMED]
    calls = [kit.option(words.plain_customer(each.name, each.company, say), str(each.customer_id)) for each in named]
    first = kit.several("calls", say("handover.calls"), calls) if calls else None
    return [
        kit.section(say("handover.messages", n=seen.reachable)),
        kit.field("notice_day", say("handover.notice_day"), kit.day("notice_day", seen.notice_day)),
        kit.field(
            "farewell", say("handover.farewell"), _letter("farewell", farewell), hint=say("handover.letter_hint")
        ),
        kit.field("greeting", say("handover.greeting"), _letter("greeting", greeting)),
        *(
            [kit.field("calls", say("handover.calls"), first, optional=True, hint=say("handover.calls_hint"))]
            if first
            else []
        ),
    ]


def _letter(name: str, text: str) -> kit.Block:
    return kit.words(name, initial=text, multiline=True, most=1000)


def _steps(seen: Preview, say: Phrases) -> list[kit.Block]:
    if seen.customers > STEPS:
        return [kit.context(say("handover.steps_later"))]
    return [
        kit.field(
            f"{STEP}{each.customer_id}",
            say("handover.step", who=words.plain_customer(each.name, each.company, say)),
            kit.words("step", multiline=True, most=500),
            optional=True,
        )
        for each in seen.lines
    ]
