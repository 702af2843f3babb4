# tongguan monitor trace: what led to an incident.
from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .setting import language, settings

if TYPE_CHECKING:
    from operations import IncidentTrace

__all__ = ["trace"]

_FORMS = ["json", "stix", "attack-flow", "svg", "html"]


@click.command()
@click.argument("incident", metavar="INCIDENT")
@click.option("--format", "form", type=click.Choice(_FORMS),
              help="A file of this form in place of the table.")  # fmt: skip
@click.option("--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
              help="Where the file is written; stdout if left out.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Nodes and edges, as JSON on stdout.")
@click.pass_context
def trace(
    ctx: click.Context, incident: str, form: str | None, out: Path | None, as_json: bool
) -> None:
    """What led to INCIDENT: accounts, hosts, sessions, statements, tables, requests.

    Each edge names the events it was seen in, and says where it is inferred. Forms: JSON, STIX
    2.1, Attack Flow, a drawing (SVG) and a page (HTML). The beginning of an id is enough.

    \b
    Example:
      tongguan monitor trace in-3f92edb3 --format html --out trace.html
    """
    from operations import trace_incident, trace_text

    if out is not None and form is None:
        suffix = out.suffix.lstrip(".").lower()
        if suffix not in _FORMS:
            raise click.UsageError("--out needs --format, or a name that ends .json, .svg or .html")
        form = suffix
    found = trace_incident(settings(ctx), incident)
    if as_json and form is None:
        form = "json"
    if form is None:
        _print(found, language(ctx))
        return
    text = trace_text(settings(ctx), found, form, language=language(ctx))  # type: ignore[arg-type]
    if out is None:
        click.echo(
            json.dumps(json.loads(text), ensure_ascii=False) if as_json else text, nl=as_json
        )
    else:
        out.write_text(text, encoding="utf-8")


def _print(found: IncidentTrace, tongue: str) -> None:
    from operations import edge_rows, trace_word

    from .table import print_table

    headings = [trace_word(key, tongue) for key in ("time", "from", "did", "to", "events")]
    print_table(headings, edge_rows(found, tongue))
