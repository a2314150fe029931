"""The zip file around a workbook: its directory is checked, and its entries are unpacked, within limits.

What the entries mean is not known here.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from openwres.files.delimited import UnreadableFileError
from openwres.files.sniffing import plain_name

MOST_ENTRIES = 5_000
MOST_BYTES_OF_ONE = 1 << 30
MOST_BYTES = 2 << 30
FREE_BYTES = 50 << 20  # up to here an entry may be packed as tightly as it likes
MOST_TIMES_LARGER = 200
_CHUNK = 1 << 18
_SAVE = "Save the sheet as CSV."


def check_directory(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Raises UnreadableFileError where what the entries claim is not within limits and sound."""
    if len(entries) > MOST_ENTRIES:
        raise _too_many()
    names = [plain_name(entry) for entry in entries]
    if len(set(names)) < len(names) or any(map(_is_strange, names)):
        raise _made_by_hand("names in it stand twice or lead out of it")
    for entry in entries:
        _check_entry(entry)
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _too_large()
    _refuse_overlaps(entries)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 1:
        raise UnreadableFileError("The workbook is protected by a password.", "Save it without a password.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _made_by_hand("it is packed in a way that spreadsheet programs do not use")
    if entry.file_size > MOST_BYTES_OF_ONE:
        raise _too_large()
    if entry.file_size > max(FREE_BYTES, MOST_TIMES_LARGER * entry.compress_size):
        raise _made_by_hand(f"a part of it unpacks to more than {MOST_TIMES_LARGER} times its size")


def _is_strange(name: str) -> bool:
    return ".." in name.split("/") or name.startswith("/") or ":" in name or min(name, default=" ") < " "


def _refuse_overlaps(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Bombs of small size let many entries share the same bytes."""
    in_order = sorted(entries, key=lambda entry: entry.header_offset)
    if in_order and in_order[0].header_offset:  # another reader could find another directory there
        raise _made_by_hand("something stands before it")
    end = 0
    for entry in in_order:
        if entry.header_offset < end:
            raise _made_by_hand("parts of it lie over one another")
        end = entry.header_offset + 30 + entry.compress_size


def unpacked(path: Path, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of an entry in pieces. Raises UnreadableFileError where it is not what the directory says."""
    with path.open("rb") as file:
        yield from unpacked_from(file, entry)


def unpacked_from(file: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The same from the open file."""
    file.seek(entry.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise damaged()
    file.seek(sum(struct.unpack("<HH", header[26:30])), 1)
    packed = _read(file, entry.compress_size)
    pieces = packed if entry.compress_type == zipfile.ZIP_STORED else _inflated(packed)
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > entry.file_size:
            raise _made_by_hand("a part of it is larger than it claims")
        yield piece


def _read(file: IO[bytes], size: int) -> Iterator[bytes]:
    while size:
        piece = file.read(min(size, _CHUNK))
        if not piece:
            raise damaged()
        size -= len(piece)
        yield piece


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in packed:
            while piece and not inflater.eof:
                yield inflater.decompress(piece, _CHUNK)
                piece = inflater.unconsumed_tail
        yield inflater.flush()
    except zlib.error:
        raise damaged() from None


def damaged() -> UnreadableFileError:
    return UnreadableFileError("The workbook is damaged or was cut off.", "Copy or export it again.")


def _made_by_hand(why: str) -> UnreadableFileError:
    return UnreadableFileError(f"The workbook is not as a spreadsheet program writes it: {why}.", _SAVE)


def _too_large() -> UnreadableFileError:
    return UnreadableFileError(f"The workbook unpacks to more than {MOST_BYTES_OF_ONE >> 30} GB.", _SAVE)


def _too_many() -> UnreadableFileError:
    return UnreadableFileError(f"The workbook consists of more than {MOST_ENTRIES:,} parts.", _SAVE)
