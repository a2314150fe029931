"""The one private folder for temporary files of a run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that only this user can read; it and all in it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="openwres-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
