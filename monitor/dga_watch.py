# Clients that ask for names which an algorithm made: of the registered names that a client asked for in
# an hour and that are not there, how many look made, against how many of anybody's would. One odd
# name is nothing; many together are a machine that looks for its master.
from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policies import Expected
from schema import Alert

from .column import as_places, column, same_as, taken
from .describe import described
from .domain_word import NameTables, domain_features, shipped_tables, word_of
from .expectation import expected_by, unexpected
from .history_window import HOUR_US
from .linear_model import LinearModel, shipped_linear
from .modelled import Finding, alert_of_model

__all__ = ["DGA_RULE", "DgaModel", "DgaWatch", "oddity", "shipped_dga"]

DGA_RULE: Final = "model.dga"
_TECHNIQUES: Final = ("T1568.002", "T1071.004")
_LEAST: Final = 5
_MOST_NAMES: Final = 1_000
_MOST_EVIDENCE: Final = 6
_SHORTEST: Final = 5
_OPEN_HOURS: Final = 3
_MANY: Final = 50_000
_LOCAL: Final = ("arpa", "local", "localhost", "lan", "internal", "home", "corp", "test", "invalid")


@dataclass(frozen=True, slots=True)
class DgaModel:
    """What tells made names from chosen ones: a share `usual` of the chosen ones looks made too.

    An hour whose oddity is above `threshold` is worth an alert.
    """

    words: LinearModel
    tables: NameTables
    usual: float
    threshold: float

    def scores(self, words: list[str]) -> list[float]:
        """How made each word looks; above the threshold of the words' model few chosen ones do."""
        found: list[float] = self.words.scores(domain_features(words, self.tables)).tolist()
        return found


class _Bounds(msgspec.Struct, frozen=True):
    usual: float
    threshold: float


def shipped_dga() -> DgaModel:
    """The model in the package."""
    from importlib import resources  # noqa: PLC0415  only where it is read

    path = resources.files(__package__) / "models" / "dga-hours.json"
    bounds = msgspec.json.decode(path.read_bytes(), type=_Bounds)
    return DgaModel(shipped_linear("dga"), shipped_tables(), bounds.usual, bounds.threshold)


def oddity(look_made: int, names: int, usual: float) -> float:
    """How far so many that look made are from what chance would make of so many names.

    >>> oddity(0, 40, 0.05) < 0 < 5 < oddity(20, 40, 0.05)
    True
    """
    return (look_made - names * usual) / math.sqrt(names * usual * (1 - usual) + 1)


@dataclass(slots=True)
class _Hour:
    names: set[str] = field(default_factory=set)
    evidence: dict[str, str] = field(default_factory=dict)


class DgaWatch:
    """Takes batches of enriched events; says which clients ask for made names."""

    def __init__(self, model: DgaModel, expected: Sequence[Expected] = ()) -> None:
        self._model = model
        self._expected = expected_by(DGA_RULE, expected)
        self._hours: dict[tuple[str, int], _Hour] = {}
        self._known: dict[str, float] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        """Notes the names of a batch that are not there."""
        wanted = as_places(same_as(batch.column("event.action"), "dns"))
        wanted &= ~as_places(same_as(batch.column("dns.response_code"), "NOERROR"))
        wanted &= as_places(pc.is_valid(batch.column("dns.question.registered_domain")))
        places = np.flatnonzero(unexpected(batch, wanted, self._expected))
        if not len(places):
            return
        part = taken(batch, places)
        hours = part.column("@timestamp").cast(pa.int64()).to_numpy() // HOUR_US
        table = pa.table(
            {
                "client": part.column("source.ip"),
                "domain": part.column("dns.question.registered_domain"),
                "hour": column(hours),
                "row": column(np.arange(part.num_rows)),
            }
        )
        grouped = table.group_by(["client", "domain", "hour"]).aggregate([("row", "min")])
        fresh = []
        for group in grouped.to_pylist():
            domain = group["domain"]
            if domain.count(".") == 0 or domain.rpartition(".")[2] in _LOCAL:
                continue
            hour = self._hours.setdefault((group["client"] or "", group["hour"]), _Hour())
            if domain not in hour.names and len(hour.names) < _MOST_NAMES:
                hour.names.add(domain)
                if len(hour.names) <= _MOST_EVIDENCE:
                    fresh.append((hour, domain, group["row_min"]))
        if fresh:
            told = described(taken(part, np.array([row for _, _, row in fresh])))
            for (own, domain, _), (_, identifier, line) in zip(fresh, told, strict=True):
                own.evidence[domain] = f"{identifier} {line}"
        self._let_go()

    def alerts(self, since: int, *, unit: str, time: str) -> list[Alert]:
        """An alert for each client and hour with too many of them."""
        found = []
        for (client, hour), own in sorted(self._hours.items()):
            if (hour + 1) * HOUR_US <= since or len(own.names) < _LEAST:
                continue
            scores = self._scored(own.names)
            made = sorted(
                (name for name, score in scores.items() if score > self._model.words.threshold),
                key=lambda name: (-scores[name], name),
            )
            odd = oddity(len(made), len(scores), self._model.usual)
            if len(made) < _LEAST or odd <= self._model.threshold:
                continue
            finding = Finding(
                rule=DGA_RULE,
                title="Names are asked for that an algorithm seems to have made",
                risk_type="abnormal_flow",
                technique=_TECHNIQUES,
                confidence=0.6,
                entities={"source": client},
                evidence=tuple(own.evidence[each] for each in made if each in own.evidence)
                or tuple(own.evidence.values()),
                because=(
                    f"look_made={len(made)}", f"not_there={len(scores)}", f"oddity={odd:.1f}",
                    *self._drivers(made[0]), f"model={self._model.words.version}",
                ),
                key=(client, str(hour)),
                first=hour * HOUR_US,
                last=(hour + 1) * HOUR_US - 1,
            )  # fmt: skip
            found.append(alert_of_model(finding, unit=unit, time=time))
        return found

    def _scored(self, names: set[str]) -> dict[str, float]:
        """The score of each name long enough to tell by; those asked for before are remembered."""
        words = {name: word_of(name) for name in names}
        words = {name: word for name, word in words.items() if len(word) >= _SHORTEST}
        fresh = sorted({word for word in words.values() if word not in self._known})
        if fresh:
            self._known |= dict(zip(fresh, self._model.scores(fresh), strict=True))
        return {name: self._known[word] for name, word in words.items()}

    def _drivers(self, name: str) -> tuple[str, ...]:
        row = domain_features([word_of(name)], self._model.tables)[0]
        return self._model.words.drivers(row)

    def _let_go(self) -> None:
        """Hours long past in which there was hardly anything are forgotten when there are many."""
        if len(self._hours) > _MANY:
            newest = max(hour for _, hour in self._hours)
            self._hours = {
                key: own
                for key, own in self._hours.items()
                if key[1] >= newest - _OPEN_HOURS or len(own.names) >= _LEAST
            }
        if len(self._known) > _MANY:
            self._known.clear()
