"""Templates are compiled once: the same page with and without the compiled files, and without a place to write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from openwres.reports import pages


def _rendered() -> str:
    environment = pages.new_environment(writes=True)
    return environment.get_template("parts.html").module.mark("dot")  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for compiled templates."""
    monkeypatch.setattr(pages, "COMPILED", tmp_path / "compiled")
    return tmp_path / "compiled"


def test_a_compiled_template_gives_the_same_page(compiled: Path) -> None:
    first = _rendered()
    (file,) = compiled.iterdir()
    written = file.read_bytes()
    assert _rendered() == first
    assert "m-dot" in first
    assert file.read_bytes() == written


def test_a_compiled_template_is_what_is_run(compiled: Path) -> None:
    _rendered()
    (file,) = compiled.iterdir()
    file.write_bytes(file.read_bytes().replace(b"#m-", b"#q-"))
    assert "#q-dot" in _rendered()


@pytest.mark.parametrize("content", [b"", b"not a compiled template", b"j2" * 40])
def test_a_damaged_file_is_compiled_again(compiled: Path, content: bytes) -> None:
    first = _rendered()
    (file,) = compiled.iterdir()
    file.write_bytes(content)
    assert _rendered() == first
    assert file.read_bytes() != content


def test_a_place_that_cannot_be_written_does_no_harm(compiled: Path) -> None:
    compiled.write_text("a file where the folder should be", encoding="utf-8")
    assert "m-dot" in _rendered()


def test_all_templates_can_be_compiled_beforehand(compiled: Path) -> None:
    pages.compile_all()
    names = {path.name.rsplit(".", 1)[0] for path in compiled.iterdir()}
    assert names == {path.name for path in pages.TEMPLATES.glob("*.html")}
