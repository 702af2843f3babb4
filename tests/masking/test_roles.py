import pytest

from masking.roles import Roles, degree_of, propose
from policies import load_policies
from schema import FieldFinding, Level

POLICIES = load_policies()
RULES = POLICIES.anonymity["gbt-42460"]


def field(name: str, label: str | None) -> FieldFinding:
    return FieldFinding(
        name=name, type="string", label=label, level=Level.GENERAL_2, confidence=1.0,
        validated=1.0, sampled=1, reasons=(), category="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("label", "part"),
    [
        ("cn.id18", "direct"),
        ("person.name", "direct"),
        ("net.mac", "direct"),
        ("cn.plate", "direct"),
        ("secret.password", "direct"),
        ("person.gender", "quasi"),
        ("person.birth_date", "quasi"),
        ("cn.postcode", "quasi"),
        ("health.diagnosis", "sensitive"),
        ("person.religion", "sensitive"),
        ("person.income", "sensitive"),
        ("met.observation", "others"),
        ("cn.uscc", "others"),
        (None, "others"),
    ],
)
def test_labels_play_their_part(label: str | None, part: str) -> None:
    found = propose(
        [field("c", label)],
        RULES,
        categories={one.id: one.category for one in POLICIES.recognisers.values()},
        subjects={one.id: one.subject for one in POLICIES.recognisers.values()},
    )
    assert getattr(found, part) == ("c",)


def test_every_label_that_the_rules_name_exists() -> None:
    named = {label for rule in RULES.roles for label in rule.labels}
    assert named <= set(POLICIES.recognisers)


def test_what_a_person_says_stands() -> None:
    found = Roles(("id",), ("sex", "age"), ("illness",), ("note",))
    chosen = found.given(quasi=["age", "note"], others=["illness"])
    assert chosen == Roles(("id",), ("age", "note"), (), ("sex", "illness"))
    with pytest.raises(ValueError, match="two parts"):
        found.given(quasi=["age"], sensitive=["age"])


@pytest.mark.parametrize(
    ("direct", "quasi", "highest", "level"),
    [(True, False, 0, 1), (False, True, 0.2, 2), (False, True, 0.05, 3), (False, False, 1, 3)],
    ids=["names stand", "above the threshold", "at the threshold", "nobody can be told"],
)
def test_levels(direct: bool, quasi: bool, highest: float, level: int) -> None:
    assert degree_of(direct=direct, quasi=quasi, highest=highest, threshold=0.05) == level
