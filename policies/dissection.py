# Protocols that a site has read by scapy: which packets, by which of scapy's layers, and which of
# its fields are put into which columns of an event. Off unless a site writes one.
from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import Field, field_validator

from .pack import Header, Model

__all__ = ["DISSECTED", "Dissection", "DissectionExample", "DissectionPack"]

# Columns that a field may be put into: free text is taken out of them before they are kept.
DISSECTED: Final = (
    "message", "tongguan.operation", "tongguan.target", "user.name", "host.name",
    "destination.domain", "file.name",
)  # fmt: skip
Column = Literal[
    "message", "tongguan.operation", "tongguan.target", "user.name", "host.name",
    "destination.domain", "file.name",
]  # fmt: skip
_FIELD: Final = re.compile(r"[A-Za-z_]\w*\.[A-Za-z_]\w*")
Port = Annotated[int, Field(ge=1, le=65_535)]


class DissectionExample(Model):
    """A payload in hexadecimal digits and the columns it gives."""

    payload: str
    gives: dict[Column, str]

    @field_validator("payload")
    @classmethod
    def _digits(cls, value: str) -> str:
        bytes.fromhex(value)
        return value


class Dissection(Model):
    """A protocol: its name, the module and layer of scapy that read it, its transport and ports."""

    id: str = Field(pattern=r"^[a-z][a-z0-9._-]{0,63}$")
    module: str = Field(pattern=r"^scapy\.(layers|contrib)(\.[a-z_A-Z0-9]+)+$")
    layer: str = Field(pattern=r"^[A-Za-z_]\w*$")
    transport: Literal["tcp", "udp"]
    ports: tuple[Port, ...] = Field(min_length=1, max_length=32)
    columns: dict[Column, str] = Field(min_length=1)
    action: str = "dissected"
    examples: tuple[DissectionExample, ...] = Field(min_length=1)

    @field_validator("columns")
    @classmethod
    def _fields(cls, value: dict[Column, str]) -> dict[Column, str]:
        for field in value.values():
            if not _FIELD.fullmatch(field):
                raise ValueError(f"{field} is not a layer and its field, as NTPHeader.mode")
        return value


class DissectionPack(Model):
    """A file of them."""

    header: Header
    dissections: tuple[Dissection, ...] = Field(min_length=1)
