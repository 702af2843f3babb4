# Sigma rules as predicates over columns of events. pySigma reads a rule and parses its condition;
# here its tree is put to a batch at once: each column's different values are looked at once and
# the answer handed to every row that has them. What all rules together look for in a column is
# looked for once, by one automaton: each rule then looks at those values alone that it let through.
# A rule whose fields no event of ours has does not run, and says why.
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from policies import Detection, Title

from .column import column, taken
from .sigma_fields import Source, source_of
from .sigma_values import Unfit, gate_of, matcher, needle_of

__all__ = ["SigmaRule", "Unusable", "compile_sigma", "detection_of"]

Places = npt.NDArray[np.bool_]
Test = Callable[["Looked"], Places]

# A rule knows nothing of the data: a person looks at what is high, the rest is a hint.
_SEVERITY: Final[Mapping[str, Any]] = {"high": "medium", "critical": "high"}
_CONFIDENCE: Final = {"informational": 0.1, "low": 0.2, "medium": 0.4, "high": 0.6, "critical": 0.8}
# Of so few different values in a batch it is remembered, of so many in all, what was said of them.
_FEW: Final = 1_000
_MOST_KNOWN: Final = 50_000


@dataclass(frozen=True, slots=True)
class SigmaRule:
    """A rule that runs: `matches` gives the events of a batch that fit."""

    id: str
    title: str
    level: str
    technique: tuple[str, ...]
    test: Test
    source: Source
    views: Views = field(repr=False, compare=False)

    @property
    def confidence(self) -> float:
        """How sure a match is, by the rule's own level."""
        return _CONFIDENCE.get(self.level, 0.3)

    def matches(self, batch: pa.RecordBatch) -> Places:
        """The events that fit; of other kinds of logs none do."""
        places, looked = self.views.of(batch, self.source)
        found = np.zeros(batch.num_rows, np.bool_)
        if len(places):
            found[places] = self.test(looked)
        return found


@dataclass(frozen=True, slots=True)
class Unusable:
    """A rule that does not run, and why."""

    id: str
    title: str
    reason: str


class Views:
    """The last batch as the rules of each kind of log see it, made once for all of them.

    `needles` are the literals that the rules look for in each column of a kind of log.
    """

    def __init__(self) -> None:
        self._batch: pa.RecordBatch | None = None
        self._made: dict[int, tuple[npt.NDArray[np.intp], Looked]] = {}
        self._gates: dict[tuple[int, str], Callable[[Any], Places]] = {}
        self._known: dict[tuple[int, str], dict[str, bool]] = {}
        self.needles: dict[tuple[int, str], set[str]] = {}

    def of(self, batch: pa.RecordBatch, source: Source) -> tuple[npt.NDArray[np.intp], Looked]:
        """The places of the events a source is about, and those events."""
        if self._batch is not batch:
            self._batch, self._made = batch, {}
        if id(source) not in self._made:
            places = np.flatnonzero(source.gate(batch))
            whole = len(places) == batch.num_rows
            inside = batch if whole else taken(batch, places)
            self._made[id(source)] = places, Looked(inside, source, self)
        return self._made[id(source)]

    def wanted(self, source: Source, name: str, values: Any) -> npt.NDArray[np.intp]:
        """The places of the values of a column that hold a literal any rule looks for."""
        key = id(source), name
        if key not in self.needles or not len(values):
            return np.zeros(0, np.intp)
        if key not in self._gates:
            self._gates[key] = gate_of(self.needles[key])
        gate = self._gates[key]
        if len(values) > _FEW:
            return np.flatnonzero(gate(values))
        # Making the automaton takes longer than to remember what it said of values that come often.
        known = self._known.setdefault(key, {})
        told = values.to_pylist()
        fresh = [each for each in told if each not in known]
        if fresh:
            if len(known) > _MOST_KNOWN:
                known.clear()
                fresh = told
            passed = gate(column(fresh, values.type)).tolist()
            known.update(zip(fresh, passed, strict=True))
        return np.flatnonzero([known[each] for each in told])


