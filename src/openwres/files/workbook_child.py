"""The child process that reads a workbook: `python workbook_child.py WORKBOOK FOLDER`.

Run as a script with nothing of the package loaded; prints the sheets as JSON.
"""

from __future__ import annotations

import csv
import datetime
import json
import sys
from pathlib import Path

ADDRESS_SPACE = 4 << 30
CPU_SECONDS = 240


def limit() -> None:
    """Bound memory and processor time where the system can."""
    try:
        import resource
    except ImportError:  # Windows has only the parent's clock
        return
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def text(value: object) -> str:
    """A cell as text: whole numbers without a point, dates in ISO form, true and false in words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def main(workbook: str, folder: str) -> None:
    """Write each visible sheet that holds anything as CSV and print their names and files."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(workbook)
    found = []
    visible = [m.name for m in book.sheets_metadata if m.visible == python_calamine.SheetVisibleEnum.Visible]
    for number, name in enumerate(visible):
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        skipped = next((n for n, row in enumerate(rows) if any(str(cell).strip() for cell in row)), len(rows))
        if skipped == len(rows):
            continue
        file = f"{number}.csv"
        with (Path(folder) / file).open("w", encoding="utf-8", newline="") as target:
            csv.writer(target, lineterminator="\n").writerows([text(cell) for cell in row] for row in rows[skipped:])
        found.append({"name": name, "file": file, "skipped": skipped})
    print(json.dumps(found))


if __name__ == "__main__":
    limit()
    main(*sys.argv[1:])
