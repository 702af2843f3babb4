# Files of evidence have one sign each, those of the whole run first.
from __future__ import annotations

from operations.drill_shown import EvidenceFile, numbered


def test_a_file_has_one_sign_wherever_it_is_named() -> None:
    slice_, sums = EvidenceFile("r1-ot.pcap", "ab", 3), EvidenceFile("SHA256SUMS", "cd", 1)
    found = numbered({"r1": [slice_], "a1": [slice_], "": [sums]})
    assert {name: sign for name, (sign, _) in found.items()} == {
        "SHA256SUMS": "E1",
        "r1-ot.pcap": "E2",
    }
