"""Whether the file of the points programme can be put in force, and what to mind of it."""

from pathlib import Path

from bot.check.findings import Finding, finding, fine
from bot.programme import ProgrammeError, text_of
from crm.points.programme import checks, laws
from handlers import programmes
from handlers.locales import Phrases

NAME = "PROGRAMME_FILE"


def programme_findings(file: Path | None, say: Phrases) -> list[Finding]:
    """Nothing where no file is set: then the programme lives in the database alone."""
    if file is None:
        return []
    try:
        text = text_of(file, say)
    except ProgrammeError as no:
        return [Finding("wrong", NAME, str(no), say("check.programme_wrong.mend", path=file))]
    programme, faults = checks.read(text)
    if programme is None:
        told = "\n    ".join(programmes.fault_line(each, say) for each in faults)
        return [finding(say, "wrong", NAME, "programme_wrong", path=file, faults=told)]
    minded = [Finding("by_hand", NAME, programmes.caution(each, say)) for each in laws.cautions(programme)]
    return [fine(say, NAME, "programme_right", path=file), *minded]
