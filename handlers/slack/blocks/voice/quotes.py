"""Somebody else's words, marked as such."""

from handlers.slack.blocks import kit

MOST = 2500


def quote(text: str | None) -> str:
    """The words as a quotation, escaped; nothing for none."""
    lines = kit.cut((text or "").strip(), MOST).splitlines()
    return "\n".join(f"> {kit.escape(line)}" for line in lines)
