# Tables known by their values: copies, parts and overlaps found whatever columns are called;
# running numbers, dates, codes and small tables are no resemblance.
import random

import numpy as np
import pytest

from classify import (
    Holding,
    holding_of,
    imprint_of,
    resemblances,
    resemble,
    resembling,
)
from classify.siphash import siphash
from classify.sketch import packed
from schema import FieldFinding, Imprint, Level

KEY = bytes(range(16))
IDENTIFYING = {"cn.id18"}


def imprint(name: str, values) -> Imprint:
    words = np.array([hash_of(each) for each in dict.fromkeys(values)], dtype=np.uint64)
    return imprint_of(name, packed(siphash(words, b"spread them over").tolist()), KEY)


def hash_of(value: object) -> int:
    return int.from_bytes(str(value).encode()[-8:].rjust(8, b"\0"), "big")


def table(name: str, columns: dict[str, tuple[str | None, str, list[str]]]) -> Holding:
    """A table of columns: label, shape of an example, values."""
    fields = [
        FieldFinding(column, "text", label, Level.GENERAL_2, 1.0, 1.0, len(values), (), example=shape)
        for column, (label, shape, values) in columns.items()
    ]  # fmt: skip
    imprints = [imprint(column, values) for column, (_, _, values) in columns.items()]
    return holding_of(name, imprints, fields, IDENTIFYING)


def people(
    name: str, first: int, last: int, *, names=("id", "phone", "day", "row"), drop=()
) -> Holding:
    numbers = range(first, last)
    columns = {
        names[0]: ("cn.id18", "#" * 18, [f"6101{number:08}" for number in numbers]),
        names[1]: (None, "#" * 11, [f"138{number:07}" for number in numbers]),
        names[2]: (None, "####-##-##", [f"{1950 + number % 60}-{number % 12}" for number in numbers]),
        names[3]: (None, "#####", [str(number - first) for number in numbers]),
    }  # fmt: skip
    return table(name, {key: value for key, value in columns.items() if key not in drop})


REGISTER = people("register", 0, 4_000)


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (people("x", 0, 4_000), "copy"),
        (people("x", 0, 4_000, names=("f1", "f2", "f3", "f4")), "copy"),
        (people("x", 0, 2_000, names=("f1", "f2", "f3", "f4")), "whole"),
        (people("x", 0, 9_000), "part"),
        (people("x", 2_000, 6_000), "overlap"),
        (people("x", 0, 4_000, drop=("phone", "day", "row")), "whole"),
    ],
    ids=["itself", "renamed", "half the rows", "twice the rows", "some persons", "one column"],
)
def test_who_holds_the_same_is_found(other: Holding, kind: str) -> None:
    found = resemble(REGISTER, other)
    assert found is not None
    assert found.kind == kind
    assert found.pairs[0].field == "id"
    assert found.pairs[0].telling


@pytest.mark.parametrize(
    "other",
    [
        people("x", 10_000, 14_000),
        people("x", 3_900, 14_000),
        table("x", {"n": (None, "#####", [str(number) for number in range(4_000)])}),
        table("x", {"day": (None, "####-##-##", [f"{1950 + n % 60}-{n % 12}" for n in range(4_000)])}),
        table("x", {"id": ("cn.id18", "#" * 18, [f"6101{number:08}" for number in range(4)])}),
    ],
    ids=["strangers", "a few by accident", "running numbers", "dates", "too few to tell"],
)  # fmt: skip
def test_what_agrees_by_chance_or_hardly_is_no_resemblance(other: Holding) -> None:
    assert resemble(REGISTER, other) is None


def test_a_lower_least_share_finds_the_few() -> None:
    assert resemble(REGISTER, people("x", 3_900, 14_000), least=0.02) is not None


