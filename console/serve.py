# tongguan serve: the HTTP API, on this machine alone unless a certificate says otherwise.
from __future__ import annotations

import ipaddress

import click

from .setting import language, settings, talk

__all__ = ["serve"]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8700, show_default=True, type=click.IntRange(0, 65_535), help="The port."
)
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False), help="Certificate (PEM).")
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False), help="Its key (PEM).")
@click.option(
    "--largest-mb",
    default=64,
    show_default=True,
    type=click.IntRange(1, 4096),
    help="The largest body that is read, in MB.",
)
@click.pass_context
def serve(
    ctx: click.Context,
    host: str,
    port: int,
    tls_cert: str | None,
    tls_key: str | None,
    largest_mb: int,
) -> None:
    """The HTTP API of masking and the pages of drills (/drills), with a token (tongguan token add).

    \b
    Example:
      tongguan serve --port 8700
    """
    from operations import MaskDesk, problem_in, words_at_hand

    from .words import said

    try:
        import uvicorn

        from .api import make_app
        from .pages import page_routes
    except ImportError:
        raise click.UsageError(said("no-server", language(ctx))) from None
    if not (tls_cert and tls_key) and not _is_here(host):
        raise click.UsageError(said("needs-tls", language(ctx), host=host))
    known = settings(ctx)
    words = {tongue: words_at_hand(known, tongue) for tongue in ("zh", "en")}
    desk = MaskDesk(known)

    def explained(sentence: str, tongue: str) -> str:
        return problem_in(sentence, words[tongue])

    app = make_app(
        desk,
        largest=largest_mb << 20,
        explained=explained,
        pages=page_routes(known, desk, explained),
    )
    address = f"{'https' if tls_cert else 'http'}://{host}:{port}"
    talk(said("serving", language(ctx), address=address))
    uvicorn.run(
        app,
        host=host,
        port=port,
        ssl_certfile=tls_cert,
        ssl_keyfile=tls_key,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
    )


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
