# tongguan monitor: captures and logs looked into, alerts and incidents.
from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from .adapter import adapter
from .monitor_duty import flows, report
from .monitor_incidents import incidents
from .monitor_interfaces import interfaces
from .monitor_live import screen
from .monitor_mute import mute, mutes, unmute
from .monitor_respond import playbooks, respond, responses, tell_answered
from .monitor_trace import trace
from .monitor_train import train
from .setting import language, settings, talk

if TYPE_CHECKING:
    from schema import Alert

__all__ = ["monitor"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def monitor() -> None:
    """See graded data leave: captures and logs, alerts, incidents.

    \b
    Example:
      tongguan monitor replay lo.pcap postgresql.csv
      tongguan monitor incidents
    """


@monitor.command()
@click.argument("targets", metavar="FILE...", nargs=-1, required=True)
@click.option("--live", is_flag=True, help="A view of it while it is read, on a terminal.")
@click.option("--json", "as_json", is_flag=True, help="One alert a line, as JSON on stdout.")
@click.pass_context
def replay(ctx: click.Context, targets: tuple[str, ...], live: bool, as_json: bool) -> None:
    """Read captures (pcap, pcapng) and logs; exit 1 where there are alerts or files left out.

    The kind of a log is told by its beginning. Events are archived without the values in
    them, alerts and incidents recorded; the same files read again tell nothing twice.

    \b
    Example:
      tongguan monitor replay night.pcapng /var/log/postgresql/postgresql.csv --json
    """
    from operations import replay as run

    from .monitor_progress import ReplayTicker, went_on
    from .words import said

    tongue = language(ctx)
    ticker = ReplayTicker(tongue, targets)
    with screen(ctx, wanted=live and not as_json) as drawn:
        try:
            tell = drawn.counted if drawn else ticker.tell
            found = run(settings(ctx), targets, tell=tell)
        finally:
            ticker.end()
        if drawn is not None:
            drawn.took(found)
    if found.resumed:
        talk(went_on(tongue))
    if as_json:
        from operations import alert_json

        for alert in found.alerts:
            click.echo(json.dumps(alert_json(alert), ensure_ascii=False))
    elif drawn is None:
        _print_alerts(ctx, list(found.alerts))
    from operations import explain

    for each in found.skipped if drawn is None else ():
        error = explain(settings(ctx), tongue, each.error)
        talk(said("skipped", tongue, source=each.source, error=error))
    tell_answered(ctx, found.answered)
    talk(
        said(
            "replayed",
            tongue,
            events=found.events,
            alerts=len(found.alerts),
            incidents=len(found.incidents),
        )
    )
    if found.stale:
        from operations import handling_word

        talk(handling_word("stale", tongue).format(why=found.stale))
    ctx.exit(1 if found.alerts or found.skipped else 0)


@monitor.command()
@click.option("--log", "logs", metavar="PATH", multiple=True, help="A log to follow.")
@click.option(
    "--interface",
    "interfaces",
    metavar="NAME",
    multiple=True,
    help="An interface whose packets are read; takes root or CAP_NET_RAW.",
)
@click.option(
    "--port",
    "ports",
    metavar="N",
    multiple=True,
    type=click.IntRange(0, 65535),
    help="Of interfaces only packets from or to this port.",
)
@click.option(
    "--snap",
    default=262_144,
    show_default=True,
    metavar="BYTES",
    type=click.IntRange(64, 262_144),
    help="How much of each packet is read.",
)
@click.option(
    "--icap",
    metavar="HOST:PORT",
    multiple=True,
    help="Take what a proxy hands over by ICAP here, as 127.0.0.1:1344.",
)
@click.option(
    "--mirror",
    metavar="HOST:PORT",
    multiple=True,
    help="Take the requests that a web server mirrors here.",
)
@click.option(
    "--token-file", metavar="FILE", default="", help="Who hands over names the token in this file."
)
@click.option(
    "--every",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0.1),
    metavar="S",
    help="Seconds between two looks.",
)
@click.option("--once", is_flag=True, help="Take in what is there and end.")
@click.option("--live", is_flag=True, help="A view of what comes, on a terminal.")
@click.option("--json", "as_json", is_flag=True, help="One alert a line, as JSON on stdout.")
@click.pass_context
def watch(
    ctx: click.Context,
    logs: tuple[str, ...],
    interfaces: tuple[str, ...],
    ports: tuple[int, ...],
    snap: int,
    icap: tuple[str, ...],
    mirror: tuple[str, ...],
    token_file: str,
    every: float,
    once: bool,
    live: bool,
    as_json: bool,
) -> None:
    """Follow logs, interfaces and what is handed over as it comes, until interrupted.

    Logs are followed across rotation, and go on where they were when it is started again: no line
    is left out and none taken twice. Packets are read as they pass and kept nowhere. What TLS hides
    comes by ICAP from a proxy, or mirrored from a web server, in clear.

    \b
    Examples:
      tongguan monitor watch --log /var/log/nginx/access.log --json
      tongguan monitor watch --interface eth1 --log /var/log/postgresql/postgresql.csv
      tongguan monitor watch --icap 127.0.0.1:1344 --mirror 127.0.0.1:8701
    """  # fmt: skip
    from operations import alert_json, explain, watch_logs

    from .monitor_feeds import heard_in, listening
    from .words import said

    handed = [*(("icap", each) for each in icap), *(("mirror", each) for each in mirror)]
    if not (logs or interfaces or handed):
        raise click.UsageError("say what to watch: --log, --interface, --icap, --mirror")
    tongue = language(ctx)
    told = lost = events = 0
    incidents: set[str] = set()
    with (
        listening(interfaces, ports, snap, handed, token_file) as heard,
        screen(ctx, wanted=live and not as_json) as drawn,
    ):
        rounds = watch_logs(
            settings(ctx), logs, wait=lambda: not once and heard.wait(every), feeds=heard.begin
        )
        for found in rounds:
            for each in found.skipped if drawn is None else ():
                error = explain(settings(ctx), tongue, each.error)
                talk(said("skipped", tongue, source=each.source, error=error))
            if drawn is None:
                tell_answered(ctx, found.answered)
            if drawn is not None:
                drawn.took(found, heard.packets if interfaces else None)
            elif as_json:
                for alert in found.alerts:
                    click.echo(json.dumps(alert_json(alert), ensure_ascii=False))
            else:
                _print_alerts(ctx, list(found.alerts))
            told, lost = told + len(found.alerts), lost + len(found.skipped)
            events += found.events
            incidents |= {each.id for each in found.incidents}
        packets = heard.packets
    if not once:
        talk(said("replayed", tongue, events=events, alerts=told, incidents=len(incidents)))
    if interfaces:
        talk(heard_in(tongue, *packets))
    ctx.exit(1 if told or lost else 0)


