# What guard.py and the processes it speaks to say to one another: messages in MessagePack,
# each behind its length. Decoding one runs no code, whatever wrote it: the other end may be
# in a stranger's hands.
from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Any

import msgspec

__all__ = ["Fault", "Message", "receive", "send"]

# The first item says what it is.
Message = Sequence[Any]

_LENGTH = 4
_MAX_MESSAGE = 256 * 1024 * 1024
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[Any])


class Fault(Exception):  # noqa: N818  a finding about a file, not a mistake of ours
    """What a program found wrong with its file: a code, and numbers that go with it."""

    def __init__(self, code: str, *numbers: int) -> None:
        super().__init__(code)
        self.code = code
        self.numbers = numbers


def send(channel: socket.socket, message: Message) -> None:
    """The message on its way; returns when the other end has room for it."""
    body = _ENCODER.encode(message)
    channel.sendall(len(body).to_bytes(_LENGTH, "big") + body)


def receive(channel: socket.socket) -> Message | None:
    """The next message, or None where the other end has closed.

    Raises Fault("damaged") for what is no message.
    """
    head = _exactly(channel, _LENGTH)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    body = _exactly(channel, min(length, _MAX_MESSAGE))
    try:
        message: Message = _DECODER.decode(body)
    except (msgspec.DecodeError, RecursionError):
        message = ()
    if len(head) < _LENGTH or len(body) < length or not message:
        raise Fault("damaged")
    return message


def _exactly(channel: socket.socket, size: int) -> bytes | bytearray:
    """So many bytes, or those that came before the end."""
    held = bytearray(size)
    view = memoryview(held)
    came = 0
    while came < size:
        try:
            count = channel.recv_into(view[came:])
        except ConnectionError:
            count = 0
        if not count:
            return held[:came]
        came += count
    return held