def test_resemblance_is_symmetric() -> None:
    turned = {"copy": "copy", "part": "whole", "whole": "part", "overlap": "overlap"}
    draw = random.Random(7)
    for _ in range(20):
        first, last = sorted(draw.sample(range(8_000), 2))
        other = people("x", first, last + 50)
        there, back = resemble(REGISTER, other), resemble(other, REGISTER)
        assert (there is None) == (back is None)
        if there is not None and back is not None:
            assert turned[there.kind] == back.kind
            assert [(each.field, each.other) for each in there.pairs] == [
                (each.other, each.field) for each in back.pairs
            ]
            assert [each.likeness for each in there.pairs] == [
                each.likeness.turned() for each in back.pairs
            ]


def test_a_table_of_figures_is_a_copy_only_where_everything_agrees() -> None:
    def figures(name: str, shift: int) -> Holding:
        return table(
            name,
            {
                each: (None, "####", [str(number * step + shift) for number in range(300)])
                for each, step in (("a", 3), ("b", 5), ("c", 7))
            },
        )

    found = resemble(figures("one", 0), figures("other", 0))
    assert found is not None
    assert found.kind == "copy"
    assert not any(pair.telling for pair in found.pairs)
    assert resemble(figures("one", 0), figures("other", 1)) is None


def test_columns_are_paired_once_each_and_the_likest_first() -> None:
    found = resemble(REGISTER, people("x", 0, 4_000, names=("a", "b", "c", "d")))
    assert found is not None
    assert {pair.field: pair.other for pair in found.pairs} == {
        "id": "a", "phone": "b", "day": "c", "row": "d",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "values", "tells"),
    [
        ("#" * 12, 500, True),
        ("aa########", 500, True),
        ("#####", 500, False),
        ("####-##-##", 500, False),
        ("####/#/##", 500, False),
        ("####年##月##日", 500, False),
        ("########", 500, False),
        ("#" * 12, 15, False),
        ("", 500, False),
    ],
)
def test_a_column_tells_where_few_of_many_possible_values_stand(
    shape: str, values: int, tells: bool
) -> None:
    held = table("x", {"c": (None, shape, [str(each) for each in range(values)])})
    assert held.telling == ({"c"} if tells else set())


def test_a_column_with_repetitions_tells_only_where_its_label_identifies() -> None:
    values = [f"6101{number % 100:08}" for number in range(400)]
    assert table("x", {"c": (None, "#" * 18, values)}).telling == set()
    assert table("x", {"c": ("cn.id18", "#" * 18, values)}).telling == {"c"}


CATALOGUE = [
    REGISTER,
    people("some", 2_000, 6_000),
    people("half", 0, 2_000),
    people("same", 0, 4_000),
    people("strangers", 50_000, 54_000),
]


def test_a_catalogue_is_searched_for_all_that_resemble_the_likest_first() -> None:
    assert [(name, alike.kind) for name, alike in resembling(REGISTER, CATALOGUE)] == [
        ("same", "copy"),
        ("half", "whole"),
        ("some", "overlap"),
    ]


def test_asked_of_all_at_once_each_has_the_answer_it_gets_alone() -> None:
    at_once = resemblances(CATALOGUE)
    alone = {each.dataset: resembling(each, CATALOGUE) for each in CATALOGUE}
    assert {name: found for name, found in alone.items() if found} == at_once
    assert "strangers" not in at_once


def test_tables_without_telling_columns_find_each_other() -> None:
    def figures(name: str) -> Holding:
        columns = {
            each: (None, "####", [str(number * step) for number in range(300)])
            for each, step in (("a", 3), ("b", 5), ("c", 7))
        }
        return table(name, columns)

    assert set(resemblances([figures("one"), figures("other"), REGISTER])) == {"one", "other"}


def test_an_empty_catalogue_resembles_nothing() -> None:
    nothing = Holding("empty", (), frozenset())
    assert resembling(REGISTER, []) == resembling(REGISTER, [nothing]) == []
    assert resembling(nothing, [REGISTER]) == []
    assert resemblances([]) == resemblances([nothing, REGISTER]) == {}
