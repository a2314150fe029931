"""A copy of the shipped definitions to alter, and what the program says of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import openwres.standards
from openwres.contracts.exceptions import DefinitionError
from openwres.contracts.problems import Problem
from openwres.figures.examples import run_examples
from openwres.standards import load_standard

SHIPPED = Path(openwres.standards.__file__).parent


@dataclass(frozen=True)
class Definitions:
    """A folder of definition files that a test may spoil."""

    folder: Path

    @staticmethod
    def copy(into: Path, standard: str = "wres") -> Definitions:
        return Definitions(Path(shutil.copytree(SHIPPED / standard, into / "mine")))

    def change(self, file: str, old: str, new: str) -> Definitions:
        """Put other text in the place of the first occurrence; the old text must be there."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return self

    def write(self, file: str, content: str | bytes) -> Definitions:
        data = content if isinstance(content, bytes) else content.encode()
        (self.folder / file).write_bytes(data)
        return self

    def keep(self, *files: str) -> Definitions:
        """Leave out the other indicators, whose examples take time to run."""
        for path in self.folder.glob("*.yaml"):
            if path.name not in ("standard.yaml", *files):
                path.unlink()
        return self

    def line(self, file: str, text: str) -> int:
        """The number of the first line that holds a text."""
        lines = (self.folder / file).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)

    def problems(self) -> list[Problem]:
        """What loading the standard reports: nothing where it loads."""
        try:
            load_standard(str(self.folder))
        except DefinitionError as error:
            return list(error.problems)
        return []

    def failing_examples(self) -> list[Problem]:
        return run_examples(load_standard(str(self.folder)))


def only(problems: list[Problem], problem_id: str) -> Problem:
    """The one problem of that kind, complete with file, line and remedy."""
    found = [problem for problem in problems if problem.id == problem_id]
    assert len(found) == 1, [(problem.id, problem.place, problem.sentence) for problem in problems]
    assert found[0].file
    assert found[0].row
    assert found[0].remedy
    return found[0]
