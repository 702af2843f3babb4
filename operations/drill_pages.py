# The pages around a drill that runs: those that run and those on record, signing in, taking a role
# by a link, a run's report and two runs side by side. What they need beside is read out here.
from __future__ import annotations

from pathlib import Path

from schema import Drill as DrillRecord

from .drill import list_drills
from .drill_live import running_drills
from .drill_live_words import LIVE_PAGE
from .drill_page_words import DRILL_ROLES
from .page import page_template
from .recording import Book
from .settings import Settings, read_policies
from .wording import wording

__all__ = ["ASSETS", "door_page", "drills_page"]

_TEMPLATES = Path(__file__).parent / "templates"
# What the pages load, all of it ours: by its name, its files and what it is.
ASSETS = {
    "drills.css": (tuple(_TEMPLATES / name for name in ("report.css", "drills.css")), "text/css"),
    "drills.js": ((_TEMPLATES / "drills.js",), "text/javascript"),
}
_RECORDED = 50


def drills_page(settings: Settings, *, language: str, csrf: str) -> str:
    """The drills that run, and the latest on record."""
    words = wording(language, read_policies(settings))
    titles = {
        name: words.of(each.header.title) for name, each in list_drills(settings).drills.items()
    }
    with Book(settings.home) as book:
        recorded = sorted(book.list(DrillRecord), key=lambda each: each.time, reverse=True)
    return page_template("drills.html.j2").render(
        say={key: words.of(title) for key, title in LIVE_PAGE.items()},
        language="zh-CN" if language == "zh" else "en",
        notice="",
        csrf=csrf,
        running=[
            (titles.get(each.scenario, each.scenario), each) for each in running_drills(settings)
        ],
        recorded=[
            (titles.get(each.scenario, each.scenario), each) for each in recorded[:_RECORDED]
        ],
    )


def door_page(settings: Settings, *, language: str, role: str = "", problem: str = "") -> str:
    """Where one signs in with a token or, with a link, takes a role."""
    words = wording(language, read_policies(settings))
    return page_template("drill_door.html.j2").render(
        say={key: words.of(title) for key, title in LIVE_PAGE.items()},
        language="zh-CN" if language == "zh" else "en",
        notice=f"{words.of(LIVE_PAGE['refused'])}{problem}" if problem else "",
        role=words.of(DRILL_ROLES[role]) if role else "",
    )
