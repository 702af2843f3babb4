# A worker that dies takes its own task down and nothing else.
import os
import signal
from pathlib import Path

import pytest

from operations.pool import Crashed, Failed, Task, TaskPool


def nothing() -> None:
    pass


def double(number: int) -> int:
    return 2 * number


def die(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def fail(secret: str) -> int:
    raise KeyError(secret)


def mark_time(directory: str, name: str) -> int:
    """Fails when another task of its lane is inside at the same time."""
    inside = Path(directory) / "inside"
    descriptor = os.open(inside, os.O_CREAT | os.O_EXCL)
    os.close(descriptor)
    (Path(directory) / name).touch()
    inside.unlink()
    return 1


def run(tasks: list[Task[int]], workers: int = 2) -> dict[str, object]:
    with TaskPool[int](workers, nothing, ()) as pool:
        for task in tasks:
            pool.submit(task)
        return {one[0].key: one[1] for one in pool.completed() if one is not None}


def test_every_task_has_its_result() -> None:
    tasks = [Task(str(number), double, (number,)) for number in range(20)]
    assert run(tasks) == {str(number): 2 * number for number in range(20)}


def test_a_crash_is_told_and_the_others_finish() -> None:
    tasks = [Task(str(number), double, (number,)) for number in range(8)]
    tasks[2:2] = [Task("bad", die, (0,)), Task("worse", die, (1,))]
    outcome = run(tasks)
    assert isinstance(outcome.pop("bad"), Crashed)
    assert isinstance(outcome.pop("worse"), Crashed)
    assert outcome == {str(number): 2 * number for number in range(8)}


def test_a_failure_tells_kind_and_place_and_no_value() -> None:
    outcome = run([Task("it", fail, ("610000199001011234",))])["it"]
    assert isinstance(outcome, Failed)
    assert outcome.kind == "KeyError"
    assert outcome.place.startswith("test_pool.py:")
    assert "610000199001011234" not in repr(outcome)


def test_tasks_of_a_lane_never_run_together(tmp_path: Path) -> None:
    tasks = [Task(f"t{n}", mark_time, (str(tmp_path), f"t{n}"), "lane") for n in range(30)]
    outcome = run(tasks)
    assert set(outcome.values()) == {1}


def test_tasks_submitted_on_the_way_run_too() -> None:
    seen = []
    with TaskPool[int](2, nothing, ()) as pool:
        pool.submit(Task("1", double, (1,)))
        for one in pool.completed():
            if one is None:
                continue
            seen.append(one[1])
            assert isinstance(one[1], int)
            if one[1] < 100:
                pool.submit(Task(str(one[1]), double, (one[1],)))
    assert seen == [2, 4, 8, 16, 32, 64, 128]


@pytest.mark.parametrize("workers", [1, 3])
def test_many_crashes_are_each_told(workers: int) -> None:
    tasks = [Task(f"bad {n}", die, (n,)) for n in range(4)]
    tasks.append(Task("good", double, (21,)))
    outcome = run(tasks, workers)
    assert outcome.pop("good") == 42
    assert all(isinstance(one, Crashed) for one in outcome.values())
    assert len(outcome) == 4


def may_be_interrupted() -> bool:
    return signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_ctrl_c_is_for_the_process_that_was_started_and_not_for_its_workers() -> None:
    with TaskPool[bool](2, nothing, ()) as pool:
        for number in range(4):
            pool.submit(Task(str(number), may_be_interrupted, ()))
        outcome = [one[1] for one in pool.completed() if one is not None]
    assert outcome == [False] * 4
    assert may_be_interrupted(), "here it is as before"
