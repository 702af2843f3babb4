# Recognisers for the kernel's tests: the shipped ones, made once, and small ones of a
# test's own.
from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from classify import Recognisers, compile_recognisers
from policies import Policies, Recogniser, Title, load_policies


@pytest.fixture(scope="session")
def shipped_policies() -> Policies:
    """The packs as they are shipped."""
    return load_policies()


@pytest.fixture(scope="session")
def shipped(shipped_policies: Policies) -> Recognisers:
    """The shipped recognisers, ready to run."""
    return compile_recognisers(shipped_policies)


@pytest.fixture(scope="session")
def recogniser() -> Callable[..., Recogniser]:
    """Makes a recogniser with only what a test says of it."""

    def make(identifier: str = "test.one", **fields: object) -> Recogniser:
        matching = "pattern" in fields or "values" in fields
        return Recogniser.model_validate(
            {
                "id": identifier,
                "title": Title(zh="试", en="test"),
                "category": "pi.other",
                "hits": ("x",) if matching else (),
                "misses": ("y",) if matching else (),
                "header_hits": (),
                "header_misses": (),
                **fields,
            }
        )

    return make


@pytest.fixture(scope="session")
def compiled(
    recogniser: Callable[..., Recogniser], shipped_policies: Policies
) -> Callable[..., Recognisers]:
    """Makes recognisers of patterns by id, with the shipped word lists."""

    def make(**patterns: object) -> Recognisers:
        made = {}
        for name, given in patterns.items():
            identifier = name.replace("__", ".")
            fields = given if isinstance(given, dict) else {"pattern": given}
            made[identifier] = recogniser(identifier, **fields)
        return Recognisers(made, shipped_policies.lexicons)

    return make


@pytest.fixture(params=["arrays", "compiled"], scope="module")
def ways(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both ways in which cells are read: with arrays, and by the loops that numba compiles."""
    if request.param == "compiled":
        pytest.importorskip("numba")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("classify.compiled._MANY", 1)
        patch.setattr(
            "classify.compiled._LOADED_AFTER", 0 if request.param == "compiled" else 1 << 60
        )
        yield request.param
