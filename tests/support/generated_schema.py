# Databases nobody thought of: tables with keys of every kind that refer to one another and to
# themselves, drawn by lot, the same for the same seed.
from __future__ import annotations

import random
from dataclasses import dataclass, field

from copied_database import identities
from made_numbers import mobiles

__all__ = ["Generated", "generated"]

_KEYS = {"number": ("id",), "person": ("sfzh",), "both": ("sfzh", "no")}


@dataclass
class Generated:
    """Statements that make and fill the database, its tables by name, and its references: child,
    parent and how they join.
    """

    statements: list[str] = field(default_factory=list)
    tables: dict[str, tuple[str, ...]] = field(default_factory=dict)
    joins: list[tuple[str, str, str]] = field(default_factory=list)


def generated(seed: int, *, rows: int = 60, text: str = "varchar(40)") -> Generated:
    """A database of three to seven tables."""
    chance = random.Random(seed)
    found = Generated()
    held: dict[str, list[tuple]] = {}
    for place in range(chance.randrange(3, 8)):
        name = f"t{place}"
        key = _KEYS[chance.choice(["person", "both"]) if not place else chance.choice([*_KEYS])]
        types = {"id": "int not null", "no": "int not null", "sfzh": f"{text} not null"}
        parents = chance.sample([*found.tables], min(len(found.tables), chance.randrange(1, 3)))
        parents += [name] * (chance.random() < 0.4)
        found.tables[name] = key
        columns = [f"{column} {types[column]}" for column in key]
        columns += [f"xm {text}", f"sjhm {text}", f"note {text}"]
        referring, wanted = [], []
        for number, parent in enumerate(parents):
            own = [f"r{number}_{column}" for column in found.tables[parent]]
            theirs = found.tables[parent]
            columns += [
                f"{mine} {types[other].removesuffix(' not null')}"
                for mine, other in zip(own, theirs, strict=True)
            ]
            referring.append(
                f"foreign key ({', '.join(own)}) references {parent} ({', '.join(theirs)})"
            )
            wanted.append((parent, own))
            pairs = zip(own, theirs, strict=True)
            on = " and ".join(f"c.{mine} = p.{other}" for mine, other in pairs)
            found.joins.append((name, parent, on))
        lines = [*columns, f"primary key ({', '.join(key)})"]
        lines += ["unique (sjhm)"] * (chance.random() < 0.5)
        found.statements.append(f"create table {name} ({', '.join([*lines, *referring])})")
        held[name] = _keys(key, rows, chance)
        found.statements += _filled(name, held, wanted, chance)
    return found


def _keys(key: tuple[str, ...], rows: int, chance: random.Random) -> list[tuple]:
    people = identities(rows, chance)
    if key == ("id",):
        return [(number,) for number in chance.sample(range(1, 10 * rows), rows)]
    if key == ("sfzh",):
        return [(person,) for person in people]
    return [(chance.choice(people[: rows // 3]), number) for number in range(1, rows + 1)]


def _filled(
    name: str,
    held: dict[str, list[tuple]],
    wanted: list[tuple[str, list[str]]],
    chance: random.Random,
) -> list[str]:
    phones = mobiles(len(held[name]))
    made = []
    for place, key in enumerate(held[name]):
        cells = [
            *key,
            chance.choice(["张三", "欧阳锋", None]),
            phones[place],
            chance.choice(["", "复诊", None]),
        ]
        for parent, own in wanted:
            # To itself a row refers to one before it, so that any server takes it.
            choice = held[parent][:place] if parent == name else held[parent]
            nobody = not choice or chance.random() < 0.2
            cells += [None] * len(own) if nobody else chance.choice(choice)
        made.append(f"insert into {name} values ({', '.join(map(_literal, cells))})")
    return made


def _literal(cell: object) -> str:
    if cell is None:
        return "null"
    return str(cell) if isinstance(cell, int) else "'" + str(cell) + "'"
