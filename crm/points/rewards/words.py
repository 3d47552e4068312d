"""「ポイント」: the words with which customers ask for their card; only ever as a whole message."""

from crm.voice.plain import plain

_WORDS = frozenset(
    {
        *("ポイント", "ポイント残高", "ポイント確認", "ポイントカード", "残高", "特典"),
        *("point", "points", "my points", "rewards"),
    }
)


def asked(text: str) -> bool:
    """「ポイントの使い方は?」 is a question for a person."""
    return plain(text) in _WORDS
