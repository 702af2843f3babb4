# The HTTP API of masking: sign-in by token, requests read by their shapes, answers that never
# hold what was wrong with a value. The hot route touches nothing but a dictionary of tokens,
# the kernels and JSON.
from __future__ import annotations

import asyncio
import contextlib
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import pyarrow as pa
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from schema import MisuseError, RefusedError, TongguanError

from .api_rows import Batcher, records_of
from .api_shapes import (
    Fault,
    Masked,
    MaskedTexts,
    Place,
    Problem,
    Records,
    Reveal,
    Revealed,
    Texts,
    openapi,
)

if TYPE_CHECKING:
    from operations import MaskDesk

__all__ = ["make_app"]

S = TypeVar("S", bound=msgspec.Struct)

_JSON = "application/json"
_ARROW = "application/vnd.apache.arrow.stream"
_ENCODER = msgspec.json.Encoder()
_DECODERS: dict[type[msgspec.Struct], msgspec.json.Decoder[Any]] = {
    shape: msgspec.json.Decoder(shape) for shape in (Records, Texts, Reveal)
}
# What msgspec says of a wrong body may quote a field's name; only what it says of types and
# places is passed on.
_TOLD = re.compile(r"Expected `[a-z |]+`(?:, got `[a-z]+`)?(?: - at `[$.\[\]0-9a-z]+`)?")
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
}


