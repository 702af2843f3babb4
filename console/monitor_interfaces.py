# tongguan monitor interfaces: which data interfaces there are, and what is wrong with them.
from __future__ import annotations

import json
from pathlib import Path

import click

from .setting import language, settings, talk

__all__ = ["interfaces"]

_COLUMNS = (
    "found", "service", "method", "template", "declared", "calls", "callers", "level", "records",
    "at_once", "last",
)  # fmt: skip


@click.command()
@click.option("--openapi", metavar="FILE", multiple=True,
              type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="An OpenAPI 3 description (JSON or YAML) to import first.")  # fmt: skip
@click.option("--withdraw", metavar="TITLE", multiple=True,
              help="A description that is no longer in force.")  # fmt: skip
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 400),
              help="How much of the archive to look at.")  # fmt: skip
@click.option("--dormant-days", default=30, show_default=True, type=click.IntRange(1, 400),
              help="Silent for so long is dormant.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One interface a line, as JSON on stdout.")
@click.pass_context
def interfaces(
    ctx: click.Context,
    openapi: tuple[Path, ...],
    withdraw: tuple[str, ...],
    days: int,
    dormant_days: int,
    as_json: bool,
) -> None:
    """Which data interfaces there are, who calls them, what they give; exit 1 with findings.

    Addresses are learnt from archived traffic and logs: segments that vary become {id}. Against
    imported descriptions and their own past they may be shadow (nobody declared them), dormant
    (declared or seen, and silent), unauthenticated (graded data for whoever asks) or
    over-returning (more labels, records or persons than declared or ever before).

    \b
    Example:
      tongguan monitor replay api.pcap
      tongguan monitor interfaces --openapi residents.yaml
    """
    from operations import (
        finding_lines,
        interface_json,
        interface_rows,
        interface_word,
        list_interfaces,
    )

    from .table import line, print_table

    found = list_interfaces(
        settings(ctx), openapi=openapi, withdraw=withdraw, days=days, dormant_days=dormant_days
    )
    tongue = language(ctx)
    if as_json:
        for each in found.interfaces:
            click.echo(json.dumps(interface_json(each), ensure_ascii=False))
    elif not found.interfaces:
        talk(interface_word("none", tongue))
    else:
        headings = [interface_word(key, tongue) for key in _COLUMNS]
        print_table(headings, interface_rows(settings(ctx), found.interfaces, tongue))
        for name, told in finding_lines(settings(ctx), found.interfaces, tongue):
            click.secho(f"\n{line(name)}", bold=True)
            for one in told:
                click.echo(f"  {line(one)}")
    ctx.exit(1 if any(each.findings for each in found.interfaces) else 0)
