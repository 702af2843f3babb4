# The shape of a database for a copy of it: tables, columns, keys and what refers to what, in
# one form for every product. Parents stand before their children; where tables refer to one
# another in a ring, references are made when all rows are there.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["ColumnShape", "Link", "TableShape", "parents_first"]


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """A column: `type` as the product writes it; `numeric` keys compare as numbers. `default` is
    declared with the table, where it cannot be set afterwards.
    """

    name: str
    type: str
    nullable: bool = True
    numeric: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key: columns that refer to those of a parent, in the same order.

    `parent` is its name, `parent_parts` as the product addresses it.
    """

    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]
    parent_parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table: `name` as the catalogue has it, `parts` as the product addresses it.

    `key` is the primary key, `uniques` are other sets of columns that tell rows apart.
    """

    name: str
    parts: tuple[str, ...]
    columns: tuple[ColumnShape, ...]
    key: tuple[str, ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    links: tuple[Link, ...] = ()


def parents_first(shapes: Sequence[TableShape]) -> list[TableShape]:
    """The tables so that each comes after those it refers to, as far as there is no ring.

    >>> child = TableShape("a", ("a",), (), links=(Link(("x",), "b", ("id",)),))
    >>> [shape.name for shape in parents_first([child, TableShape("b", ("b",), ())])]
    ['b', 'a']
    """
    waiting = {shape.name: shape for shape in sorted(shapes, key=lambda shape: shape.name)}
    placed: list[TableShape] = []
    while waiting:
        ready = [
            shape
            for shape in waiting.values()
            if not any(link.parent in waiting and link.parent != shape.name for link in shape.links)
        ]
        # In a ring no one is first: the first by name begins.
        chosen = ready or [next(iter(waiting.values()))]
        placed += [waiting.pop(shape.name) for shape in chosen]
    return placed
