# What OpenAPI descriptions declare.
import json

import pytest
from residents_api import OPENAPI

from monitor import read_openapi

ODD = {
    "openapi": "3.1.0",
    "info": {"title": "Odd", "version": "1"},
    "paths": {
        "/a/{b}": {
            "parameters": [{"$ref": "#/components/parameters/size"}],
            "post": {
                "security": [{}, {"key": []}],
                "responses": {"201": {"$ref": "#/components/responses/Tree"}},
            },
            "get": {"security": [{"key": []}], "responses": {"404": {}}},
            "x-more": 1,
        }
    },
    "components": {
        "parameters": {"size": {"name": "Size", "in": "query", "schema": {"maximum": 9}}},
        "responses": {
            "Tree": {
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tree"}}}
            }
        },
        "schemas": {
            "Tree": {
                "allOf": [
                    {"properties": {"name": {"title": "姓名"}}},
                    {
                        "properties": {
                            "tags": {"type": "array", "items": {"type": "string"}},
                            "below": {
                                "type": "array",
                                "items": {"$ref": "#/components/schemas/Tree"},
                            },
                        }
                    },
                ]
            }
        },
    },
}


def test_operations_with_their_properties_and_bounds() -> None:
    found = read_openapi(OPENAPI.encode())
    assert (found.title, found.version, found.hosts) == (
        "Residents", "1.2.0", ("residents.example.gov.cn",),
    )  # fmt: skip
    page, one, statistics = found.operations
    assert (page.most, one.most, statistics.most) == (50, 1, None)
    assert dict(page.properties or ()) == {"name": "姓名", "id_card": "身份证号"}
    assert statistics.properties is None
    assert not page.is_open


def test_references_that_go_round_and_several_forms_end() -> None:
    get, post = read_openapi(json.dumps(ODD).encode()).operations
    assert (get.method, get.is_open, get.properties) == ("GET", False, None)
    assert (post.method, post.is_open, post.most) == ("POST", True, 9)
    assert {name for name, _ in post.properties or ()} == {"name", "tags", "below"}


def test_a_shape_in_itself_many_times_over_is_read_at_once() -> None:
    again = {f"p{n}": {"$ref": "#/components/schemas/S"} for n in range(40)}
    whole = {
        **ODD,
        "paths": {"/s": {"get": {"responses": {"200": {"content": {"a/b": {"schema": {
            "$ref": "#/components/schemas/S"}}}}}}}},
        "components": {"schemas": {"S": {"properties": again}}},
    }  # fmt: skip
    assert len(read_openapi(json.dumps(whole).encode()).operations) == 1


@pytest.mark.parametrize(
    ("octets", "problem"),
    [
        (b"{", "neither JSON nor YAML"),
        (b"\xff\xfe\x00", "neither JSON nor YAML"),
        (b"[1]", "no paths"),
        (b'{"openapi": "3.0.0"}', "no paths"),
        (b'{"swagger": "2.0", "paths": {"/a": {}}}', "convert it"),
        (b" " * (17 << 20), "too large"),
    ],
)
def test_what_is_none_is_refused(octets: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_openapi(octets)
