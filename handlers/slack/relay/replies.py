"""返信: the form, its preview, and the one press that sends; and what can be done with a reply that is on its way."""

from collections.abc import Mapping
from typing import Any

from crm.activities.touches import TEXT
from crm.refusals import HeldBy, Refused, ReplyTooLong
from crm.relay import carrying, replies
from crm.relay.media import SlackFile
from crm.relay.replies import LONGEST, Draft
from crm.work import Work
from handlers.slack import say as saying
from handlers.slack.answers import Answer, Errors, Finished, Open, Push, Update
from handlers.slack.blocks.activities import log_forms
from handlers.slack.blocks.activities.log_forms import Start
from handlers.slack.blocks.relay import replies as blocks
from handlers.slack.heard import Heard

# A talk in LINE is none of the kinds that count as meeting or calling somebody.
KIND = "other"


async def pressed(work: Work, heard: Heard) -> Answer:
    """`value` is the message that is answered."""
    return Open(blocks.form(await replies.begin(work, int(heard.value)), heard.say))


async def rewrite(work: Work, heard: Heard) -> Answer:
    """`value` is the reply whose words are begun with."""
    return Open(blocks.form(await replies.rewrite(work, int(heard.value)), heard.say))


async def filled(work: Work, heard: Heard) -> Answer:
    """A template was chosen in the form: its words stand in it now."""
    kept = blocks.metadata(heard.view)
    begun = await replies.fill(work, kept["message"], int(heard.value))
    return Update(blocks.form(begun, heard.say, kept["turn"] + 1))


async def take(work: Work, heard: Heard) -> Answer:
    """Answer in the place of whoever does; the form opens where the sentence about them stood."""
    view = blocks.form(await replies.take(work, int(heard.value)), heard.say)
    return Update(view) if heard.view.get("type") == "modal" else Open(view)


async def take_text(work: Work, heard: Heard) -> Answer:
    """As `take`, with the words that could not be sent."""
    draft = blocks.unpacked(str(heard.view.get("private_metadata")))
    return Update(blocks.form(await replies.take(work, draft.message_id, draft.text), heard.say))


async def look(work: Work, heard: Heard) -> Answer:
    """The form was submitted: the preview, or what is wrong at the field."""
    kept, draft = blocks.metadata(heard.view), _draft(heard)
    if len(blocks.packed(draft)) > blocks.METADATA:
        return _wrong(heard, ReplyTooLong(len(draft.text), LONGEST))
    try:
        return Push(blocks.preview(await replies.look(work, draft), heard.say))
    except Refused as no:
        if isinstance(no.refusal, HeldBy):
            return Update(blocks.not_sent(no.refusal, draft, heard.say))
        return Errors({f"{blocks.TEXT}.{kept['turn']}": _sentence(heard, no)})


def _wrong(heard: Heard, refusal: ReplyTooLong) -> Errors:
    turn = blocks.metadata(heard.view)["turn"]
    return Errors({f"{blocks.TEXT}.{turn}": _sentence(heard, Refused(refusal))})


def _sentence(heard: Heard, no: Refused) -> str:
    return heard.say(saying.refusal_key(no.refusal), **saying.refusal_parts(no.refusal))


def _draft(heard: Heard) -> Draft:
    kept = blocks.metadata(heard.view)
    return Draft(
        kept["message"],
        heard.state.get(f"{blocks.TEXT}.{kept['turn']}", ""),
        _files(heard),
        heard.state.get(blocks.CARD, ""),
    )


def _files(heard: Heard) -> tuple[SlackFile, ...]:
    """What was put into the form's file field, as Slack describes it."""
    values = ((heard.view.get("state") or {}).get("values") or {}).get(blocks.FILES) or {}
    files = (values.get(blocks.FILES) or {}).get("files") or []
    return tuple(_file(each) for each in files if each.get("id"))


def _file(told: Mapping[str, Any]) -> SlackFile:
    name, kind = str(told.get("name") or ""), str(told.get("mimetype") or "")
    return SlackFile(str(told["id"]), name, kind, int(told.get("size") or 0))


async def send(work: Work, heard: Heard) -> Answer:
    """The preview was submitted. Nothing else in the house sends a rep's words."""
    draft = blocks.unpacked(str(heard.view.get("private_metadata")))
    try:
        await replies.send(work, draft)
    except Refused as no:
        return Update(blocks.not_sent(no.refusal, draft, heard.say))
    return Finished()


async def cancel(work: Work, heard: Heard) -> Answer | None:
    await carrying.cancel(work, int(heard.value))
    return None


async def approve(work: Work, heard: Heard) -> Answer | None:
    await carrying.approve(work, int(heard.value))
    return None


async def refusing(_work: Work, heard: Heard) -> Answer:
    return Open(blocks.refusing(int(heard.value), heard.say))


async def refuse(work: Work, heard: Heard) -> Answer | None:
    await carrying.refuse(work, int(str(heard.view.get("private_metadata"))), heard.state.get("why", ""))
    return None


async def log(work: Work, heard: Heard) -> Answer:
    """記録: the form of a log, with the customer and their words in it; `value` is the message."""
    whose, words, at = await replies.note(work, int(heard.value))
    return Open(log_forms.new_form(Start(whose, KIND, words[:TEXT], written=at.isoformat()), heard.say))