@dataclass(frozen=True, slots=True)
class Values:
    """A column taken apart: the different values, and the code of each row's among them.

    `owners` are the rows of the codes where a row may have several values; `wanted` the places of
    the values that a rule may be looking for by a literal, and `some` those.
    """

    distinct: Any
    codes: npt.NDArray[np.int64]
    owners: npt.NDArray[np.int64] | None
    wanted: npt.NDArray[np.intp]
    some: Any


class Looked:
    """A batch as a rule sees it: columns by the rule's own field names, taken apart once."""

    def __init__(self, batch: pa.RecordBatch, source: Source, views: Views) -> None:
        self._batch = batch
        self._source = source
        self._views = views
        self._values: dict[str, Values] = {}
        self._none = np.zeros(batch.num_rows, np.bool_)
        self._none.flags.writeable = False
        self.rows = batch.num_rows

    def places(self, name: str, test: Callable[[Any], Places], *, gated: bool = False) -> Places:
        """The rows in which the field's value, or one of several, passes the test.

        A `gated` test is of a text that holds one of the column's needles.
        """
        if name not in self._values:
            self._values[name] = self._apart(name)
        values = self._values[name]
        # Hardly any rule finds anything, and to say so for each row is what takes time.
        if gated and not len(values.wanted):
            return self._none
        passed = test(values.some if gated else values.distinct)
        if not passed.any():
            return self._none
        among = np.zeros(len(values.distinct) + 1, np.bool_)
        among[values.wanted[passed] if gated else np.flatnonzero(passed)] = True
        if values.owners is None:
            return among[values.codes]
        found = np.zeros(self.rows, np.bool_)
        found[values.owners[among[values.codes]]] = True
        return found

    def _apart(self, name: str) -> Values:
        values, owners = self._source.column(self._batch, name), None
        if isinstance(values, pa.ListArray):
            owners = np.repeat(np.arange(self.rows), _lengths(values))
            values = values.flatten()
        coded: Any = values.dictionary_encode()
        distinct = coded.dictionary
        codes = coded.indices.fill_null(len(distinct)).to_numpy(zero_copy_only=False)
        wanted = np.arange(len(distinct), dtype=np.intp)
        if pa.types.is_string(distinct.type):
            wanted = self._views.wanted(self._source, name, distinct)
        return Values(distinct, codes, owners, wanted, distinct.take(column(wanted)))

    def nothing(self, name: str) -> Places:
        """The rows in which the field says nothing."""
        values = self._source.column(self._batch, name)
        return np.asarray(values.is_null().to_numpy(zero_copy_only=False), np.bool_)

    def anywhere(self, test: Callable[[Any], Places], *, gated: bool = False) -> Places:
        """The rows in whose text, whichever columns hold it, something passes."""
        found = self._none
        for name in self._source.texts:
            found = found | self.places(name, test, gated=gated)
        return found


def compile_sigma(texts: Iterable[str]) -> tuple[list[SigmaRule], list[Unusable]]:
    """The rules of these YAML texts that can run on events, and those that cannot."""
    from sigma.collection import SigmaCollection  # noqa: PLC0415  half a second
    from sigma.exceptions import SigmaError  # noqa: PLC0415
    from sigma.rule import SigmaRule as Read  # noqa: PLC0415
    from yaml import YAMLError  # noqa: PLC0415

    rules: list[SigmaRule] = []
    views = Views()
    unusable: list[Unusable] = []
    for text in texts:
        try:
            read = SigmaCollection.from_yaml(text).rules
        except (SigmaError, YAMLError, ValueError, AttributeError) as error:
            unusable.append(Unusable("", "", f"is no Sigma rule: {type(error).__name__}"))
            continue
        for each in read:
            if not isinstance(each, Read):
                unusable.append(Unusable(str(each.id), each.title, "correlates other rules"))
                continue
            try:
                rules.append(_compiled(each, views))
            except Unfit as reason:
                unusable.append(Unusable(str(each.id), each.title, str(reason)))
    return rules, unusable


