# Bytes of a text file as UTF-8: which encoding it is in, and a stream that hands it on.
# UTF-8 (RFC 3629), GB18030-2022 as Python's codec has it (GBK and GB2312 lie within), UTF-16
# by its byte order mark. Damage does not end a file: a byte that cannot be read becomes a
# noncharacter (U+FDD0, reserved for a program's own use), so that its row can be left out.
from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from typing import Any, BinaryIO

import pyarrow as pa

__all__ = ["DAMAGED", "DecodedStream", "decoded", "detect_encoding", "mark_length", "texts"]

DAMAGED = "\ufdd0"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A text may carry some damage; a file that is damaged in every tenth place is not text.
_MAX_DAMAGE = 0.1
# Control characters that no table is written with: Hive's ^A ^B ^C, tabs and line ends are.
_CONTROLS = bytes([*range(4, 9), *range(14, 27)])
_MAX_CONTROLS = 0.02
_READ = 1024 * 1024
_MIN_READ = 64
_ERRORS = "tongguan-damaged"


def detect_encoding(head: bytes, *, whole: bool) -> str | None:
    """The encoding of a file from its first bytes, or None where it is not text we know.

    A character cut off by the end of `head` is no damage unless `head` is the `whole` file.

    >>> detect_encoding("姓名,电话".encode("gbk"), whole=True)
    'gb18030'
    """
    for signature, encoding in _MARKS:
        if head.startswith(signature):
            return encoding
    damage = {name: _damage(head, name, whole=whole) for name in ("utf-8", "gb18030")}
    beyond_ascii = len(head.translate(None, bytes(range(128)))) or 1
    if damage["utf-8"] * 20 <= beyond_ascii:
        best = "utf-8"
    else:
        best = min(damage, key=lambda name: damage[name])
    controls = len(head) - len(head.translate(None, _CONTROLS))
    is_text = max(damage[best], head.count(0)) <= _MAX_DAMAGE * len(
        head
    ) and controls <= _MAX_CONTROLS * len(head)
    return best if is_text else None


def mark_length(head: bytes) -> int:
    """How many bytes the byte order mark takes at the start of a file."""
    return next((len(signature) for signature, _ in _MARKS if head.startswith(signature)), 0)


def decoded(raw: bytes | str) -> str:
    """Text of a writer who may not have kept to UTF-8, as databases hold it."""
    if isinstance(raw, str):
        return raw
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def texts(raw: pa.Array[Any]) -> pa.Array[Any]:
    """A column of bytes as strings, each cell decoded by itself where one is no UTF-8."""
    try:
        return raw.cast(pa.string())
    except pa.ArrowInvalid:
        cells = raw.to_pylist()
    return pa.array([None if cell is None else decoded(cell) for cell in cells], pa.string())


class DecodedStream(io.RawIOBase):
    """A file's text from where it stands, as UTF-8 bytes for a reader that asks for them.

    `spend` is called with the size of each raw read. `first_damage` is the byte offset in
    the file of the first byte that is not text, None while there was none; it is set before
    the reader gets the text it stands in.
    """

    def __init__(self, file: BinaryIO, encoding: str, spend: Callable[[int], None]) -> None:
        super().__init__()
        codecs.register_error(_ERRORS, _mark_damage)
        self._file = file
        self._offset = file.tell()
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._utf8 = encoding == "utf-8"
        self._spend = spend
        self._ready = b""
        self.first_damage: int | None = None

    def readable(self) -> bool:
        """True: this is what it is for."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Exactly `size` bytes of UTF-8 but at the end, all of it for -1.

        A parser that cuts its input into blocks takes each short read for a block, and a
        block without a line end for a record that is too long.
        """
        parts = [self._ready]
        held = len(self._ready)
        while size < 0 or held < size:
            part = self._next(_READ if size < 0 else max(size - held, _MIN_READ))
            if not part:
                break
            parts.append(part)
            held += len(part)
        text = b"".join(parts) if len(parts) > 1 else self._ready
        cut = held if size < 0 else size
        self._ready = text[cut:]
        return text[:cut] if self._ready else text

    def _next(self, size: int) -> bytes:
        """The text of the next bytes of the file, empty only at its end."""
        while True:
            # Two bytes of GB18030 or UTF-16 become three of UTF-8.
            raw = self._file.read(size if self._utf8 else size * 2 // 3)
            self._spend(len(raw))
            before = self._decoder.getstate()
            try:
                text = self._decoder.decode(raw, final=not raw)
            except UnicodeDecodeError as error:
                if self.first_damage is None:
                    self.first_damage = self._offset - len(before[0]) + error.start
                self._decoder.setstate(before)
                self._decoder.errors = _ERRORS
                out = self._decoder.decode(raw, final=not raw).encode("utf-8", "surrogatepass")
                self._decoder.errors = "strict"
            else:
                out = self._checked(before[0] + raw) if self._utf8 else text.encode()
            self._offset += len(raw)
            if out or not raw:
                return out

    def _checked(self, raw: bytes) -> bytes:
        """UTF-8 that was found valid, without the character its end cuts off."""
        pending = len(self._decoder.getstate()[0])
        return raw[: len(raw) - pending] if pending else raw


def _damage(head: bytes, encoding: str, *, whole: bool) -> int:
    codecs.register_error(_ERRORS, _mark_damage)
    decoder = codecs.getincrementaldecoder(encoding)(_ERRORS)
    return decoder.decode(head, final=whole).count(DAMAGED)


def _mark_damage(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return DAMAGED, error.end
