# The HTTP API of masking: sign-in by token, requests read by their shapes, answers that never
# hold what was wrong with a value. The hot route touches nothing but a dictionary of tokens,
# the kernels and JSON.
from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import parse_qsl

import msgspec
import pyarrow as pa
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
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
from .asked import (
    HEADERS,
    Answer,
    Asked,
    CutShortError,
    Receive,
    Scope,
    Send,
    TooLargeError,
    body_of,
    headers_of,
    send_answer,
)

if TYPE_CHECKING:
    from operations import MaskDesk
    from schema import ApiToken

__all__ = ["make_app"]

Application: TypeAlias = "Callable[[Scope, Receive, Send], Awaitable[None]]"
S = TypeVar("S", bound=msgspec.Struct)

_LOG = logging.getLogger("tongguan.api")
_JSON = "application/json"
_HOT = "/v1/mask/records"
_ARROW = "application/vnd.apache.arrow.stream"
_ENCODER = msgspec.json.Encoder()
_DECODERS: dict[type[msgspec.Struct], msgspec.json.Decoder[Any]] = {
    shape: msgspec.json.Decoder(shape) for shape in (Records, Texts, Reveal)
}
# What msgspec says of a wrong body may quote a field's name; only what it says of types and
# places is passed on.
_TOLD = re.compile(r"Expected `[a-z |]+`(?:, got `[a-z]+`)?(?: - at `[$.\[\]0-9a-z]+`)?")


