# What the screen's page loads is its own, and loads nothing further.
from range.hmi_assets import SCRIPT, STYLE


def test_nothing_comes_from_elsewhere() -> None:
    for text in (SCRIPT, STYLE):
        assert "//" not in text
        assert "@import" not in text
        assert "url(" not in text
    assert STYLE.count("{") == STYLE.count("}")
