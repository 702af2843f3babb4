# tongguan monitor incidents: what belongs together, and what people decided about it.
from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from .nothing import say_nothing
from .setting import language, settings, talk

if TYPE_CHECKING:
    from schema import Handling, Incident

__all__ = ["incidents"]

_REASON = click.option("--reason", required=True, help="Why, for the record.")
_VERDICTS = ["real", "false-alarm", "expected", "drill"]


@click.group(invoke_without_command=True)
@click.option("--all", "everything", is_flag=True, help="Those that are closed too.")
@click.option("--json", "as_json", is_flag=True, help="One incident a line, as JSON on stdout.")
@click.pass_context
def incidents(ctx: click.Context, everything: bool, as_json: bool) -> None:
    """The incidents on record: what left or was read, how much of it, by whom and where to.

    \b
    Example:
      tongguan monitor incidents
      tongguan monitor incidents close in-3f92 --as false-alarm --reason "moved the file server"
    """
    if ctx.invoked_subcommand is not None:
        return
    from operations import handlings_of, incident_json, list_incidents

    found = [each for each in list_incidents(settings(ctx)) if everything or each.state != "closed"]
    decided = handlings_of(settings(ctx))
    if as_json:
        for each in found:
            shown = incident_json(each, decided.get(each.id, []))
            click.echo(json.dumps(shown, ensure_ascii=False))
    else:
        say_nothing("incidents", found, language(ctx))
        _print_incidents(ctx, found, decided)


@incidents.command()
@click.argument("incident", metavar="INCIDENT")
@_REASON
@click.pass_context
def acknowledge(ctx: click.Context, incident: str, reason: str) -> None:
    """Say that somebody takes care of an incident.

    \b
    Example:
      tongguan monitor incidents acknowledge in-3f92 --reason "Li Hong looks into it"
    """
    _handle(ctx, incident, "acknowledged", reason)


@incidents.command()
@click.argument("incident", metavar="INCIDENT")
@_REASON
@click.option("--as", "verdict", type=click.Choice(_VERDICTS), default="real",
              show_default=True, help="What it was.")  # fmt: skip
@click.pass_context
def close(ctx: click.Context, incident: str, reason: str, verdict: str) -> None:
    """Close an incident; it takes up no more alerts. Clocks of duties run on.

    \b
    Example:
      tongguan monitor incidents close in-3f92 --as real --reason "account disabled, reported"
    """
    _handle(ctx, incident, "closed", reason, verdict)


@incidents.command()
@click.argument("incident", metavar="INCIDENT")
@_REASON
@click.pass_context
def reopen(ctx: click.Context, incident: str, reason: str) -> None:
    """Open an incident again.

    \b
    Example:
      tongguan monitor incidents reopen in-3f92 --reason "the same account is back"
    """
    _handle(ctx, incident, "open", reason)


def _handle(ctx: click.Context, incident: str, state: str, reason: str, verdict: str = "") -> None:
    from operations import handle_incident, handling_word

    found = handle_incident(settings(ctx), incident, state, reason=reason, verdict=verdict)
    tongue = language(ctx)
    told = handling_word("now", tongue)
    talk(told.format(id=found.id, state=handling_word(found.state, tongue)))


def _print_incidents(
    ctx: click.Context, found: list[Incident], decided: dict[str, list[Handling]]
) -> None:
    from operations import (
        handling_word,
        incident_clocks,
        incident_title,
        label_names,
        risk_word,
        severity_word,
    )

    from .table import line
    from .words import word

    tongue = language(ctx)
    for each in found:
        title = incident_title(settings(ctx), each, tongue)
        click.secho(f"{each.id}  {severity_word(each.severity, tongue)}  {line(title)}", bold=True)
        facts = {
            "time": f"{each.first_seen[:19]} – {each.last_seen[:19]}",
            "risk": ", ".join(risk_word(one, tongue) for one in each.risk_types),
            "labels": ", ".join(label_names(settings(ctx), each.labels, tongue)),
            "confidence": f"{each.confidence:.2f}",
            "datasets": ", ".join(each.datasets),
            "alerts": ", ".join(each.alerts),
            "state": handling_word(each.state, tongue) if each.state != "open" else "",
        }
        for key, value in facts.items():
            if value:
                click.echo(f"  {word(key, tongue)}: {line(value)}")
        for one in decided.get(each.id, []):
            state = handling_word(one.state, tongue)
            if one.verdict:
                state += f" ({handling_word(one.verdict, tongue)})"
            told = handling_word("decided", tongue).format(
                time=one.time[:16].replace("T", " "), person=one.person, state=state,
                reason=one.reason,
            )  # fmt: skip
            click.echo(f"  {line(told)}")
        for told in incident_clocks(settings(ctx), each, tongue):
            click.echo(f"  {told}")
        for shown in each.evidence:
            click.echo(f"    {line(shown)}")