class _FaultError(Exception):
    """A request that cannot be served."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def make_app(
    desk: MaskDesk, *, largest: int, explained: Callable[[str, str], str] | None = None
) -> Starlette:
    """The application that masks at this desk; bodies of `largest` bytes at most are read.

    `explained` puts a sentence into the language (zh or en) that a request asks for.
    """
    api = _Api(desk, largest, explained or (lambda sentence, _language: sentence))
    routes = [
        Route("/v1/mask/records", api.served(api.records), methods=["POST"]),
        Route("/v1/mask/text", api.served(api.texts), methods=["POST"]),
        Route("/v1/mask/arrow", api.served(api.arrow), methods=["POST"]),
        Route("/v1/reveal", api.served(api.reveal), methods=["POST"]),
        Route("/v1/openapi.json", _openapi, methods=["GET"]),
        Route("/v1/health", _health, methods=["GET"]),
    ]

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(desk.tell_rows)

    return Starlette(
        routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _unrouted}
    )


class _Api:
    def __init__(self, desk: MaskDesk, largest: int, explained: Callable[[str, str], str]) -> None:
        self._desk = desk
        self._largest = largest
        self._explained = explained
        self._batcher = Batcher()

    def served(
        self, answer: Callable[[Request, bytes], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                return await answer(request, await self._body(request))
            except _FaultError as fault:
                return self._problem(request, fault.status, fault.code, fault.message)
            except RefusedError as error:
                return self._problem(request, 403, "refused", str(error))
            except MisuseError as error:
                return self._problem(request, 422, "misuse", str(error))
            except TongguanError as error:
                return self._problem(request, 503, "unavailable", str(error))

        return endpoint

    async def records(self, request: Request, body: bytes) -> Response:
        token = self._signed_in(request, "mask")
        asked = _read(request, body, Records)
        counter = self._desk.counter(
            token, purpose=asked.purpose, dataset=asked.dataset, labels=asked.labels
        )
        shown = await self._batcher.masked(counter, asked.records)
        return _told(Masked(counter.share.id, shown))

    async def texts(self, request: Request, body: bytes) -> Response:
        token = self._signed_in(request, "mask")
        asked = _read(request, body, Texts)
        share, shown, places = await asyncio.to_thread(
            self._desk.texts, token, asked.texts, purpose=asked.purpose
        )
        where = [[Place(each.label, each.start, each.end) for each in those] for those in places]
        return _told(MaskedTexts(share, shown, where))

    async def arrow(self, request: Request, body: bytes) -> Response:
        token = self._signed_in(request, "mask")
        _typed(request, _ARROW)
        batches, schema = _stream(body)
        asked = request.query_params
        labels = _labels_in(schema)
        counter = self._desk.counter(
            token,
            purpose=asked.get("purpose", ""),
            dataset=asked.get("dataset", ""),
            labels=labels if not asked.get("dataset") else None,
        )
        shown = await asyncio.to_thread(lambda: [counter.masked(each) for each in batches])
        sink = io.BytesIO()
        with pa.ipc.new_stream(sink, shown[0].schema if shown else pa.schema([])) as stream:
            for each in shown:
                stream.write_batch(each)
        headers = {**_HEADERS, "tongguan-share": counter.share.id}
        return Response(sink.getvalue(), media_type=_ARROW, headers=headers)

    async def reveal(self, request: Request, body: bytes) -> Response:
        token = self._signed_in(request, "reveal")
        asked = _read(request, body, Reveal)
        names = list(asked.records[0]) if asked.records else []
        if any(list(each) != names for each in asked.records):
            raise _FaultError(
                422, "misuse", "every record names the same columns in the same order"
            )
        try:
            cells = [[each[name] for each in asked.records] for name in names]
            arrays = [pa.array(column, pa.string()) for column in cells]
        except (pa.ArrowException, TypeError, UnicodeEncodeError):
            raise _FaultError(422, "misuse", "masked values are texts") from None
        batch = pa.RecordBatch.from_arrays(arrays, names=names)
        shown = await asyncio.to_thread(self._desk.reveal, token, asked.share, asked.reason, batch)
        columns = [column.to_pylist() for column in shown.columns]
        return _told(Revealed(records_of(shown.schema.names, columns)))

    async def _body(self, request: Request) -> bytes:
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self._largest:
            raise self._too_large()
        parts, size = [], 0
        try:
            async for part in request.stream():
                size += len(part)
                if size > self._largest:
                    raise self._too_large()
                parts.append(part)
        except ClientDisconnect:
            raise _FaultError(400, "unread", "the connection ended before the body did") from None
        return b"".join(parts)

    def _too_large(self) -> _FaultError:
        return _FaultError(413, "too-large", f"the body is larger than {self._largest} bytes")

    def _signed_in(self, request: Request, scope: str) -> Any:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise _FaultError(401, "no-token", "sign in with a token (Authorization: Bearer …)")
        try:
            return self._desk.signed_in(token.strip(), scope)
        except MisuseError as error:
            raise _FaultError(401, "no-token", str(error)) from None

    def _problem(self, request: Request, status: int, code: str, message: str) -> Response:
        language = "zh" if request.headers.get("accept-language", "").startswith("zh") else "en"
        fault = Fault(code, self._explained(message, language))
        headers = {**_HEADERS, "www-authenticate": "Bearer"} if status == 401 else _HEADERS
        body = _ENCODER.encode(Problem(fault))
        return Response(body, status_code=status, media_type=_JSON, headers=headers)


def _read(request: Request, body: bytes, shape: type[S]) -> S:
    """The body by its shape. Raises a fault that quotes nothing of it."""
    _typed(request, _JSON)
    try:
        read: S = _DECODERS[shape].decode(body)
    except msgspec.ValidationError as error:
        told = _TOLD.fullmatch(str(error))
        reason = told[0] if told else "a field is missing, unknown or too long"
        raise _FaultError(400, "shape", f"the body has another shape: {reason}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _FaultError(400, "json", "the body is no JSON in UTF-8") from None
    return read


def _typed(request: Request, wanted: str) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != wanted:
        raise _FaultError(415, "content-type", f"the body must be {wanted}")


def _stream(body: bytes) -> tuple[list[pa.RecordBatch], pa.Schema]:
    try:
        with pa.ipc.open_stream(body) as stream:
            batches = list(stream)
            for each in batches:
                each.validate(full=True)
            return batches, stream.schema
    except (pa.ArrowException, OSError, ValueError):
        raise _FaultError(400, "arrow", "the body is no Arrow IPC stream") from None


def _labels_in(schema: pa.Schema) -> Mapping[str, str]:
    """The label of each column, from its field's metadata `label`."""
    labels = {}
    for field in schema:
        label = (field.metadata or {}).get(b"label")
        if label is None:
            raise _FaultError(
                422, "misuse", "a column has no `label` in its metadata, and no data set is named"
            )
        labels[field.name] = label.decode("utf-8", errors="replace")
    return labels


def _told(answer: msgspec.Struct) -> Response:
    return Response(_ENCODER.encode(answer), media_type=_JSON, headers=_HEADERS)


async def _openapi(_request: Request) -> Response:
    document = msgspec.json.encode(openapi(version("tongguan")))
    return Response(document, media_type=_JSON, headers=_HEADERS)


async def _health(_request: Request) -> Response:
    return Response(b'{"status":"ok"}', media_type=_JSON, headers=_HEADERS)


async def _unrouted(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    told = "there is no such thing here" if status == 404 else "this is not done this way"
    body = _ENCODER.encode(Problem(Fault("not-here", told)))
    return Response(body, status_code=status, media_type=_JSON, headers=_HEADERS)
