# Flows that are open, held against plain dictionaries while they come, grow and go.
import random

import numpy as np

from monitor.open_flows import Flows, OpenFlows

NAMES = list(Flows.__dataclass_fields__)
WORDS = 5


def flows(rows: list[dict]) -> Flows:
    return Flows(
        *(
            np.array([row[name] for row in rows], np.uint64 if place < WORDS else np.int64)
            for place, name in enumerate(NAMES)
        )
    )


def rows(found: Flows | None) -> list[dict]:
    if found is None:
        return []
    columns = [getattr(found, name).tolist() for name in NAMES]
    return sorted(
        (dict(zip(NAMES, row, strict=True)) for row in zip(*columns, strict=True)),
        key=lambda row: row["key"],
    )


def news(chance: random.Random, key: int, known: dict | None) -> dict:
    made = {name: chance.randrange(100) for name in NAMES} | {"key": key}
    ends = ("source_high", "source_low", "destination_high", "destination_low", "source_port")
    if known is not None:
        made |= {name: known[name] for name in (*ends, "destination_port", "protocol")}
        if chance.random() < 0.5:
            for one, other in (("source_high", "destination_high"), ("source_low", "destination_low"),
                               ("source_port", "destination_port")):  # fmt: skip
                made[one], made[other] = made[other], made[one]
    return made


def added(known: dict, more: dict) -> dict:
    whole = dict(known)
    ends = ("source_high", "source_low", "source_port")
    turned = any(known[name] != more[name] for name in ends)
    for name in ("packets", "bytes", "internet", "payload", "squares", "flags"):
        for way, other in (("forth", "back"), ("back", "forth")):
            value = more[f"{name}_{other if turned else way}"]
            mine = known[f"{name}_{way}"]
            whole[f"{name}_{way}"] = mine | value if name == "flags" else mine + value
    for way, other in (("forth", "back"), ("back", "forth")):
        base, top = (more[f"{name}_{other if turned else way}"] for name in ("base", "top"))
        whole[f"top_{way}"] = max(known[f"top_{way}"], base - known[f"base_{way}"] + top)
    whole["first"] = min(known["first"], more["first"])
    whole["last"] = max(known["last"], more["last"])
    return whole


def test_they_are_what_dictionaries_would_be() -> None:
    chance, table, plain = random.Random(3), OpenFlows(), dict[int, dict]()
    for _ in range(60):
        keys = chance.sample(range(3_000), chance.choice([0, 1, 80, 400]))
        batch = [news(chance, key, plain.get(key)) for key in keys]
        made = flows(batch)
        place = table.places(made)
        assert [at >= 0 for at in place.tolist()] == [key in plain for key in keys]
        table.add_to(place[place >= 0], made.take(place >= 0))
        table.append(made.take(place < 0))
        for row in batch:
            known = plain.get(row["key"])
            plain[row["key"]] = row if known is None else added(known, row)
        assert rows(table.flows()) == [plain[key] for key in sorted(plain)]
        gone = np.array([chance.random() < 0.3 for _ in range(len(table))], np.bool_)
        taken = rows(table.taken(gone))
        assert taken == [plain.pop(row["key"]) for row in taken]
        assert len(taken) == int(gone.sum())
    assert len(table) == len(plain) > 50


def test_other_flows_take_their_places() -> None:
    table = OpenFlows()
    row = dict.fromkeys(NAMES, 1)
    table.append(flows([row, row | {"key": 2}]))
    table.replace(np.array([0]), flows([row | {"last": 9}]))
    assert [each["last"] for each in rows(table.flows())] == [9, 1]
