# tongguan demo: the guided tour.
from __future__ import annotations

import json
import time
from pathlib import Path

import click

from .progress import Ticker
from .setting import language, settings, talk

__all__ = ["demo"]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--out",
    default="demo-output",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory for the data and the results; one of an earlier tour is made anew.",
)
@click.option(
    "--persons",
    default=20_000,
    show_default=True,
    type=click.IntRange(100, 5_000_000),
    help="Residents to generate.",
)
@click.option("--json", "as_json", is_flag=True, help="Where the results are, as JSON on stdout.")
@click.pass_context
def demo(ctx: click.Context, out: Path, persons: int, as_json: bool) -> None:
    """Guided tour: departments' data is generated, scanned, catalogued and shared masked.

    \b
    Example:
      tongguan demo --out tour
    """
    from operations import run_demo

    from .words import said

    began = time.monotonic()
    ticker = Ticker(language(ctx))

    def step(line: str) -> None:
        ticker.end()
        talk(f"[{time.monotonic() - began:5.1f} s] {line}")

    outcome = run_demo(
        out,
        persons=persons,
        actor=settings(ctx).actor,
        language=language(ctx),
        step=step,
        tell=ticker.tell,
    )
    done = {"count": len(outcome.scan.datasets), "entries": outcome.ledger_entries}
    step(said("demo-done", language(ctx), **done))
    workbook, report, catalogue = outcome.exports
    results = {
        "workbook": str(workbook),
        "report": str(report),
        "catalogue": str(catalogue),
        "masked_copy": str(outcome.copy),
        "home": str(outcome.settings.home),
    }
    if as_json:
        click.echo(json.dumps(results, ensure_ascii=False, indent=2))
    else:
        for name, path in results.items():
            click.echo(f"{name.replace('_', ' '):<12} {path}")
