"""Everything comes from one seed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from openwres.synthetic import make_nation


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def made(folder: Path, seed: int) -> dict[str, str]:
    make_nation(folder, organisations=4, years=range(2025, 2027), seed=seed, scale=0.05)
    return digests(folder)


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first = made(tmp_path / "one", 7)
    assert len(first) == 2 * 7 + 2 + 2 + 2 + 5, "records, counts, returns, truth and register"
    assert made(tmp_path / "other", 7) == first


def test_another_seed_gives_another_nation(tmp_path: Path) -> None:
    one, other = made(tmp_path / "one", 7), made(tmp_path / "other", 8)
    same = {name for name in one if one[name] == other[name]}
    assert same <= {"register/register.json", "register/successors.csv", "register/areas.csv"}
