# A table found in a copy that will be gone, as one of the source the copy was made of: with
# names that people can follow, and all it takes to find it again in another copy.
from __future__ import annotations

import json
import os
from dataclasses import replace

from schema import Table

__all__ = ["unwrapped", "wrapped"]

# Stands for the path of the copy in the options of what was found in it.
_HERE = "\0"


def wrapped(found: Table, path: str, *, source: str, name: str, kind: str, place: str) -> Table:
    """The table found at `path`, as of `source`, the file itself being called `name`.

    `kind` names the connector that will be asked for it, `place` is that connector's own.
    """
    base = os.path.basename(path)  # noqa: PTH119
    # A database's tables have names of their own, others the name of their file.
    own = found.name.removeprefix(base) if found.name.startswith(base) else f"#{found.name}"
    options = {key: _HERE if value == path else value for key, value in found.options.items()}
    return replace(
        found,
        source=source,
        name=f"{name}{own}",
        kind=kind,
        options={
            "place": place,
            "kind": found.kind,
            "name": found.name,
            "options": json.dumps(options),
        },
    )


def unwrapped(table: Table, path: str) -> Table:
    """The table as it is found in another copy of its file, at this path."""
    options = json.loads(table.options["options"])
    return replace(
        table,
        source=path,
        name=table.options["name"],
        kind=table.options["kind"],
        options={key: path if value == _HERE else value for key, value in options.items()},
    )
