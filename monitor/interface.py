# Data interfaces as they are: what was seen, by templates learnt from the addresses, matched with
# what descriptions declare.
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from schema import ApiDescription, Operation

from .interface_path import ID, Shape, Templates, shape_of, shown
from .interface_use import Use, Uses

__all__ = ["Interface", "interfaces_of"]

# What may be asked of every address and says nothing about one.
_EVERYWHERE: Final = ("OPTIONS",)

Shapes = dict[Shape, dict[int, Use]]


@dataclass(slots=True)
class Interface:
    """One method of one template at one service, with its use by day since 1970 (UTC+8).

    `operation` is what the description of the title `described_by` declares of it.
    """

    service: str
    method: str
    template: str
    days: dict[int, Use] = field(default_factory=dict)
    described_by: str = ""
    operation: Operation | None = None

    def whole(self) -> Use:
        """All its days as one."""
        found = Use()
        for _, each in sorted(self.days.items()):
            found.add(each)
        return found


def interfaces_of(uses: Uses, descriptions: Sequence[ApiDescription] = ()) -> list[Interface]:
    """The interfaces that were used or are declared, by service, template and method."""
    by_service: dict[str, dict[str, Shapes]] = {}
    for (service, method), shapes in uses.items():
        if method not in _EVERYWHERE:
            by_service.setdefault(service, {})[method] = shapes
    found = [
        each
        for service, methods in by_service.items()
        for each in _of_service(service, methods, _Declared(service, descriptions))
    ]
    met = {
        (each.described_by, each.method, each.operation.template)
        for each in found
        if each.operation is not None
    }
    for description in descriptions:
        service = description.hosts[0] if description.hosts else ""
        found += [
            Interface(
                service, one.method, description.bases[0] + one.template, {}, description.id, one
            )
            for one in description.operations
            if (description.id, one.method, one.template) not in met
        ]
    return sorted(found, key=lambda each: (each.service, each.template, each.method))


def _of_service(
    service: str, methods: Mapping[str, Shapes], declared: _Declared
) -> Iterable[Interface]:
    counts: dict[Shape, int] = {}
    for shapes in methods.values():
        for shape, days in shapes.items():
            if not declared.path(shape):
                counts[shape] = counts.get(shape, 0) + sum(use.calls for use in days.values())
    # Learnt from all methods together, so that reading and changing a thing have one address.
    templates = Templates(counts)
    found: dict[tuple[str, str], Interface] = {}
    for method, shapes in methods.items():
        for shape, days in shapes.items():
            said = declared.of(method, shape)
            path = said.template if said else declared.path(shape)
            path = path or shown(templates.of(shape))
            own = found.setdefault((path, method), Interface(service, method, path))
            if said is not None:
                own.described_by, own.operation = said.title, said.operation
            for day, use in days.items():
                own.days.setdefault(day, Use()).add(use)
    return found.values()


@dataclass(frozen=True, slots=True)
class _Said:
    """An operation that a description declares, with its whole address and the shape of that."""

    title: str
    template: str
    shape: Shape
    operation: Operation


class _Declared:
    """What descriptions say of one service's addresses.

    A service that no description names may be one of them by another name: traffic inside and
    logs rarely use the name that clients do.
    """

    def __init__(self, service: str, descriptions: Sequence[ApiDescription]) -> None:
        naming = [each for each in descriptions if service in each.hosts]
        self._by_length: dict[int, list[_Said]] = {}
        for each in naming or descriptions:
            for base in dict.fromkeys((*each.bases, "")):
                for operation in each.operations:
                    shape = _declared_shape(base + operation.template)
                    said = _Said(each.id, base + operation.template, shape, operation)
                    self._by_length.setdefault(len(shape), []).append(said)

    def of(self, method: str, shape: Shape) -> _Said | None:
        """The operation of this method at an address, the one with most fixed segments."""
        fitting = [each for each in self._fitting(shape) if each.operation.method == method]
        return max(fitting, key=_fixed) if fitting else None

    def path(self, shape: Shape) -> str:
        """The declared template of an address by any method, "" where there is none."""
        fitting = self._fitting(shape)
        return max(fitting, key=_fixed).template if fitting else ""

    def _fitting(self, shape: Shape) -> list[_Said]:
        return [
            each
            for each in self._by_length.get(len(shape), [])
            if all(one in (ID, other) for one, other in zip(each.shape, shape, strict=True))
        ]


def _declared_shape(template: str) -> Shape:
    """A declared address as a shape: whatever its parameters are called."""
    return tuple(
        ID if "{" in part else "".join(shape_of(part)) for part in template.split("/") if part
    )


def _fixed(said: _Said) -> int:
    return sum(part != ID for part in said.shape)
