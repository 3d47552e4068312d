"""The two forms of a handover: what is wished, and what it would come to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from crm.handovers import proposing, wordings
from crm.handovers.plans import KINDS, Wish, Words
from crm.refusals import NotAllowed, Refused, WrongFields
from crm.work import Work
from handlers import handover_letters
from handlers.slack.answers import Answer, Errors, Update
from handlers.slack.blocks.handovers import forms
from handlers.slack.heard import Heard
from handlers.slack.say import refusal_key, refusal_parts, sentence


async def look(work: Work, heard: Heard) -> Answer:
    """The first form is filled in: show what it would come to."""
    wish = _wish(heard.state)
    try:
        seen = await proposing.preview(work, wish)
    except Refused as no:
        return _errors(no, heard)
    if isinstance(seen, NotAllowed):
        return Errors({"from": heard.say(refusal_key(seen), **refusal_parts(seen))})
    own = seen.predecessor.slack_id == heard.user
    drafts = handover_letters.drafts(heard.language, heard.house.company, wish.reason)
    return Update(forms.confirm(seen, drafts, heard.say, own=own))


def _wish(state: Mapping[str, str]) -> Wish:
    effective_day = date.fromisoformat(state["effective_day"])
    extras = state.get("extras", "").split(",")
    return Wish(
        predecessor=state["from"],
        customers=tuple(int(each) for each in state.get("customers", "").split(",") if each),
        successors=tuple(each for each in state.get("successors", "").split(",") if each),
        method=state["method"],
        reason=state["reason"],
        effective_day=effective_day,
        return_day=date.fromisoformat(state["return_day"]) if state.get("return_day") else None,
        overlap_until=forms.overlap_until(state.get("overlap", "0"), effective_day),
        told="told" in extras,
        joint_visit="joint" in extras,
    )


def _errors(no: Refused, heard: Heard) -> Errors:
    """At the fields where the form has them, else at the first one."""
    refusal = no.refusal
    faults = refusal.faults if isinstance(refusal, WrongFields) else (("from", refusal),)
    return Errors({name: heard.say(refusal_key(fault), **refusal_parts(fault)) for name, fault in faults})


async def propose(work: Work, heard: Heard) -> Answer | None:
    """The second form is sent."""
    wish = forms.unpacked(str(heard.view["private_metadata"]))
    state = heard.state
    by_hand = {int(name.removeprefix(forms.HAND)): rep for name, rep in state.items() if name.startswith(forms.HAND)}
    if faults := _faults(heard):
        return Errors(faults)
    try:
        made = await proposing.propose(
            work, replace(wish, by_hand=by_hand), _words(state), heard.say("handover.call_task")
        )
    except Refused as no:
        return Errors({"note": next(iter(_errors(no, heard).fields.values()))})
    if isinstance(made, NotAllowed):
        return Errors({"note": heard.say(refusal_key(made), **refusal_parts(made))})
    return sentence("handover.asked" if made.state == "asked" else "handover.sent")


def _faults(heard: Heard) -> dict[str, str]:
    """What is the matter with the letters, at their fields."""
    found = {name: wordings.fault(heard.state[name]) for name in ("farewell", "greeting") if name in heard.state}
    return {name: heard.say(refusal_key(no), **refusal_parts(no)) for name, no in found.items() if no is not None}


def _words(state: Mapping[str, str]) -> Words:
    steps = {int(name.removeprefix(forms.STEP)): text for name, text in state.items() if name.startswith(forms.STEP)}
    return Words(
        choices={kind: state[f"choice_{kind}"] for kind in KINDS if f"choice_{kind}" in state},
        notice_day=date.fromisoformat(state["notice_day"]) if state.get("notice_day") else None,
        farewell=state.get("farewell"),
        greeting=state.get("greeting"),
        note=state.get("note"),
        first_steps=steps,
        calls=frozenset(int(each) for each in state.get("calls", "").split(",") if each),
    )
