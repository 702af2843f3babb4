# An installation in which three hundred residents left for a partner abroad.
from __future__ import annotations

from pathlib import Path

from flow_files import own_flow
from leaking_capture import leaking

from operations import Settings, replay


def sent_abroad(root: Path) -> Settings:
    """Its settings; the capture was replayed."""
    settings = Settings(
        home=root / "home", actor="tester", policies=own_flow(root / "packs"), site=site(root)
    )
    replay(settings, [str(leaking(root / "a.pcap"))])
    return settings


def site(root: Path) -> Path:
    """A site file that says who reports."""
    path = root / "site.yaml"
    path.write_text(
        "name: 某市卫健委\nuscc: 11610000016000000F\nreports_as: [others]\n"
        "departments: [{id: a, name: 信息科, officer: 王某, contact: 029-88880000}]\n",
        encoding="utf-8",
    )
    return path
