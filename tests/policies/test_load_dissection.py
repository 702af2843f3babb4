# A site's dissections, once each.
from pathlib import Path

import pytest
from dissection_packs import PACK

from policies import load_dissections
from schema import PolicyError


def test_packs_of_a_site(tmp_path: Path) -> None:
    assert load_dissections().dissections == {}
    folder = tmp_path / "dissection"
    folder.mkdir()
    (folder / "own.yaml").write_text(PACK, encoding="utf-8")
    found = load_dissections(tmp_path)
    assert set(found.dissections) == {"enip"}
    assert found.files["enip"] == str(folder / "own.yaml")
    (folder / "own2.yaml").write_text(PACK, encoding="utf-8")
    with pytest.raises(PolicyError, match="stands in"):
        load_dissections(tmp_path)
