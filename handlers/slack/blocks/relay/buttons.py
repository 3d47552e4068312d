"""What can be done with a customer's words, wherever they are shown."""

from handlers.locales import Phrases
from handlers.slack.blocks import kit


def of_message(message_id: int, say: Phrases) -> tuple[kit.Block, ...]:
    """返信 and 記録."""
    return (
        kit.button(say("relay.reply"), "relay.reply", str(message_id), style="primary"),
        kit.button(say("relay.log"), "relay.log", str(message_id)),
    )
