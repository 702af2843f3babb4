# Clients that ask for names which an algorithm made: the registered names that a client asked for in
# an hour, that are not there, and that nobody asked for before. One odd name is nothing; many
# together are a machine that looks for its master. A name asked for because of a mail (its MX, its
# texts) is its sender's affair: mail servers ask for whatever senders call themselves.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from policies import Expected
from schema import Alert

from .column import as_places, column, same_as, taken
from .describe import described
from .dga_hour import hour_features
from .domain_word import NameTables, domain_features, shipped_tables, word_of
from .expectation import expected_by, unexpected
from .history_window import HOUR_US
from .linear_model import LinearModel, shipped_linear
from .modelled import Finding, alert_of_model
from .tree_model import TreeModel, shipped_trees

__all__ = ["DGA_RULE", "DgaModel", "DgaWatch", "shipped_dga"]

DGA_RULE: Final = "model.dga"
_TECHNIQUES: Final = ("T1568.002", "T1071.004")
_LEAST: Final = 5
_MOST_NAMES: Final = 1_000
_MOST_EVIDENCE: Final = 6
_SHORTEST: Final = 5
_OPEN_HOURS: Final = 3
_MANY: Final = 50_000
_MOST_SEEN: Final = 500_000
_HOURS_PER_DAY: Final = 24
_US_PER_MINUTE: Final = 60_000_000
_MAIL: Final = ("MX", "TXT", "SPF")
_LOCAL: Final = ("arpa", "local", "localhost", "lan", "internal", "home", "corp", "test", "invalid")


@dataclass(frozen=True, slots=True)
class DgaModel:
    """What tells made names from chosen ones, and hours in which they are asked for from others.

    A share `usual` of chosen names looks made too.
    """

    words: LinearModel
    tables: NameTables
    usual: float
    hours: TreeModel

    def scores(self, words: list[str]) -> list[float]:
        """How made each word looks; above the threshold of the words' model few chosen ones do."""
        found: list[float] = self.words.scores(domain_features(words, self.tables)).tolist()
        return found


class _Usual(msgspec.Struct, frozen=True):
    usual: float


def shipped_dga() -> DgaModel:
    """The model in the package."""
    from importlib import resources  # noqa: PLC0415  only where it is read

    path = resources.files(__package__) / "models" / "dga-usual.json"
    usual = msgspec.json.decode(path.read_bytes(), type=_Usual).usual
    return DgaModel(shipped_linear("dga"), shipped_tables(), usual, shipped_trees("dga-hours"))


@dataclass(slots=True)
class _Hour:
    """Names that are not there with the minute they were first asked for in, names that are, and
    names asked for because of mails.
    """

    names: dict[str, int] = field(default_factory=dict)
    there: set[str] = field(default_factory=set)
    mail: set[str] = field(default_factory=set)
    evidence: dict[str, str] = field(default_factory=dict)


