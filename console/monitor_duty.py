# tongguan monitor report and flows: what an incident makes due, and what crossed which border.
from __future__ import annotations

import json
from pathlib import Path

import click

from .nothing import say_nothing
from .setting import language, settings

__all__ = ["flows", "report"]


@click.command()
@click.argument("incident", metavar="INCIDENT")
@click.option("--duty", metavar="ID", help="Only the report of this duty.")
@click.option("--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
              help="Where the draft is written; stdout if left out.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="The clocks, as JSON on stdout.")
@click.pass_context
def report(
    ctx: click.Context, incident: str, duty: str | None, out: Path | None, as_json: bool
) -> None:
    """What INCIDENT makes due: deadlines, and drafts of the reports filled in from the evidence.

    Exit 1 where a deadline has passed. What only people know is left open in the draft.

    \b
    Example:
      tongguan monitor report in-3f92edb3 --duty cac.others --out report.md
    """
    from operations import due_reports, report_text, utc_now

    found = due_reports(settings(ctx), incident)
    if duty is not None:
        known = ", ".join(each.duty.id for each in found)
        found = [each for each in found if each.duty.id == duty]
        if not found:
            raise click.UsageError(f"--duty is one of {known}")
    now = utc_now()
    if as_json:
        for each in found:
            clock = {"duty": each.clock.duty, "started": each.clock.started, "due": each.clock.due}
            click.echo(json.dumps({**clock, "left_s": round(each.clock.left_s(now))}))
    else:
        tongue = language(ctx)
        text = "\n".join(report_text(settings(ctx), each, language=tongue) for each in found)
        if out is None:
            click.echo(text, nl=False)
        else:
            out.write_text(text, encoding="utf-8")
    ctx.exit(1 if any(each.clock.left_s(now) < 0 for each in found) else 0)


@click.command()
@click.option("--year", type=click.IntRange(2000, 9999), help="This year if left out.")
@click.option("--json", "as_json", is_flag=True, help="Thresholds, one a line, as JSON on stdout.")
@click.pass_context
def flows(ctx: click.Context, year: int | None, as_json: bool) -> None:
    """Who got how much graded data over which border this year; exit 1 where that needs more.

    Persons are added up from 1 January on and held against the thresholds of the flow policy.

    \b
    Example:
      tongguan monitor flows --year 2026
    """
    from operations import (
        duty_word,
        export_json,
        export_rows,
        list_exports,
        list_sent,
        sent_rows,
    )

    from .table import print_table

    exports = list_exports(settings(ctx), year)
    if as_json:
        for each in exports:
            click.echo(json.dumps(export_json(each), ensure_ascii=False))
    else:
        tongue = language(ctx)
        rows = sent_rows(settings(ctx), list_sent(settings(ctx), year), tongue)
        say_nothing("flows", rows, tongue)
        if rows:
            keys = ("border", "receiver", "level", "events", "count", "persons")
            print_table([duty_word(key, tongue) for key in keys], rows)
        if exports:
            click.echo("")
            asked = ("needs", "receiver", "threshold", "so_far", "state")
            print_table([duty_word(key, tongue) for key in asked], export_rows(exports, tongue))
    ctx.exit(1 if any(each.is_reached for each in exports) else 0)
