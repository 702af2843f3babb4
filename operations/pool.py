# Tasks in processes of their own (pebble), so that a reader that crashes takes down its task
# and no more; the worker is replaced and the task tried once again, after all others and
# alone, so that none is blamed for its neighbour's crash. Tasks of one lane run one after
# another: a source with a rate limit is a lane.
from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

__all__ = ["Crashed", "Failed", "Task", "TaskPool"]

R = TypeVar("R")

_TRIES = 2


@dataclass(frozen=True, slots=True)
class Task(Generic[R]):
    """A picklable call; `lane` "" runs beside everything, tasks of another lane in turn."""

    key: str
    call: Callable[..., R]
    arguments: tuple[object, ...]
    lane: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Crashed:
    """The worker died under this task each time it was tried."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The task raised; `kind` is the exception's type, `place` its file and line.

    The message is left out: a library's may hold a value from the data.
    """

    kind: str
    place: str


class TaskPool(Generic[R]):
    """Runs tasks in `workers` processes; more may be submitted while results come in.

    `initialise` with its arguments is called once in each worker before its first task.
    Use as a context manager; leaving it early stops the workers.
    """

    def __init__(
        self, workers: int, initialise: Callable[..., None], arguments: tuple[object, ...]
    ) -> None:
        self._workers = workers
        self._waiting: deque[Task[R]] = deque()
        # Tasks whose worker died. Which task killed it is certain only where one runs alone.
        self._suspects: deque[Task[R]] = deque()
        self._alone = False
        self._running: dict[Future[R], Task[R]] = {}
        self._pool = ProcessPool(
            max_workers=workers,
            # Arrow's threads do not survive a fork.
            context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=[initialise, arguments],
        )

    def __enter__(self) -> TaskPool[R]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._running:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it bare
        else:
            self._pool.close()  # type: ignore[no-untyped-call]  # as above
        self._pool.join()

    def submit(self, task: Task[R]) -> None:
        """The task in line; it starts when a worker and its lane are free."""
        self._waiting.append(task)

    def completed(
        self, tick_s: float = 0.5
    ) -> Iterator[tuple[Task[R], R | Crashed | Failed] | None]:
        """Each task with its outcome, in order of completion; None at least every `tick_s`."""
        while self._waiting or self._suspects or self._running:
            self._start()
            done, _ = wait(self._running, timeout=tick_s, return_when=FIRST_COMPLETED)
            if not done:
                yield None
            for future in done:
                task = self._running.pop(future)
                error = future.exception()
                if isinstance(error, ProcessExpired):
                    if task.tries + 1 < _TRIES:
                        self._suspects.append(replace(task, tries=task.tries + 1))
                    else:
                        yield task, Crashed()
                elif error is not None:
                    yield task, Failed(type(error).__name__, _place(error))
                else:
                    yield task, future.result()

    def _start(self) -> None:
        if self._running and self._alone:
            return
        self._alone = bool(self._suspects) and not self._running and not self._waiting
        if self._alone:
            self._run(self._suspects.popleft())
            return
        busy = {task.lane for task in self._running.values() if task.lane}
        passed: deque[Task[R]] = deque()
        while self._waiting and len(self._running) < self._workers:
            task = self._waiting.popleft()
            if task.lane in busy:
                passed.append(task)
                continue
            if task.lane:
                busy.add(task.lane)
            self._run(task)
        self._waiting.extendleft(reversed(passed))

    def _run(self, task: Task[R]) -> None:
        with _uninterrupted():
            future: Future[R] = self._pool.schedule(task.call, args=list(task.arguments))
        self._running[future] = task


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Holds Ctrl-C back from the threads and processes that are begun inside, for good.

    The terminal sends it to workers too, and they would each tell where it met them; it is
    for the process that the person started, which stops the others.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _place(error: BaseException) -> str:
    """File and line of the innermost frame of a worker's traceback, which comes as text."""
    frames = [
        line.strip().split(", ")
        for line in str(error.__cause__ or "").splitlines()
        if line.strip().startswith('File "')
    ]
    if not frames:
        return "an unknown place"
    file, line = frames[-1][:2]
    return f"{Path(file[6:-1]).name}:{line.removeprefix('line ')}"


def _begin(function: Callable[..., None], arguments: tuple[object, ...]) -> None:
    """Ends the worker when its parent is gone, however it went, then sets it up."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.join,), daemon=True).start()
    function(*arguments)


def _end_after(parent_ended: Callable[[], None]) -> None:
    parent_ended()
    os._exit(1)
