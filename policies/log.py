# How the operator's own logs are to be read, as data: which names of a JSON log are which columns,
# and in which zone times are that tell none.
from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from schema import EVENT_SCHEMA

from .pack import Header, Model, Title

__all__ = ["LogForm", "LogPack"]


class LogForm(Model):
    """Logs whose file names fit one of `files`, in which * stands for anything.

    `fields` say which column of an event a name is; names with dots reach into objects.
    """

    id: str
    title: Title
    files: tuple[str, ...] = Field(min_length=1)
    zone: Annotated[str, Field(pattern=r"^[+-]\d\d:\d\d$")] = "+00:00"
    fields: dict[str, str] = Field(default_factory=dict)

    @field_validator("fields")
    @classmethod
    def _are_columns(cls, fields: dict[str, str]) -> dict[str, str]:
        for each in fields.values():
            if each not in EVENT_SCHEMA.names or each.startswith("tongguan."):
                raise ValueError(f"{each} is no column of an event")
        return fields


class LogPack(Model):
    """A file of forms of logs."""

    header: Header
    logs: tuple[LogForm, ...]
