# The pages around drills: what runs and what is on record, the door, and assets that are all ours.
from pathlib import Path

from operations import ASSETS, Settings, door_page, drills_page, run_drill_of


def test_drills_on_record_lead_to_their_reports(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", actor="x")
    empty = drills_page(settings, language="zh", csrf="c")
    assert "没有正在运行的演练" in empty
    run = run_drill_of(settings, "leak-table-top", seed=7).id
    page = drills_page(settings, language="en", csrf="c")
    assert f'href="/drills/{run}/report"' in page
    assert "A leak of personal data talked through" in page


def test_the_door_asks_for_a_token_or_a_name(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", actor="x")
    assert 'name="token"' in door_page(settings, language="zh")
    role = door_page(settings, language="en", role="command", problem="<b>")
    assert "Join as command" in role
    assert "Not signed in: &lt;b&gt;" in role


def test_assets_are_ours_and_load_nothing() -> None:
    for files, _kind in ASSETS.values():
        for path in files:
            text = path.read_text(encoding="utf-8")
            assert "://" not in text
            assert "@import" not in text
