"""`kizuna points --month 2026-10 FILE`: the ledger of a month for accounting, however long it is."""

import asyncio
import csv
from datetime import UTC, datetime
from pathlib import Path

from crm.house import House
from crm.points.bank import reports
from crm.refusals import Refused
from handlers.locales import phrases
from handlers.sheets import guarded
from storage.store import Store


class ReportError(ValueError):
    """The file was not written; the message says why."""


async def write(store: Store, house: House, month: str, file: Path) -> str:
    """Write the month to a new file, readable by its owner only; the sentence that says so. Raises ReportError."""
    say = phrases(house.language)
    try:
        which = reports.month_of(month, house.business.local(datetime.now(UTC)).date())
    except Refused as no:
        raise ReportError(say("point_reports.bad_month")) from no
    try:
        await asyncio.to_thread(file.touch, 0o600, exist_ok=False)
    except FileExistsError as taken:
        raise ReportError(say("point_reports.file_taken", path=file)) from taken
    except OSError as nowhere:
        raise ReportError(say("point_reports.file_nowhere", path=file)) from nowhere
    return say("point_reports.written", path=file, rows=await _write(store, which, file), month=str(which))


async def _write(store: Store, which: reports.Month, file: Path) -> int:
    """How many entries; the rows of the opening and the closing balance are not counted."""
    rows = 0
    async with store.read() as session:
        with file.open("w", encoding="utf-8-sig", newline="") as opened:
            sheet = csv.writer(opened)
            sheet.writerow(reports.COLUMNS)
            async for row in reports.rows_of(session, which):
                sheet.writerow([guarded(cell) for cell in row])
                rows += 1
    return rows - 2
