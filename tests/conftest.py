"""Which tests run here, and what the closing lines say of those that do not."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# The same examples on every run and no deadline: a busy machine is no failure.
settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the tests marked slow as well")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("slow") and not item.config.getoption("--slow"):
        pytest.skip("slow; run with --slow")
    for mark in item.iter_markers("needs"):
        require(*mark.args)


def require(program: str) -> None:
    """Skips the test where the program is missing, unless this machine promises to have every program."""
    if shutil.which(program):
        return
    if os.environ.get("OPENWRES_REQUIRE_PROGRAMS") == "1":
        pytest.fail(f"needs the program {program}, which is not installed", pytrace=False)
    pytest.skip(f"needs the program {program}, which is not installed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.stats.get("skipped", [])
    reasons = Counter(reason(report) for report in reports)
    if not reasons:
        return
    terminalreporter.section("left out")
    for why, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} {'test' if count == 1 else 'tests'}: {why}")


def reason(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return str(report.longrepr)


@pytest.fixture(scope="session")
def project_root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real published data, kept beside the project because it is too large to be part of it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the folder ../shared/data")
    return folder
