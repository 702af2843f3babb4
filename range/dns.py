# DNS as bytes, as far as a drill needs it (RFC 1035): one question, an answer of an address or of
# text. The lab keeps each message behind its length, as TCP carries it (RFC 7766).
from __future__ import annotations

import base64
import struct
from dataclasses import dataclass

__all__ = ["DNS", "TXT", "A", "DnsError", "Question", "answer", "cut", "data_of", "parse", "query", "tunnelled"]  # fmt: skip

DNS = 53
A, TXT = 1, 16
_HEADER = struct.Struct(">HHHHHH")
_MOST_LABEL, _MOST_NAME = 63, 253


class DnsError(ValueError):
    """Bytes that are no question of DNS."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as read."""

    number: int
    name: str
    type: int


def cut(stream: bytes) -> tuple[list[bytes], bytes]:
    """The whole messages at the beginning of a stream, and the rest. Raises DnsError."""
    messages = []
    while len(stream) >= 2:
        length = int.from_bytes(stream[:2], "big")
        if length < _HEADER.size:
            raise DnsError("a message without a header")
        if len(stream) < 2 + length:
            break
        messages.append(stream[: 2 + length])
        stream = stream[2 + length :]
    return messages, stream


def query(number: int, name: str, type_: int = A) -> bytes:
    """A question's bytes. Raises ValueError for a name that is too long.

    >>> parse(query(7, "his.example"))
    Question(number=7, name='his.example', type=1)
    """
    return _whole(_HEADER.pack(number & 0xFFFF, 0x0100, 1, 0, 0, 0) + _question(name, type_))


def parse(message: bytes) -> Question:
    """A question read. Raises DnsError."""
    try:
        number, _, count, *_ = _HEADER.unpack_from(message, 2)
        labels, at = [], 2 + _HEADER.size
        while length := message[at]:
            if length > _MOST_LABEL:
                raise DnsError("a label that is too long")
            labels.append(message[at + 1 : at + 1 + length].decode("ascii"))
            at += 1 + length
        (type_,) = struct.unpack_from(">H", message, at + 1)
    except (struct.error, IndexError, UnicodeDecodeError):
        raise DnsError("no question that can be read") from None
    if count != 1:
        raise DnsError("not one question")
    return Question(number, ".".join(labels), type_)


def answer(message: bytes, address: str | None) -> bytes:
    """The answer to a question: an address, or that there is no such name (None).

    Of a type other than an address or text, a name that exists has nothing.
    """
    asked = parse(message)
    held = address is not None and asked.type in {A, TXT}
    head = (asked.number, 0x8180 if address else 0x8183, 1, int(held), 0, 0)
    body = _HEADER.pack(*head) + _question(asked.name, asked.type)
    if held and address is not None:
        told = bytes(map(int, address.split("."))) if asked.type == A else b"\2ok"
        # The name is the question's own, told by where it stands.
        body += struct.pack(">HHHIH", 0xC00C, asked.type, 1, 60, len(told)) + told
    return _whole(body)


def tunnelled(number: int, data: bytes, domain: str) -> str:
    """A name that carries a piece of data: its number, then the data in labels."""
    text = base64.b32encode(data).decode("ascii").rstrip("=").lower()
    labels = [text[at : at + _MOST_LABEL] for at in range(0, len(text), _MOST_LABEL)]
    return ".".join([f"s{number}", *labels, domain])


def data_of(name: str, domain: str) -> tuple[int, bytes] | None:
    """The number and data that a name carries; None for an ordinary one."""
    labels = name.removesuffix(f".{domain}").split(".")
    if name == domain or not name.endswith(f".{domain}") or not labels[0][1:].isdigit():
        return None
    text = "".join(labels[1:]).upper()
    try:
        return int(labels[0][1:]), base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        return None


def _question(name: str, type_: int) -> bytes:
    labels = name.split(".")
    if len(name) > _MOST_NAME or any(not 0 < len(each) <= _MOST_LABEL for each in labels):
        raise ValueError("a name that is too long")
    packed = b"".join(bytes((len(each),)) + each.encode("ascii") for each in labels)
    return packed + b"\0" + struct.pack(">HH", type_, 1)


def _whole(body: bytes) -> bytes:
    return struct.pack(">H", len(body)) + body
