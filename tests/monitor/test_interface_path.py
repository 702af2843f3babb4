# Addresses as templates: by what segments look like, and by what varies.
import pytest

from monitor.interface_path import Templates, is_static, shape_of, shown


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/api/v1/residents/61010219900101123X", "/api/v1/residents/{id}"),
        ("/orders/2026-11-28/items/7", "/orders/{id}/items/{id}"),
        ("/f/550e8400-e29b-41d4-a716-446655440000.json", "/f/{id}.json"),
        ("/居民/张伟", "/{id}/{id}"),
        ("/u/li@example.cn", "/u/{id}"),
        ("/u/%E5%BC%A0", "/u/{id}"),
        ("/archived/#/x", "/archived/{id}/x"),
        ("/api/V2/getUser2", "/api/v2/getUser2"),
        ("/deadbeef", "/deadbeef"),
        ("/d3adb33f", "/{id}"),
        ("/", "/"),
        ("//a//b/", "/a/b"),
    ],
)
def test_what_looks_like_a_value_is_one(path: str, told: str) -> None:
    assert shown(shape_of(path)) == told


def test_many_names_that_lead_on_alike_are_values() -> None:
    names = [f"{a}{b}" for a in ("wang", "li", "zhang", "liu", "chen") for b in "abcdef"]
    shapes = {("users", name, "visits"): 1 for name in names} | {("users", "search"): 40}
    found = Templates(shapes)
    assert found.of(("users", "wanga", "visits")) == ("users", "{id}", "visits")
    assert found.of(("users", "search")) == ("users", "search")


def test_few_names_beside_numbers_are_values_and_busy_ones_are_not() -> None:
    shapes = {("users", "{id}", "visits"): 9}
    shapes |= {("users", f"n{letter}", "visits"): 1 for letter in "abcde"}
    assert Templates(shapes).of(("users", "na", "visits")) == ("users", "{id}", "visits")
    busy = {("api", f"thing{chr(97 + n)}"): 500 for n in range(25)}
    assert Templates(busy).of(("api", "thinga")) == ("api", "thinga")
    verbs = {("api", f"get{chr(65 + n)}ook"): 1 for n in range(25)}
    assert Templates(verbs).of(("api", "getAook")) == ("api", "getAook")


def test_values_within_values() -> None:
    shapes = {
        ("c", f"city{chr(97 + a)}{chr(97 + b)}x"[a % 3 :], f"{chr(97 + b)}town{chr(97 + a)}"): 1
        for a in range(25)
        for b in range(25)
    }
    whole = Templates(shapes)
    found = {whole.of(shape) for shape in shapes}
    assert found == {("c", "{id}", "{id}")}


def test_parts_of_pages_are_no_interfaces() -> None:
    assert is_static("/a/b.js")
    assert not is_static("/a/b.json")
