# Cells on their way past recognisers: looks counted once, answers noted for the right cells.
import numpy as np

from classify.byte_class import DIGIT, LOWER, classes_of
from classify.cells import from_strings
from classify.group import Group
from classify.mask import Claims
from classify.task import Task


def task_of(texts, recognisers, places=None):
    cells = from_strings(texts)
    claims = Claims(len(recognisers.matchers), 9)
    at = None if places is None else np.array(places)
    group = Group(recognisers.matchers)
    return Task(cells, classes_of(cells), at, group, claims, wanted=-1), claims


def test_looks_are_lengths_and_classes(compiled):
    task, _ = task_of(["12", "ab", "34"], compiled(test__one=r"\d\d"))
    assert task.counts == {2 << 8 | DIGIT: 2, 2 << 8 | LOWER: 1}
    assert task.with_looks([2 << 8 | DIGIT]).tolist() == [0, 2]
    assert task.with_looks(list(task.counts)) is None


def test_answers_go_where_the_cells_stood(compiled):
    recognisers = compiled(test__one=r"\d\d", test__two=r"\d")
    task, claims = task_of(["12", "ab", "34"], recognisers, places=[8, 2, 5])
    one, two = recognisers.matchers
    task.record(one, task.cells, None, np.array([True, False, True]))
    task.record_certain([two], np.array([1]))
    assert [f"{each:02b}" for each in claims.matched[0].tolist()] == [
        "00", "00", "10", "00", "00", "01", "00", "00", "01",
    ]  # fmt: skip


def test_the_first_unit_tells_who_may_match(compiled):
    recognisers = compiled(test__one=r"[1-4]\d")
    task, _ = task_of(["12", "ab", "34", "78"], recognisers)
    assert task.share_begun(recognisers.matchers[0]) == 0.5
