# Logs as the operator says they are to be read, and what is said of lines that were not.
from __future__ import annotations

import datetime as dt
import fnmatch
from collections.abc import Callable
from dataclasses import dataclass

from monitor import About, Kind, Unread, kind_of
from policies import LogForm, load_logs

from .settings import Settings

__all__ = ["Logs", "read_logs", "unread_lines"]


@dataclass(frozen=True, slots=True)
class Logs:
    """The operator's forms; the first that fits a file's name holds."""

    forms: tuple[LogForm, ...] = ()

    def kind_of(self, name: str, head: str) -> Kind | None:
        """The kind of a log that is called and begins so."""
        form = self._form(name)
        return kind_of(head, form.fields if form is not None else None)

    def about(self, name: str, latest: Callable[[], dt.datetime]) -> About:
        """What is known of a log beside its text."""
        form = self._form(name)
        if form is None:
            return About(name, latest)
        return About(name, latest, form.zone.replace(":", ""), form.fields)

    def _form(self, name: str) -> LogForm | None:
        for form in self.forms:
            if any(fnmatch.fnmatchcase(name, each) for each in form.files):
                return form
        return None


def read_logs(settings: Settings) -> Logs:
    """The forms in force. Raises PolicyError."""
    return Logs(load_logs(settings.policies))


def unread_lines(unread: Unread) -> str:
    """What is said of lines that nobody could read: how many, and where the first is."""
    if unread.count == 1:
        return f"line {unread.first} is in no form that is read here"
    return (
        f"{unread.count} lines are in no form that is read here, the first is line {unread.first}"
    )
