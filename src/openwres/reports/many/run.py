"""A run: which reports are to be made, each made and put into its folder, and an index of all of them in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from openwres.contracts.exceptions import OutputError
from openwres.reports.many.folder import Entry, Outbox, outbox
from openwres.reports.many.pool import pool

if TYPE_CHECKING:
    from openwres.reports.many.making import Own, Report, Shared


class Condition(StrEnum):
    """How it is with a report after a run."""

    MADE = "made"
    KEPT = "unchanged"
    FAILED = "not made"
    LEFT = "still to make"
    EARLIER = "of an earlier run"


@dataclass(frozen=True)
class Job:
    """A report that is asked for. `digest` tells what it is made from: the same digest gives the same report."""

    organisation: str
    name: str
    digest: str


@dataclass(frozen=True)
class Given:
    """What reports are made from: what they share, what is the own of each, and the problem of each that has one."""

    shared: Shared
    own: Callable[[str], Own]
    problems: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What became of a report: its condition, its files as paths in the folder of the run, its pages, its problem."""

    organisation: str
    name: str
    condition: Condition
    files: tuple[str, ...] = ()
    pages: int = 0
    problem: str = ""


Told = Callable[[int, int], None]
"""How many reports of how many are done."""


class Run:
    """One run into an open folder."""

    def __init__(self, box: Outbox, jobs: Sequence[Job], stem: Callable[[str], str]) -> None:
        self.box, self.stem = box, stem
        self.jobs = {job.organisation: job for job in jobs}
        self.found = {job.organisation: self._before(job) for job in jobs}
        others = {code: entry for code, entry in box.entries.items() if code not in self.jobs}
        self.others = [_outcome(entry, Condition.EARLIER) for entry in others.values()]

    @property
    def left(self) -> list[Job]:
        """The reports that are to be made."""
        return [self.jobs[code] for code, one in self.found.items() if one.condition is Condition.LEFT]

    def _before(self, job: Job) -> Outcome:
        if self.box.whole(job.organisation, job.digest):
            return _outcome(self.box.entries[job.organisation], Condition.KEPT)
        return Outcome(job.organisation, job.name, Condition.LEFT)

    def make(self, read: Callable[[], Given], workers: int, told: Told) -> None:
        """Make what is left. The processes load what they need while the input is read."""
        left = self.left
        told(0, len(left))
        with pool(min(workers, len(left))) as processes:
            given = read()
            wrong = [job for job in left if job.organisation in given.problems]
            for job in wrong:
                self._failed(job, given.problems[job.organisation])
            tasks = (given.own(job.organisation) for job in left if job not in wrong)
            for number, report in enumerate(processes.reports(given.shared, tasks), len(wrong) + 1):
                self._put(self.jobs[report.organisation], report)
                told(number, len(left))

    def _put(self, job: Job, report: Report) -> None:
        if report.problem:
            self._failed(job, report.problem)
            return
        try:
            self.box.put(report, job.name, job.digest, self.stem(job.organisation))
        except OutputError as error:
            self._failed(job, str(error))
            return
        self.found[job.organisation] = _outcome(self.box.entries[job.organisation], Condition.MADE)

    def _failed(self, job: Job, problem: str) -> None:
        self.found[job.organisation] = replace(
            self.found[job.organisation], condition=Condition.FAILED, problem=problem
        )


def _outcome(entry: Entry, condition: Condition) -> Outcome:
    return Outcome(entry.organisation, entry.name, condition, tuple(entry.files), entry.pages)


def run_many(
    home: Path,
    jobs: Sequence[Job],
    stem: Callable[[str], str],
    read: Callable[[], Given],
    index: Callable[[Sequence[Outcome]], Mapping[str, bytes]],
    workers: int,
    told: Told,
) -> tuple[list[Outcome], bool]:
    """What became of every report, those of earlier runs last, and whether the run came to its end.

    Reports that are there and as they should be are not made again; nothing is read where all of them are. An interrupt
    ends it: every report is whole or not there, and another run goes on from there.
    """
    with outbox(home) as box:
        run, ended = Run(box, jobs, stem), True
        try:
            if run.left:
                run.make(read, workers, told)
        except KeyboardInterrupt:
            ended = False
        found = [*run.found.values(), *run.others]
        for name, content in index(found).items():
            box.write(name, content)
        return found, ended