def detection_of(rule: SigmaRule) -> Detection:
    """The rule as a detection: one alert for each source and account in ten minutes."""
    return Detection.model_construct(
        id=f"sigma.{rule.id}",
        title=Title(zh=rule.title, en=rule.title),
        risk_type="other",
        technique=rule.technique,
        confidence=rule.confidence,
        severity_at_least=_SEVERITY.get(rule.level, "low"),
        where={},
        by=("source.ip", "user.name"),
        fires=(),
        quiet=(),
    )


def _compiled(read: Any, views: Views) -> SigmaRule:
    log = read.logsource
    source = source_of(log.category, log.product, log.service)
    trees = [each.parsed for each in read.detection.parsed_condition]
    test = _any([_test(each, source, views) for each in trees])
    kept = sorted({name for tree in trees for name in _fields(tree)} & (source.kept or frozenset()))
    if kept:
        # Events of logs that keep no such field say nothing by not having it.
        test = _all([test, lambda looked: ~_all([_without(name) for name in kept])(looked)])
    return SigmaRule(
        str(read.id),
        read.title,
        str(read.level.name).lower() if read.level else "medium",
        tuple(
            tag.name.upper()
            for tag in read.tags
            if tag.namespace == "attack" and tag.name[:1] == "t" and tag.name[1:2].isdigit()
        ),
        test,
        source,
        views,
    )


def _fields(node: Any) -> Iterable[str]:
    """The names of the fields that a condition asks for."""
    if getattr(node, "field", None):
        yield node.field
    for each in getattr(node, "args", ()):
        yield from _fields(each)


def _without(name: str) -> Test:
    return lambda looked: looked.nothing(name)


def _test(node: Any, source: Source, views: Views) -> Test:
    kind = type(node).__name__
    if kind == "ConditionAND":
        return _all([_test(each, source, views) for each in node.args])
    if kind == "ConditionOR":
        return _any([_test(each, source, views) for each in node.args])
    if kind == "ConditionNOT":
        inner = _test(node.args[0], source, views)
        return lambda looked: ~inner(looked)
    if kind == "ConditionFieldEqualsValueExpression":
        return _field(node.field, node.value, source, views)
    if kind == "ConditionValueExpression":
        if not source.texts:
            raise Unfit("looks for words in a text that these events do not keep")
        test = matcher(node.value, anywhere=True)
        gated = _gated(node.value, source, source.texts, views)
        return lambda looked: looked.anywhere(test, gated=gated)
    raise Unfit(f"has a condition of a kind that is not read here: {kind}")


def _field(name: str, value: Any, source: Source, views: Views) -> Test:
    if not source.knows(name):
        raise Unfit(f"needs the field {name}, which no event has")
    if type(value).__name__ == "SigmaNull":
        return lambda looked: looked.nothing(name)
    if type(value).__name__ == "SigmaExists":
        return lambda looked: ~looked.nothing(name)
    test = matcher(value)
    gated = _gated(value, source, (name,), views)
    return lambda looked: looked.places(name, test, gated=gated)


def _gated(value: Any, source: Source, names: Iterable[str], views: Views) -> bool:
    """Whether a value is among those that are looked for in these columns by their literals."""
    needle = needle_of(value)
    for name in names if needle else ():
        views.needles.setdefault((id(source), name), set()).add(needle)
    return bool(needle)


def _all(tests: Sequence[Test]) -> Test:
    def test(looked: Looked) -> Places:
        found = tests[0](looked)
        for each in tests[1:]:
            if not found.any():
                break
            found = found & each(looked)
        return found

    return test


def _any(tests: Sequence[Test]) -> Test:
    def test(looked: Looked) -> Places:
        found = tests[0](looked)
        for each in tests[1:]:
            found = found | each(looked)
        return found

    return test


def _lengths(values: Any) -> npt.NDArray[np.int64]:
    lengths = values.value_lengths().fill_null(0)
    return np.asarray(lengths.to_numpy(zero_copy_only=False), np.int64)
