# What the HTTP API takes and gives, as types: requests are read by them, and the OpenAPI
# document is written from them, so that neither can say other than the other.
from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

__all__ = [
    "Fault",
    "Masked",
    "MaskedTexts",
    "Place",
    "Problem",
    "Records",
    "Reveal",
    "Revealed",
    "Texts",
    "openapi",
]

MOST_RECORDS = 100_000
MOST_TEXTS = 10_000

Cell = str | int | float | bool | None
Rows = Annotated[list[dict[str, Cell]], Meta(max_length=MOST_RECORDS)]


class Records(Struct, forbid_unknown_fields=True, frozen=True):
    """Records to be masked: all with the same columns, in any order.

    `dataset` is one of the catalogue, or `labels` says what each column is.
    """

    records: Rows
    dataset: str = ""
    labels: dict[str, str] = {}
    purpose: str = ""


class Masked(Struct, frozen=True):
    """The records masked, in their order, and the share they are recorded under."""

    share: str
    records: list[dict[str, Cell]]


class Texts(Struct, forbid_unknown_fields=True, frozen=True):
    """Running texts in which what is found is to be masked."""

    texts: Annotated[list[str], Meta(max_length=MOST_TEXTS)]
    purpose: str = ""


class Place(Struct, frozen=True):
    """What was found where, in characters of the text as it was sent."""

    label: str
    start: int
    end: int


class MaskedTexts(Struct, frozen=True):
    """The texts masked, and for each the places that were."""

    share: str
    texts: list[str]
    places: list[list[Place]]


class Reveal(Struct, forbid_unknown_fields=True, frozen=True):
    """Masked records of a share whose values are to be seen again, and why."""

    share: str
    reason: str
    records: Rows


class Revealed(Struct, frozen=True):
    """The records as they were before the share masked them."""

    records: list[dict[str, Cell]]


class Fault(Struct, frozen=True):
    """What was wrong, for a program and for a person."""

    code: str
    message: str


class Problem(Struct, frozen=True):
    """The answer to a request that was not served."""

    error: Fault


_ROUTES: tuple[tuple[str, str, type[Struct] | None, type[Struct] | None], ...] = (
    ("/v1/mask/records", "Mask records", Records, Masked),
    ("/v1/mask/text", "Mask running texts", Texts, MaskedTexts),
    ("/v1/mask/arrow", "Mask an Arrow IPC stream", None, None),
    ("/v1/reveal", "See masked values again; every call is recorded", Reveal, Revealed),
)
_ARROW = "application/vnd.apache.arrow.stream"
_FAULTS = {
    "400": "Not to be read",
    "401": "No token, or none that is valid",
    "403": "Not for this token, or no rule allows it",
    "413": "Too large",
    "415": "Another content type",
    "422": "Read, and not to be masked so",
    "500": "Something is wrong in this server; what, is in its log without a word of the request",
    "503": "Records or keys are not to be had at the moment",
}


def openapi(version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the API."""
    shapes = [shape for _, _, *both in _ROUTES for shape in both if shape is not None]
    schemas, components = msgspec.json.schema_components(
        [*shapes, Problem], ref_template="#/components/schemas/{name}"
    )
    refs: dict[type[Struct], Any] = dict(zip([*shapes, Problem], schemas, strict=True))
    problem = {"application/json": {"schema": refs[Problem]}}
    faults = {code: {"description": text, "content": problem} for code, text in _FAULTS.items()}
    paths: dict[str, Any] = {}
    for path, title, taken, given in _ROUTES:
        operation: dict[str, Any] = {
            "summary": title,
            "security": [{"token": []}],
            "requestBody": {"required": True, "content": _content(refs, taken)},
            "responses": {
                "200": {"description": "Done", "content": _content(refs, given)},
                **faults,
            },
        }
        if taken is None:
            operation["parameters"] = [
                {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
                for name in ("dataset", "purpose")
            ]
        paths[path] = {"post": operation}
    paths["/v1/health"] = {
        "get": {"summary": "Whether it runs", "responses": {"200": {"description": "It does"}}}
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tongguan", "version": version},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _content(refs: dict[type[Struct], Any], shape: type[Struct] | None) -> dict[str, Any]:
    if shape is None:
        return {_ARROW: {"schema": {"type": "string", "format": "binary"}}}
    return {"application/json": {"schema": refs[shape]}}
