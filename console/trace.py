# tongguan mask trace: which recipient's copy a file was made from.
from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from .setting import language, settings, talk

if TYPE_CHECKING:
    from operations import TraceOutcome

__all__ = ["trace"]


@click.command()
@click.argument("target", metavar="FILE")
@click.option(
    "--limit",
    default=1e-6,
    show_default=True,
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="The highest probability of a false accusation with which anybody is named.",
)
@click.option("--json", "as_json", is_flag=True, help="Who is named, as JSON on stdout.")
@click.pass_context
def trace(ctx: click.Context, target: str, limit: float, as_json: bool) -> None:
    """Whose copy FILE was made from, by its watermark; exit 1 where somebody is named.

    A part of the rows is enough, in any order, with columns gone, renamed or altered, or
    mixed from several copies. Nothing but the file is needed.

    \b
    Example:
      tongguan mask trace found-on-the-web.csv
    """
    from operations import trace_file

    from .words import said

    outcome = trace_file(settings(ctx), target, limit=limit)
    if as_json:
        click.echo(json.dumps(_as_json(outcome), ensure_ascii=False, indent=2))
    elif outcome.named:
        _print(outcome, language(ctx))
    told = "traced" if outcome.named else "not-traced"
    talk(said(told, language(ctx), named=len(outcome.named), recipients=outcome.recipients))
    ctx.exit(1 if outcome.named else 0)


def _as_json(outcome: TraceOutcome) -> dict[str, object]:
    return {
        "file": outcome.place,
        "recipients": outcome.recipients,
        "limit": outcome.limit,
        "named": [
            {
                "recipient": one.recipient,
                "false_accusation": one.suspicion.false_accusation,
                "agreeing": one.suspicion.agreeing,
                "marks": one.suspicion.marks,
                "shares": list(one.shares),
            }
            for one in outcome.named
        ],
    }


def _print(outcome: TraceOutcome, tongue: str) -> None:
    from .table import print_table
    from .words import word

    headings = [word(key, tongue) for key in ("recipient", "false", "agreeing", "share-records")]
    rows = [
        [
            one.recipient,
            f"{one.suspicion.false_accusation:.1e}",
            f"{one.suspicion.agreeing:,}/{one.suspicion.marks:,}",
            " ".join(one.shares),
        ]
        for one in outcome.named
    ]
    print_table(headings, rows)