class _FaultError(Exception):
    """A request that cannot be served."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def make_app(
    desk: MaskDesk,
    *,
    largest: int,
    explained: Callable[[str, str], str] | None = None,
    pages: Sequence[Route] = (),
) -> Application:
    """The application that masks at this desk; bodies of `largest` bytes at most are read.

    `explained` puts a sentence into the language (zh or en) that a request asks for; `pages` are
    served beside.
    """
    api = _Api(desk, largest, explained or (lambda sentence, _language: sentence))
    records = api.served(api.records)
    routes = [
        Route(_HOT, _Endpoint(records), methods=["POST"]),
        Route("/v1/mask/text", _Endpoint(api.served(api.texts)), methods=["POST"]),
        Route("/v1/mask/arrow", _Endpoint(api.served(api.arrow)), methods=["POST"]),
        Route("/v1/reveal", _Endpoint(api.served(api.reveal)), methods=["POST"]),
        Route("/v1/openapi.json", _Endpoint(_openapi), methods=["GET"]),
        Route("/v1/health", _Endpoint(_health), methods=["GET"]),
        *pages,
    ]

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        # What is there before the first request stays: nobody need look through it again.
        gc.collect()
        gc.freeze()
        yield
        await asyncio.to_thread(desk.tell_rows)

    routed = Starlette(
        routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _unrouted}
    )

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        # Past the router and what stands around it: that is half of what an answer costs.
        if scope["type"] == "http" and scope["path"] == _HOT and scope["method"] == "POST":
            await records(scope, receive, send)
        else:
            await routed(scope, receive, send)

    return application


@dataclass(frozen=True)
class _Endpoint:
    """An application for one path; a plain function the router would call with its own objects."""

    serve: Application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.serve(scope, receive, send)


class _Api:
    def __init__(self, desk: MaskDesk, largest: int, explained: Callable[[str, str], str]) -> None:
        self._desk = desk
        self._largest = largest
        self._explained = explained
        self._batcher = Batcher()

    def served(self, answer: Callable[[Asked], Awaitable[Answer]]) -> Application:
        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            headers = headers_of(scope)
            announced = headers.get(b"content-length", b"")
            try:
                body = await body_of(receive, self._largest, announced)
                told = await answer(Asked(headers, scope["query_string"], body))
            except TooLargeError:
                larger = f"the body is larger than {self._largest} bytes"
                told = self._problem(headers, 413, "too-large", larger)
            except CutShortError:
                early = "the connection ended before the body did"
                told = self._problem(headers, 400, "unread", early)
            except _FaultError as fault:
                told = self._problem(headers, fault.status, fault.code, fault.message)
            except RefusedError as error:
                told = self._problem(headers, 403, "refused", str(error))
            except MisuseError as error:
                told = self._problem(headers, 422, "misuse", str(error))
            except TongguanError as error:
                told = self._problem(headers, 503, "unavailable", str(error))
            except Exception as error:  # noqa: BLE001  nobody knows what its words quote
                _noted(error)
                told = self._problem(headers, 500, "internal", "something is wrong in this server")
            await send_answer(send, told)

        return application

    async def records(self, asked: Asked) -> Answer:
        token = self._signed_in(asked, "mask")
        wanted = _read(asked, Records)
        counter = self._desk.counter(
            token, purpose=wanted.purpose, dataset=wanted.dataset, labels=wanted.labels
        )
        shown = counter.few(wanted.records)
        if shown is None:
            shown = await self._batcher.masked(counter, wanted.records)
        names = [column.name for column in counter.plan.columns]
        return _told(Masked(counter.share.id, records_of(names, shown)))

    async def texts(self, asked: Asked) -> Answer:
        token = self._signed_in(asked, "mask")
        wanted = _read(asked, Texts)
        share, shown, places = await asyncio.to_thread(
            self._desk.texts, token, wanted.texts, purpose=wanted.purpose
        )
        where = [[Place(each.label, each.start, each.end) for each in those] for those in places]
        return _told(MaskedTexts(share, shown, where))

    async def arrow(self, asked: Asked) -> Answer:
        token = self._signed_in(asked, "mask")
        _typed(asked, _ARROW)
        batches, schema = _stream(asked.body)
        query = dict(parse_qsl(asked.query.decode("latin-1")))
        labels = _labels_in(schema)
        counter = self._desk.counter(
            token,
            purpose=query.get("purpose", ""),
            dataset=query.get("dataset", ""),
            labels=labels if not query.get("dataset") else None,
        )
        shown = await asyncio.to_thread(lambda: [counter.masked(each) for each in batches])
        sink = io.BytesIO()
        with pa.ipc.new_stream(sink, shown[0].schema if shown else pa.schema([])) as stream:
            for each in shown:
                stream.write_batch(each)
        headers = ((b"tongguan-share", counter.share.id.encode()),)
        return Answer(sink.getvalue(), _ARROW.encode(), headers=headers)

    async def reveal(self, asked: Asked) -> Answer:
        token = self._signed_in(asked, "reveal")
        wanted = _read(asked, Reveal)
        names = list(wanted.records[0]) if wanted.records else []
        if any(list(each) != names for each in wanted.records):
            raise _FaultError(
                422, "misuse", "every record names the same columns in the same order"
            )
        try:
            cells = [[each[name] for each in wanted.records] for name in names]
            arrays = [pa.array(column, pa.string()) for column in cells]
        except (pa.ArrowException, TypeError, UnicodeEncodeError):
            raise _FaultError(422, "misuse", "masked values are texts") from None
        batch = pa.RecordBatch.from_arrays(arrays, names=names)
        shown = await asyncio.to_thread(
            self._desk.reveal, token, wanted.share, wanted.reason, batch
        )
        columns = [column.to_pylist() for column in shown.columns]
        return _told(Revealed(records_of(shown.schema.names, columns)))

    def _signed_in(self, asked: Asked, scope: str) -> ApiToken:
        kind, _, token = asked.header(b"authorization").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise _FaultError(401, "no-token", "sign in with a token (Authorization: Bearer …)")
        try:
            return self._desk.signed_in(token.strip(), scope)
        except MisuseError as error:
            raise _FaultError(401, "no-token", str(error)) from None

    def _problem(
        self, headers: Mapping[bytes, bytes], status: int, code: str, message: str
    ) -> Answer:
        language = "zh" if headers.get(b"accept-language", b"").startswith(b"zh") else "en"
        fault = Fault(code, self._explained(message, language))
        more = ((b"www-authenticate", b"Bearer"),) if status == 401 else ()
        return Answer(_ENCODER.encode(Problem(fault)), status=status, headers=more)


def _read(asked: Asked, shape: type[S]) -> S:
    """The body by its shape. Raises a fault that quotes nothing of it."""
    _typed(asked, _JSON)
    try:
        read: S = _DECODERS[shape].decode(asked.body)
    except msgspec.ValidationError as error:
        told = _TOLD.fullmatch(str(error))
        reason = told[0] if told else "a field is missing, unknown or too long"
        raise _FaultError(400, "shape", f"the body has another shape: {reason}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _FaultError(400, "json", "the body is no JSON in UTF-8") from None
    return read


def _typed(asked: Asked, wanted: str) -> None:
    given = asked.header(b"content-type")
    if given != wanted and given.partition(";")[0].strip().lower() != wanted:
        raise _FaultError(415, "content-type", f"the body must be {wanted}")


def _stream(body: bytes) -> tuple[list[pa.RecordBatch], pa.Schema]:
    try:
        with pa.ipc.open_stream(body) as stream:
            batches = list(stream)
            for each in batches:
                each.validate(full=True)
            # A name may be no text, which is found when it is looked at.
            _ = stream.schema.names, stream.schema.metadata
            return batches, stream.schema
    except (pa.ArrowException, MemoryError, OSError, OverflowError, TypeError, ValueError):
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


def _noted(error: Exception) -> None:
    """Into the log what went wrong and where, and no word of what the error says."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at is not None else "nowhere"
    _LOG.error("%s at %s", type(error).__name__, where)


def _told(answer: msgspec.Struct) -> Answer:
    return Answer(_ENCODER.encode(answer))


async def _openapi(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send_answer(send, Answer(msgspec.json.encode(openapi(version("tongguan")))))


async def _health(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send_answer(send, Answer(b'{"status":"ok"}'))


async def _unrouted(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    told = "there is no such thing here" if status == 404 else "this is not done this way"
    body = _ENCODER.encode(Problem(Fault("not-here", told)))
    return Response(body, status_code=status, media_type=_JSON, headers=HEADERS)
