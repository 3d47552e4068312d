"""Words, pictures, stickers: whatever a customer sends."""

from collections.abc import Mapping

from crm.voice import messages
from crm.voice.messages import Said
from crm.work import Work
from handlers.line.heard import Heard
from handlers.locales import phrases

# What is kept of a message beside its words: enough to show it again, and no more.
_DETAILS = (
    *("packageId", "stickerId", "fileName", "fileSize", "title", "address", "latitude", "longitude", "duration"),
    *("quoteToken", "quotedMessageId"),
)
_LONGEST = 500


async def text(work: Work, heard: Heard) -> None:
    await messages.hear(work, _said(heard, "text", heard.text, heard.text), heard.reply)


async def media(work: Work, heard: Heard) -> None:
    kind = heard.kind.partition(".")[2][:32]
    own = _own_words(_message(heard))
    await messages.hear(work, _said(heard, kind, own, _kept(heard.house.language, kind, own)), heard.reply)


async def unsend(work: Work, heard: Heard) -> None:
    unsent = heard.event.get("unsend")
    message_id = unsent.get("messageId") if isinstance(unsent, Mapping) else None
    if isinstance(message_id, str) and message_id:
        await messages.unsend(work, heard.user or "", message_id[:64])


def _said(heard: Heard, kind: str, own: str, kept: str) -> Said:
    return Said(heard.user or "", heard.message_id, kind, own, kept, heard.at, heard.seq, _details(_message(heard)))


def _message(heard: Heard) -> Mapping[str, object]:
    message = heard.event.get("message")
    return message if isinstance(message, Mapping) else {}


def _own_words(message: Mapping[str, object]) -> str:
    """What a picture or place says by itself: a sticker's text, a file's name, an address."""
    said = (message.get(name) for name in ("text", "fileName", "title", "address"))
    return " ".join(_plain(each) for each in said if isinstance(each, str) and each)


def _kept(language: str, kind: str, own: str) -> str:
    """The line in the record, in the company's language."""
    say = phrases(language)
    key = f"messages.kind.{kind}"
    name = say(key if key in say else "messages.kind.other")
    return say("messages.kept", kind=name, words=own) if own else name


def _details(message: Mapping[str, object]) -> dict[str, str]:
    """What a sticker shows comes as a list of words."""
    found = {name: _plain(message[name]) for name in _DETAILS if isinstance(message.get(name), str | int | float)}
    keywords = message.get("keywords")
    words = [each for each in keywords if isinstance(each, str)] if isinstance(keywords, list) else []
    provider = message.get("contentProvider")
    # Where it lies with somebody else: their address is not called and not kept.
    elsewhere = isinstance(provider, Mapping) and provider.get("type") == "external"
    return (
        found
        | ({"keywords": _plain(",".join(words))} if words else {})
        | ({"provider": "external"} if elsewhere else {})
    )


def _plain(value: object) -> str:
    return str(value).replace("\x00", "")[:_LONGEST]
