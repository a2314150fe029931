"""Files out: a folder appears whole or not at all, and tables are written alike in three formats."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openwres.contracts.exceptions import OutputError
from openwres.files.scratch import scratch_folder

if TYPE_CHECKING:
    import polars as pl

FORMAT = 1
_LEFT_BY_DESKTOPS = {".DS_Store", "Thumbs.db", "desktop.ini"}


@contextmanager
def whole_folder(folder: Path, known: Iterable[str]) -> Iterator[Path]:
    """A fresh folder to write into, put in the place of `folder` when all went well.

    An earlier folder is replaced only where it holds nothing but the `known` names; else OutputError.
    """
    try:
        folder = folder.resolve()
        _refuse_strangers(folder, set(known))
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}-", dir=folder.parent))
    except (OSError, RuntimeError) as error:
        raise _cannot_write(folder, error) from None
    try:
        yield fresh
        _put_in_place(fresh, folder, folder.with_name(f".{folder.name}-old-{fresh.name[-8:]}"))
    except OSError as error:
        raise _cannot_write(folder, error) from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _cannot_write(folder: Path, error: Exception) -> OutputError:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return OutputError(f"{folder} cannot be written: {why}. Nothing was. Name another folder with --out.")


def _refuse_strangers(folder: Path, known: set[str]) -> None:
    if folder.is_file():
        raise OutputError(f"{folder} is a file. Name a folder with --out.")
    strangers = (
        sorted(path.name for path in folder.iterdir() if path.name not in known | _LEFT_BY_DESKTOPS)
        if folder.is_dir()
        else []
    )
    if strangers:
        named = ", ".join(strangers[:3])
        raise OutputError(
            f"{folder} holds other files ({named}), and the whole folder would be replaced. Name a new or an empty folder with --out."
        )


def replace_folder(fresh: Path, folder: Path, known: Iterable[str]) -> None:
    """Put a folder that is whole in the place of `folder`, which may hold nothing but the `known` names; else OutputError.

    An earlier folder goes where the fresh one was made.
    """
    try:
        _refuse_strangers(folder, set(known))
        _put_in_place(fresh, folder, fresh.with_name(f"{fresh.name}.old"))
    except OSError as error:
        raise _cannot_write(folder, error) from None


def _put_in_place(fresh: Path, folder: Path, old: Path) -> None:
    fresh.chmod(0o755)
    if not folder.exists():
        fresh.rename(folder)
        return
    folder.rename(old)
    try:
        fresh.rename(folder)
    except BaseException:  # an interrupt, too, leaves the earlier results where they were
        if not folder.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A fresh folder to write into, which becomes `folder` when all went well. One that is there is never replaced."""
    try:
        folder = folder.resolve()
        folder.parent.mkdir(parents=True, exist_ok=True)
        with scratch_folder(folder.parent) as scratch:
            fresh = scratch / folder.name
            fresh.mkdir()
            yield fresh
            if folder.exists():
                raise OutputError(f"{folder} is there already, and it is never replaced. Nothing was written.")
            _flush(fresh)
            fresh.rename(folder)
    except OSError as error:
        raise _cannot_write(folder, error) from None


def _flush(folder: Path) -> None:
    """See to it that every file is on the disk, so that the folder is whole also after a power cut."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def replace_text(path: Path, text: str) -> Path | None:
    """Write a text file as `replace_and_keep` does."""
    return replace_and_keep(path, text.encode("utf-8"))


def replace_and_keep(path: Path, content: bytes) -> Path | None:
    """Write a file whole or not at all; an earlier one stays beside it as `NAME.before.SUFFIX`, which is returned."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.stem}-", delete=False) as file:
            file.write(content)
        before = path.with_name(f"{path.stem}.before{path.suffix}") if path.exists() else None
        if before:
            path.replace(before)
        Path(file.name).replace(path)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}. Check the place, its rights and the space on it."
        ) from None
    return before


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, in the place of an earlier one; nothing is left beside it, also of a killed run."""
    try:
        with scratch_folder(path.parent.resolve()) as scratch:
            fresh = scratch / path.name
            fresh.write_bytes(content)
            fresh.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}. Check the place, its rights and the space on it."
        ) from None


def write_json(path: Path, value: dict[str, Any]) -> None:
    """A JSON document with its format number, keys in the order given."""
    path.write_text(
        json.dumps({"format": FORMAT, **value}, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8"
    )


def write_table(table: pl.DataFrame, folder: Path, name: str) -> None:
    """The table as NAME.csv, NAME.parquet and NAME.json; floats to 12 significant digits."""
    import polars as pl

    floats = [column for column, kind in table.schema.items() if kind == pl.Float64]
    rounded = table.with_columns(pl.col(floats).round_sig_figs(12)) if floats else table
    try:
        rounded.write_csv(folder / f"{name}.csv")
        rounded.write_parquet(folder / f"{name}.parquet", metadata={"format": str(FORMAT)})
    except pl.exceptions.PolarsError as error:
        raise OSError(str(error).splitlines()[0]) from None
    rows = rounded.write_json()
    (folder / f"{name}.json").write_text(f'{{"format":{FORMAT},"{name}":{rows}}}\n', encoding="utf-8")
