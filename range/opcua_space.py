# What an OPC UA server shows: the few nodes of the standard's own namespace that clients look for,
# and one variable for each tag of a plant, in folders by what stands before the dot of its name.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policies import Persona, Tag

from . import opcua
from .opcua import NodeId, variant

__all__ = ["APPLICATION", "PLANT", "Node", "Space"]

APPLICATION = "urn:lab:opcua-server"
PLANT = "urn:lab:plant"
_SPACES = ["http://opcfoundation.org/UA/", APPLICATION, PLANT]
_OBJECT, _VARIABLE, _OBJECT_TYPE, _VARIABLE_TYPE, _REFERENCE_TYPE = 1, 2, 8, 16, 32
ORGANIZES, HAS_TYPE, HAS_PROPERTY, HAS_COMPONENT = 35, 40, 46, 47
_HIERARCHICAL = frozenset({ORGANIZES, HAS_PROPERTY, HAS_COMPONENT, 33, 45})
_FOLDER, _BASE_OBJECT, _PROPERTY_TYPE, _DATA_VARIABLE = 61, 58, 68, 63
_DOUBLE, _STRING, _UTC, _STATE, _STATUS, _BYTE = 11, 12, 294, 852, 862, 3
_ROOT, _OBJECTS, _TYPES, _VIEWS, _SERVER = 84, 85, 86, 87, 2253
_VALUE = 13
_NO_NODE, _NO_ATTRIBUTE = 0x80340000, 0x80350000


@dataclass(frozen=True, slots=True)
class Node:
    """A node: what it is, what it is called, its type and, for a variable, the type of its value."""

    id: NodeId
    kind: int
    name: str
    type: int = 0
    data: int = 0
    writable: bool = False
    array: bool = False


