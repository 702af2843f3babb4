# Pages for people from our templates: everything in them is escaped, and texts of any origin
# say what they seem to say.
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .visible import visible

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["page_template"]

_TEMPLATES = Path(__file__).parent / "templates"


def page_template(name: str) -> Template:
    """The template of that name, ready to be filled; a value it lacks is an error."""
    # Loaded here, so that only whoever writes a page pays for the template engine.
    import jinja2  # noqa: PLC0415

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_seen,
    )
    return environment.get_template(name)


def _seen(value: object) -> object:
    return visible(value) if type(value) is str else value
