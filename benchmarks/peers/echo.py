# A bare Starlette application that reads a JSON body and writes it back: what the framework
# itself costs.
from __future__ import annotations

import sys

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def echo(request: Request) -> Response:
    """The body as it was understood."""
    body = msgspec.json.decode(await request.body())
    return Response(msgspec.json.encode(body), media_type="application/json")


if __name__ == "__main__":
    app = Starlette(routes=[Route("/v1/mask/records", echo, methods=["POST"])])
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning")
