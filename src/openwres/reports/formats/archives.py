"""Files that are archives (Word, workbooks), made so that the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile

_DAY = (1980, 1, 1, 0, 0, 0)


def settled(content: bytes) -> bytes:
    """The same archive with one date for all its members; those that were not compressed stay so."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            entry = zipfile.ZipInfo(member.filename, _DAY)
            entry.compress_type = member.compress_type
            new.writestr(entry, old.read(member))
    return out.getvalue()