class Space:
    """All nodes with what leads from one to another."""

    def __init__(self, tags: Sequence[Tag], persona: Persona | None) -> None:
        self.nodes: dict[NodeId, Node] = {}
        # From a node: how, to where; forward.
        self.references: dict[NodeId, list[tuple[int, NodeId]]] = {}
        self._persona = persona
        self._standard()
        self.tags: dict[NodeId, Tag] = {}
        for tag in tags:
            self._tag(tag)

    def inverse(self, at: NodeId) -> list[tuple[int, NodeId]]:
        """What leads to a node."""
        return [
            (how, start)
            for start, found in self.references.items()
            for how, end in found
            if end == at
        ]

    def matches(self, how: int, wanted: NodeId, *, subtypes: bool) -> bool:
        """Whether a reference is of the kind that is asked for."""
        if wanted in {opcua.NO_NODE, (0, how)}:
            return True
        if not subtypes:
            return False
        # References; hierarchical ones; those to children.
        return wanted == (0, 31) or (wanted in {(0, 33), (0, 34), (0, 44)} and how in _HIERARCHICAL)

    def read(
        self, at: NodeId, attribute: int, value: float, time: float
    ) -> tuple[int, bytes | None]:
        """A status, and the attribute as a variant; `value` is what a tag's variable has."""
        if attribute == _VALUE and at in self.tags:
            # What is read ten thousand times as often as all else.
            return 0, variant(float(value))
        found = self.nodes.get(at)
        if found is None:
            return _NO_NODE, None
        made = self._attribute(found, attribute, time)
        return (0, made) if made is not None else (_NO_ATTRIBUTE, None)

    def _attribute(self, at: Node, attribute: int, time: float) -> bytes | None:
        told = {
            1: lambda: variant(opcua.node(at.id), 17),
            2: lambda: variant(at.kind, 6),
            3: lambda: variant(opcua.qualified(at.id[0], at.name), 20),
            4: lambda: variant(opcua.localized(at.name), 21),
            5: lambda: variant(opcua.localized(""), 21),
            6: lambda: variant(0, 7),
            7: lambda: variant(0, 7),
        }
        if attribute in told:
            return told[attribute]()
        if attribute == 8 and at.kind in {_OBJECT_TYPE, _VARIABLE_TYPE, _REFERENCE_TYPE}:
            return variant(value=False)
        if attribute == 12 and at.kind == _OBJECT:
            return variant(0, 3)
        return self._of_variable(at, attribute, time) if at.kind == _VARIABLE else None

    def _of_variable(self, at: Node, attribute: int, time: float) -> bytes | None:
        access = 3 if at.writable else 1
        held = {
            14: lambda: variant(opcua.node((0, at.data)), 17),
            15: lambda: variant(1 if at.array else -1, 6),
            17: lambda: variant(access, 3),
            18: lambda: variant(access, 3),
            19: lambda: variant(100.0),
            20: lambda: variant(value=False),
            _VALUE: lambda: self._own(at, time),
        }
        return held[attribute]() if attribute in held else None

    def _own(self, at: Node, time: float) -> bytes:
        """The value of one of the standard's own variables."""
        persona = self._persona
        number = at.id[1]
        said = {
            2261: persona.product if persona else "",
            2262: PLANT,
            2263: persona.vendor if persona else "",
            2264: persona.revision if persona else "",
            2265: "1",
        }
        if number in said:
            return variant(said[int(number)])
        if number in {2254, 2255}:
            return variant([APPLICATION] if number == 2254 else _SPACES)
        if number in {2257, 2258}:
            return variant(opcua.date_time(time if number == 2258 else 0), 13)
        if number in {2256, 2260}:
            return variant(
                self._status(time) if number == 2256 else opcua.extension(340, self._build()), 22
            )
        return variant(255, 3) if number == 2267 else variant(0, 6)

    def _status(self, time: float) -> bytes:
        """ServerStatusDataType: running, since when, what it is."""
        body = opcua.date_time(0) + opcua.date_time(time) + bytes(4) + self._build()
        return opcua.extension(864, body + bytes(4) + opcua.localized(""))

    def _build(self) -> bytes:
        """BuildInfo: what it is."""
        persona = self._persona
        vendor, product, revision = (
            (persona.vendor, persona.product, persona.revision) if persona else ("", "", "")
        )
        said = b"".join(map(opcua.text, (PLANT, vendor, product, revision, "1")))
        return said + opcua.date_time(0)

    def _standard(self) -> None:
        for number, kind, name, type_ in (
            (_ROOT, _OBJECT, "Root", _FOLDER), (_OBJECTS, _OBJECT, "Objects", _FOLDER),
            (_TYPES, _OBJECT, "Types", _FOLDER), (_VIEWS, _OBJECT, "Views", _FOLDER),
            (_SERVER, _OBJECT, "Server", _BASE_OBJECT), (_FOLDER, _OBJECT_TYPE, "FolderType", 0),
            (_BASE_OBJECT, _OBJECT_TYPE, "BaseObjectType", 0),
            (_DATA_VARIABLE, _VARIABLE_TYPE, "BaseDataVariableType", 0),
            (_PROPERTY_TYPE, _VARIABLE_TYPE, "PropertyType", 0),
            (ORGANIZES, _REFERENCE_TYPE, "Organizes", 0),
            (HAS_TYPE, _REFERENCE_TYPE, "HasTypeDefinition", 0),
            (HAS_PROPERTY, _REFERENCE_TYPE, "HasProperty", 0),
            (HAS_COMPONENT, _REFERENCE_TYPE, "HasComponent", 0),
        ):  # fmt: skip
            self._add(Node((0, number), kind, name, type_))
        for number in (_OBJECTS, _TYPES, _VIEWS):
            self._lead((0, _ROOT), ORGANIZES, (0, number))
        self._lead((0, _OBJECTS), ORGANIZES, (0, _SERVER))
        for number, name, data, under, type_ in (
            (2254, "ServerArray", _STRING, _SERVER, _PROPERTY_TYPE),
            (2255, "NamespaceArray", _STRING, _SERVER, _PROPERTY_TYPE),
            (2267, "ServiceLevel", _BYTE, _SERVER, _PROPERTY_TYPE),
            (2256, "ServerStatus", _STATUS, _SERVER, _DATA_VARIABLE),
            (2257, "StartTime", _UTC, 2256, _DATA_VARIABLE),
            (2258, "CurrentTime", _UTC, 2256, _DATA_VARIABLE),
            (2259, "State", _STATE, 2256, _DATA_VARIABLE),
            (2260, "BuildInfo", _STRING, 2256, _DATA_VARIABLE),
            (2261, "ProductName", _STRING, 2260, _DATA_VARIABLE),
            (2262, "ProductUri", _STRING, 2260, _DATA_VARIABLE),
            (2263, "ManufacturerName", _STRING, 2260, _DATA_VARIABLE),
            (2264, "SoftwareVersion", _STRING, 2260, _DATA_VARIABLE),
            (2265, "BuildNumber", _STRING, 2260, _DATA_VARIABLE),
        ):
            array = number in {2254, 2255}
            self._add(Node((0, number), _VARIABLE, name, type_, data, array=array))
            how = HAS_PROPERTY if type_ == _PROPERTY_TYPE else HAS_COMPONENT
            self._lead((0, under), how, (0, number))

    def _tag(self, tag: Tag) -> None:
        folder, _, name = tag.at.rpartition(".")
        above: NodeId = (0, _OBJECTS)
        if folder:
            above = (2, folder)
            if above not in self.nodes:
                self._add(Node(above, _OBJECT, folder, _FOLDER))
                self._lead((0, _OBJECTS), ORGANIZES, above)
        at: NodeId = (2, tag.at)
        self._add(Node(at, _VARIABLE, name, _DATA_VARIABLE, _DOUBLE, writable=bool(tag.setting)))
        self._lead(above, HAS_COMPONENT if folder else ORGANIZES, at)
        self.tags[at] = tag

    def _add(self, node: Node) -> None:
        self.nodes[node.id] = node
        if node.type:
            self._lead(node.id, HAS_TYPE, (0, node.type))

    def _lead(self, start: NodeId, how: int, end: NodeId) -> None:
        self.references.setdefault(start, []).append((how, end))
