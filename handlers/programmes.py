"""The points programme in words: what is wrong with it, what to mind, what would change; for Slack and the terminal."""

from datetime import date

from crm.notices import ProgrammeCaution, ProgrammeFault
from crm.points.programme.differences import Difference, Value
from handlers.locales import Phrases

__all__ = ["ProgrammeFault", "caution", "difference", "fault", "fault_line"]


def fault(each: ProgrammeFault, say: Phrases) -> str:
    """What is the matter with a value, and what may stand there."""
    said = say(f"programme_faults.{each.key}", **each.parts)
    return say("programme.fault_at", where=each.where, what=said) if each.where else said


def fault_line(each: ProgrammeFault, say: Phrases) -> str:
    """As `fault`, behind the number of its line: "12: …"."""
    return f"{each.line}: {fault(each, say)}"


def caution(each: ProgrammeCaution, say: Phrases) -> str:
    """One thing to mind; of the law it says that it is no legal advice."""
    said = say(f"programme_cautions.{each.key}", **each.parts)
    return say("programme.law", what=said) if each.law else say("programme.hint", what=said)


def difference(each: Difference, say: Phrases) -> str:
    """A line of what would change."""
    if each.where.endswith("]"):
        key = "programme.added" if each.before is None else "programme.dropped"
        return say(key, where=each.where, name=_value(each.after or each.before, say))
    return say("programme.changed", where=each.where, before=_value(each.before, say), after=_value(each.after, say))


def _value(value: Value, say: Phrases) -> str:
    if value is None or value == ():
        return say("programme.nothing")
    if isinstance(value, bool):
        return say("programme.on" if value else "programme.off")
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, tuple):
        return say.list(tuple(_value(each, say) for each in value))
    return value.isoformat() if isinstance(value, date) else str(value)
