# YAML into models, and mistakes into a place to look at: every refusal names file, line
# and column. Keys given twice are refused, not merged.
from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from schema import PolicyError

__all__ = ["place_at", "place_of", "read_yaml"]

if TYPE_CHECKING:
    _Loader = yaml.SafeLoader | yaml.CSafeLoader

M = TypeVar("M", bound=BaseModel)
# A PyYAML built without libyaml has no other.
_FAST: type[_Loader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path, model: type[M]) -> M:
    """The file as a `model`. Raises PolicyError with file, line and column otherwise."""
    file = str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PolicyError(f"not UTF-8 at byte {error.start}", file=file) from None
    except OSError as error:
        raise PolicyError(f"cannot be read: {error.strerror}", file=file) from None
    found = _understood(text, file, model)
    assert isinstance(found, model)
    return found


# A process reads the same packs for each thing it is asked; what they say is frozen.
@functools.lru_cache(maxsize=512)
def _understood(text: str, file: str, model: type[BaseModel]) -> BaseModel:
    root, content = _parsed(text, file)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        # A misspelt key is told before the key that is missing because of it.
        first = next((each for each in errors if each["type"] == "extra_forbidden"), errors[0])
        line, column = _place(root, first["loc"])
        where = ".".join(str(part) for part in first["loc"])
        raise PolicyError(
            f"{where}: {first['msg']}" if where else first["msg"],
            file=file,
            line=line,
            column=column,
        ) from None


def place_at(path: Path, location: tuple[int | str, ...]) -> tuple[int, int]:
    """Line and column of the deepest part of `location` that a file of YAML has."""
    root, _ = _parsed(path.read_text(encoding="utf-8"), str(path))
    return _place(root, location)


def place_of(path: Path, identifier: str, key: str) -> tuple[int, int]:
    """Line and column of what the entry with this id says under `key`; of the entry itself,
    or the file's beginning, where there is none.
    """
    place = (1, 1)
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return place
    for node in _nodes(root) if root is not None else ():
        if not isinstance(node, yaml.MappingNode):
            continue
        values = {name.value: value for name, value in node.value}
        named = values.get("id")
        if named is not None and named.value == identifier:
            mark = values.get(key, named).start_mark
            place = (mark.line + 1, mark.column + 1)
    return place


def _parsed(text: str, file: str) -> tuple[yaml.Node, object]:
    """The document's nodes, which know their places, and what it says."""
    try:
        return _composed(_FAST, text, file)
    except yaml.YAMLError:
        # The parser in C is twelve times as fast; the one in Python tells places and problems
        # in the words that our refusals have always had.
        pass
    try:
        return _composed(yaml.SafeLoader, text, file)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise PolicyError("a character that YAML does not allow", file=file, line=line) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PolicyError(
            error.problem or "not YAML",
            file=file,
            line=mark.line + 1 if mark else 1,
            column=mark.column + 1 if mark else 1,
        ) from None


def _composed(kind: type[_Loader], text: str, file: str) -> tuple[yaml.Node, object]:
    loader = kind(text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise PolicyError("the file is empty", file=file)
        for node in _nodes(root):
            _refuse_repeated_keys(node, file)
            _refuse_impossible_dates(loader, node, file)
        return root, loader.construct_document(root)
    finally:
        loader.dispose()


def _nodes(root: yaml.Node) -> Iterator[yaml.Node]:
    """Every node once, however often aliases refer to it, and be it from inside itself."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, yaml.CollectionNode):
            for item in node.value:
                waiting.extend(item if isinstance(item, tuple) else (item,))


def _refuse_repeated_keys(node: yaml.Node, file: str) -> None:
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, _ in node.value:
        name = str(getattr(key, "value", ""))
        if name in seen:
            raise _at(key, f"key {name!r} is given twice", file)
        seen.add(name)


def _refuse_impossible_dates(loader: _Loader, node: yaml.Node, file: str) -> None:
    """2026-02-30 reads as a date, and building it fails without a place."""
    if node.tag == "tag:yaml.org,2002:timestamp":
        try:
            loader.construct_object(node)
        except ValueError:
            raise _at(node, "no such date", file) from None


def _at(node: yaml.Node, problem: str, file: str) -> PolicyError:
    mark = node.start_mark
    return PolicyError(problem, file=file, line=mark.line + 1, column=mark.column + 1)


def _place(node: yaml.Node, location: tuple[int | str, ...]) -> tuple[int, int]:
    """Line and column of the deepest part of `location` that the file has."""
    mark = node.start_mark
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == part), None)
            if found is None:
                # The name of a kind among several, which the model has and the file has not.
                continue
            mark, node = found[0].start_mark, found[1]
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value)
        ):
            node = node.value[part]
            mark = node.start_mark
        else:
            break
    return mark.line + 1, mark.column + 1