@monitor.command()
@click.option("--muted", "with_muted", is_flag=True, help="Those that are muted too.")
@click.option("--json", "as_json", is_flag=True, help="One alert a line, as JSON on stdout.")
@click.pass_context
def alerts(ctx: click.Context, with_muted: bool, as_json: bool) -> None:
    """The alerts on record, the oldest first.

    \b
    Example:
      tongguan monitor alerts
    """
    from operations import alert_json, handling_word, list_alerts

    every = list_alerts(settings(ctx))
    found = [each for each in every if with_muted or not each.muted]
    if hidden := len(every) - len(found):
        talk(handling_word("hidden", language(ctx)).format(count=hidden))
    if as_json:
        for each in found:
            click.echo(json.dumps(alert_json(each), ensure_ascii=False))
    else:
        _print_alerts(ctx, found)


for _command in (
    trace, report, flows, train, interfaces, incidents, mute, unmute, mutes,
    respond, responses, playbooks, adapter,
):  # fmt: skip
    monitor.add_command(_command)


def _print_alerts(ctx: click.Context, found: list[Alert]) -> None:
    from operations import alert_title, severity_word

    from .table import print_table
    from .words import level, word

    if not found:
        return
    tongue = language(ctx)
    headings = [
        word(key, tongue)
        for key in ("time", "severity", "alert", "level", "records", "who", "destination")
    ]
    rows = [
        [
            each.first_seen[:19].replace("T", " "),
            severity_word(each.severity, tongue),
            alert_title(settings(ctx), each, tongue),
            level(each.level, tongue) if each.records else "",
            f"{each.records:,}" if each.records else "",
            each.entities.get("user") or each.entities.get("source", ""),
            each.entities.get("destination", ""),
        ]
        for each in found
    ]
    print_table(headings, rows)
