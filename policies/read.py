# YAML into models, and mistakes into a place to look at: every refusal names file, line
# and column. Keys given twice are refused, not merged.
from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from schema import PolicyError

__all__ = ["read_yaml"]

M = TypeVar("M", bound=BaseModel)


def read_yaml(path: Path, model: type[M]) -> M:
    """The file as a `model`. Raises PolicyError with file, line and column otherwise."""
    file = str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PolicyError(f"not UTF-8 at byte {error.start}", file=file) from None
    except OSError as error:
        raise PolicyError(f"cannot be read: {error.strerror}", file=file) from None
    try:
        loader = yaml.SafeLoader(text)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise PolicyError("a character that YAML does not allow", file=file, line=line) from None
    try:
        root = loader.get_single_node()
        if root is None:
            raise PolicyError("the file is empty", file=file)
        _refuse_repeated_keys(root, file)
        _refuse_impossible_dates(loader, root, file)
        content = loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PolicyError(
            error.problem or "not YAML",
            file=file,
            line=mark.line + 1 if mark else 1,
            column=mark.column + 1 if mark else 1,
        ) from None
    finally:
        loader.dispose()
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


def _refuse_repeated_keys(node: yaml.Node, file: str) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(getattr(key, "value", ""))
            if name in seen:
                mark = key.start_mark
                raise PolicyError(
                    f"key {name!r} is given twice",
                    file=file,
                    line=mark.line + 1,
                    column=mark.column + 1,
                )
            seen.add(name)
            _refuse_repeated_keys(value, file)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_repeated_keys(item, file)


def _refuse_impossible_dates(loader: yaml.SafeLoader, node: yaml.Node, file: str) -> None:
    """2026-02-30 reads as a date, and building it fails without a place."""
    if isinstance(node, yaml.CollectionNode):
        for item in node.value:
            for part in item if isinstance(item, tuple) else (item,):
                _refuse_impossible_dates(loader, part, file)
    elif node.tag == "tag:yaml.org,2002:timestamp":
        try:
            loader.construct_object(node)
        except ValueError:
            mark = node.start_mark
            raise PolicyError(
                "no such date", file=file, line=mark.line + 1, column=mark.column + 1
            ) from None


def _place(node: yaml.Node, location: tuple[int | str, ...]) -> tuple[int, int]:
    """Line and column of the deepest part of `location` that the file has."""
    mark = node.start_mark
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == part), None)
            if found is None:
                break
            mark, node = found[0].start_mark, found[1]
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value)
        ):
            node = node.value[part]
            mark = node.start_mark
        else:
            break
    return mark.line + 1, mark.column + 1
