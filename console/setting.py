# Settings of one invocation: flags beat environment beat defaults (click has merged the
# first two). The only place that looks at the user's surroundings.
from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from operations import Settings

__all__ = ["Given", "language", "language_of", "settings", "settings_of", "talk"]

# What the command line's own options say, filled before any command runs.
Given = dict[str, str | None]


def settings(ctx: click.Context) -> Settings:
    """The installation's settings for this call."""
    return settings_of(ctx.obj)


def settings_of(given: Given) -> Settings:
    """The installation's settings, as far as the command line was read."""
    from operations import Settings

    home, policies, site = (given.get(key) for key in ("home", "policies", "site"))
    # Raises where it is no text: the ledger has to be able to write it down.
    (given.get("actor") or "").encode()
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Settings(
        home=Path(home or Path(data) / "tongguan"),
        actor=given.get("actor") or _login(),
        policies=Path(policies) if policies else None,
        site=Path(site) if site else None,
        kek=given.get("kek") or "",
        archive=given.get("archive") or "",
        store=given.get("store") or "",
        store_password=Path(secret) if (secret := given.get("store_password_file")) else None,
    )


def _login() -> str:
    """The login name, or the number of a user whom the system has no name for (containers)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid-{os.getuid()}"


def language(ctx: click.Context) -> str:
    """The language, zh or en: as asked, else English in an English locale, else Chinese."""
    return language_of(ctx.obj)


def language_of(given: Given) -> str:
    """The language, as far as the command line was read."""
    # Before it was read the environment is asked, as click would have.
    if (asked := given.get("lang") or os.environ.get("TONGGUAN_LANG")) in {"zh", "en"}:
        return asked
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return "en" if locale and locale.startswith("en") else "zh"


def talk(message: str) -> None:
    """A line for the person, on stderr."""
    click.echo(message, err=True)
