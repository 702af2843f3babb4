# Every technique that a shipped detection names is known by both its names.
from monitor import TECHNIQUES, technique_of
from policies import load_detections


def test_every_technique_of_our_detections_has_a_name() -> None:
    named = {name for each in load_detections().detections.values() for name in each.technique}
    assert named <= set(TECHNIQUES)
    for identifier, each in TECHNIQUES.items():
        assert (each.id, each.tactic[:2]) == (identifier, "TA")
        assert (
            any("\u4e00" <= char <= "\u9fff" for char in each.title.zh) or identifier == "T1071.004"
        )


def test_addresses_of_techniques_of_techniques() -> None:
    assert technique_of("T1048.003").url == "https://attack.mitre.org/techniques/T1048/003/"
