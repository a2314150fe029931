"""Files opened by a real office program and saved in another format."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def converted(content: bytes, ending: str, target: str, folder: Path) -> bytes:
    """A file of that ending as LibreOffice saves it in the format of another."""
    source = folder / f"source.{ending}"
    source.write_bytes(content)
    out = folder / "out"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            out,
            source,
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    shutil.rmtree(folder / "profile", ignore_errors=True)
    (made,) = out.iterdir()
    return made.read_bytes()