class DgaWatch:
    """Takes batches of enriched events; says which clients ask for made names."""

    def __init__(self, model: DgaModel, expected: Sequence[Expected] = ()) -> None:
        self._model = model
        self._expected = expected_by(DGA_RULE, expected)
        self._hours: dict[tuple[str, int], _Hour] = {}
        self._known: dict[str, float] = {}
        self._seen: dict[str, int] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        """Notes the names of a batch."""
        wanted = as_places(same_as(batch.column("event.action"), "dns"))
        wanted &= as_places(pc.is_valid(batch.column("dns.question.registered_domain")))
        places = np.flatnonzero(unexpected(batch, wanted, self._expected))
        if not len(places):
            return
        part = taken(batch, places)
        stamps = part.column("@timestamp").cast(pa.int64()).to_numpy()
        mail = pc.is_in(part.column("dns.question.type"), column(list(_MAIL)))
        table = pa.table(
            {
                "client": part.column("source.ip"),
                "domain": part.column("dns.question.registered_domain"),
                "hour": column(stamps // HOUR_US),
                "there": same_as(part.column("dns.response_code"), "NOERROR").fill_null(False),
                "mail": mail.fill_null(False),
                "stamp": column(stamps),
                "row": column(np.arange(part.num_rows)),
            }
        )
        by = ["client", "domain", "hour", "there", "mail"]
        grouped = table.group_by(by).aggregate([("row", "min"), ("stamp", "min")])
        fresh: list[tuple[_Hour, str, int]] = []
        for group in grouped.to_pylist():
            domain = group["domain"]
            if domain.count(".") == 0 or domain.rpartition(".")[2] in _LOCAL:
                continue
            hour = self._hours.setdefault((group["client"] or "", group["hour"]), _Hour())
            # A name that anybody asked for on a day before is no news.
            first = self._seen.setdefault(domain, group["hour"])
            if group["mail"]:
                hour.mail.add(domain)
            elif group["hour"] - first < _HOURS_PER_DAY:
                self._noted(hour, group, fresh)
        if fresh:
            told = described(taken(part, np.array([row for _, _, row in fresh])))
            for (own, domain, _), (_, identifier, line) in zip(fresh, told, strict=True):
                own.evidence[domain] = f"{identifier} {line}"
        self._let_go()

    def _noted(
        self, hour: _Hour, group: dict[str, Any], fresh: list[tuple[_Hour, str, int]]
    ) -> None:
        domain, minute = group["domain"], group["stamp_min"] // _US_PER_MINUTE
        if group["there"]:
            if len(hour.there) < _MOST_NAMES:
                hour.there.add(domain)
            return
        if domain in hour.names:
            hour.names[domain] = min(hour.names[domain], minute)
        elif len(hour.names) < _MOST_NAMES:
            hour.names[domain] = minute
            if len(hour.names) <= _MOST_EVIDENCE:
                fresh.append((hour, domain, group["row_min"]))

    def alerts(self, since: int, *, unit: str, time: str) -> list[Alert]:
        """An alert for each client and hour with too many of them."""
        keys, rows, told = [], [], []
        for (client, hour), own in sorted(self._hours.items()):
            names = {
                name: minute
                for name, minute in own.names.items()
                if name not in own.mail and name not in own.there
            }
            if (hour + 1) * HOUR_US <= since or len(names) < _LEAST:
                continue
            scores = self._scored(set(names))
            made = sum(score > self._model.words.threshold for score in scores.values())
            keys.append((client, hour))
            rows.append(hour_features(names, len(own.there), made, self._model.usual))
            told.append((sorted(names, key=lambda name: (-scores.get(name, -99.0), name)), made))
        if not rows:
            return []
        matrix = np.array(rows)
        odd = self._model.hours.scores(matrix)
        return [
            alert_of_model(self._finding(keys[at], *told[at], matrix[at]), unit=unit, time=time)
            for at in np.flatnonzero(odd > self._model.hours.threshold).tolist()
        ]

    def _finding(
        self, key: tuple[str, int], names: list[str], made: int, row: npt.NDArray[np.float64]
    ) -> Finding:
        (client, hour), own = key, self._hours[key]
        return Finding(
            rule=DGA_RULE,
            title="Names are asked for that an algorithm seems to have made",
            risk_type="abnormal_flow",
            technique=_TECHNIQUES,
            confidence=0.6,
            entities={"source": client},
            evidence=tuple(own.evidence[each] for each in names if each in own.evidence)
            or tuple(own.evidence.values()),
            because=(
                f"look_made={made}", f"not_there={len(names)}",
                *self._model.hours.drivers(row), *self._drivers(names[0]),
                f"model={self._model.hours.version}",
            ),
            key=(client, str(hour)),
            first=hour * HOUR_US,
            last=(hour + 1) * HOUR_US - 1,
        )  # fmt: skip

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
        for name in list(self._seen)[: max(0, len(self._seen) - _MOST_SEEN)]:
            del self._seen[name]
