"""What a rep writes, as the customer reads it: in the rep's own name, word for word."""

from crm.notices import Attachment, Part, RepReply
from handlers.line.bubbles import kit
from handlers.locales import Phrases

MEGABYTE = 1_000_000


def rep_reply(notice: RepReply, say: Phrases) -> list[kit.Message]:
    """A message a part, at most LINE's five."""
    return kit.signed([_part(each, say) for each in notice.parts], notice.rep, notice.icon)


def _part(part: Part, say: Phrases) -> kit.Message:
    if part.file is not None:
        return _file(part.file, say)
    return kit.text(part.text) | ({"quoteToken": part.quote} if part.quote else {})


def _file(file: Attachment, say: Phrases) -> kit.Message:
    """A picture or film as such; LINE knows no other files from accounts, so these are a link."""
    if file.kind in {"image", "video"}:
        return {"type": file.kind, "originalContentUrl": file.url, "previewImageUrl": file.preview}
    name = file.file_name or say("relay.file")
    size = say("relay.size", n=max(round(file.size / MEGABYTE, 1), 0.1))
    card = kit.bubble([kit.title(name), kit.small(size)], footer=[kit.link(say("relay.open_file"), file.url)])
    return kit.flex(say("relay.file_alt", name=name), card)
