"""The altered copy of the definitions that every test of this folder starts from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.standards.definitions import Definitions


@pytest.fixture
def definitions(tmp_path: Path) -> Definitions:
    return Definitions.copy(tmp_path)
