"""Several processes that make reports, one report each at a time. A process that ends by itself costs the report it was at.

Nothing is written by them: whatever they make comes back, so that they can be ended at any moment.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from openwres.reports.many.making import Own, Report, Shared, make, settled

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

# Alike on every system: no process takes over the memory, the threads or the open files of the one before it.
_CONTEXT = get_context("spawn")


class _Worker:
    """A process, the line to it, and the organisation whose report it is making."""

    line: Connection
    process: SpawnProcess
    organisation = ""

    def start(self) -> None:
        """Start a process of its own."""
        self.line, far = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=_work, args=(far,), daemon=True)
        with _deaf():
            self.process.start()
        far.close()

    def end(self) -> None:
        """End it, whatever it is at."""
        self.line.close()
        self.process.kill()
        self.process.join()


@contextmanager
def _deaf() -> Iterator[None]:
    """An interrupt from the keyboard reaches every process of a terminal. One that is started in here never hears it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(line: Connection) -> None:
    """Make what is asked for until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # on Windows it is not inherited
    with suppress(EOFError, OSError):
        shared = settled(line.recv())
        while True:
            line.send(make(shared, line.recv()))


@contextmanager
def pool(number: int) -> Iterator[Pool]:
    """So many processes, which load what they need while the caller does something else; none is left afterwards."""
    workers: list[_Worker] = []
    try:
        for _ in range(number):
            worker = _Worker()
            worker.start()
            workers.append(worker)
        yield Pool(workers)
    finally:
        for worker in workers:
            worker.end()


class Pool:
    """The processes of a run."""

    def __init__(self, workers: list[_Worker]) -> None:
        self._workers = workers

    def reports(self, shared: Shared, tasks: Iterator[Own]) -> Iterator[Report]:
        """The report of each task, in the order in which they are ready."""
        for worker in self._workers:
            _send(worker, shared)
        busy = [worker for worker in self._workers if _next(worker, tasks)]
        while busy:
            for line in wait([worker.line for worker in busy]):
                worker = next(one for one in busy if one.line is line)
                report = self._received(worker, shared)
                if not _next(worker, tasks):
                    busy.remove(worker)
                yield report

    def _received(self, worker: _Worker, shared: Shared) -> Report:
        """What a process made; where it ended by itself, what is told of that, and another takes its place."""
        try:
            report: Report = worker.line.recv()
        except (EOFError, OSError):
            worker.end()
            said = f"The process that made this report ended by itself ({worker.process.exitcode}). Is there memory enough?"
            worker.start()
            _send(worker, shared)
            return Report(worker.organisation, problem=said)
        return report


def _send(worker: _Worker, what: Any) -> None:
    """A line that is cut is noticed when an answer is waited for."""
    with suppress(OSError):
        worker.line.send(what)


def _next(worker: _Worker, tasks: Iterator[Own]) -> bool:
    """Give a process its next task, where there is one."""
    task = next(tasks, None)
    if task is None:
        return False
    worker.organisation = task.organisation
    _send(worker, task)
    return True
