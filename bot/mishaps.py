"""Unexpected errors: one reference id in the log line and in the sentence that a person reads, and no personal data."""

from secrets import token_hex

import structlog

log = structlog.get_logger("kizuna")


def report(where: str, problem: BaseException, **about: object) -> str:
    """Log the error's type and place (its message may quote a customer) and return the reference id."""
    reference = token_hex(4)
    frames = [frame for frame in _frames(problem) if "site-packages" not in frame]
    log.error("mishap", reference=reference, where=where, error=type(problem).__name__, at=frames[-3:], **about)
    return reference


def _frames(problem: BaseException) -> list[str]:
    found, step = [], problem.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        found.append(f"{code.co_filename}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return found
