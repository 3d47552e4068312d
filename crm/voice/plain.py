"""Words as commands: a whole message, however it was typed."""

import unicodedata

# Our own messages print the words as 「担当」, so people copy the brackets too.
_AROUND = " \t\r\n\u3000「」『』“”\"'。．.!！?？"


def plain(text: str) -> str:
    """Width and case folded, brackets and stops around it gone."""
    return unicodedata.normalize("NFKC", text).strip(_AROUND).casefold()
