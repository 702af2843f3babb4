# tongguan policies: which packs are in force, whether their examples hold, and what they
# make of a value of one's own.
from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from .setting import language, settings, talk

__all__ = ["policies"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def policies() -> None:
    """List, check and try policy packs.

    \b
    Example:
      tongguan policies check my-packs/
      tongguan policies try 11010519491231002X
    """


@policies.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """The packs in force and what is in them.

    \b
    Example:
      tongguan policies list
    """
    from operations import list_packs

    from .table import print_table
    from .words import word

    tongue = language(ctx)
    packs = list_packs(settings(ctx), language=tongue)
    if as_json:
        shown = [
            {
                "id": pack.id,
                "title": pack.title,
                "maturity": pack.maturity,
                "shipped": pack.shipped,
                "file": pack.path,
                "entries": list(pack.entries),
            }
            for pack in packs
        ]
        click.echo(json.dumps({"packs": shown}, ensure_ascii=False, indent=2))
        return
    print_table(
        [word(key, tongue) for key in ("id", "name", "maturity", "entries")],
        [[pack.id, pack.title, pack.maturity, " ".join(pack.entries)] for pack in packs],
    )


@policies.command()
@click.argument(
    "directory", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.pass_context
def check(ctx: click.Context, directory: Path | None) -> None:
    """Run every example that the packs carry; DIRECTORY holds packs of your own.

    Names that one pack has of another (classes, labels, styles) are looked up too. Exit 1
    when an example does not hold or a name leads nowhere, 2 when a file is no pack
    (file:line:column).

    \b
    Example:
      tongguan policies check my-packs/
    """
    from operations import check_packs

    from .words import said

    count, problems = check_packs(settings(ctx), directory)
    for problem in problems:
        click.echo(f"{problem.file}: {problem.entry}: {problem.problem}")
    talk(said("checked", language(ctx), count=count, problems=len(problems)))
    ctx.exit(1 if problems else 0)


@policies.command("try")
@click.argument("value")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def try_(ctx: click.Context, value: str, as_json: bool) -> None:
    """What every recogniser makes of VALUE; - reads it from stdin, unseen by `ps`.

    Exit 1 when nothing recognises it.

    \b
    Example:
      tongguan policies try 91110000600037341L
    """
    from operations import try_recognisers, words_in

    from .words import said

    if value == "-":
        value = sys.stdin.readline().rstrip("\n")
    trials = [trial for trial in try_recognisers(settings(ctx), value) if trial.matched]
    if as_json:
        shown = [
            {
                "label": trial.recogniser,
                "matched": trial.matched,
                "validated": trial.validated,
                "claimed": trial.claimed,
            }
            for trial in trials
        ]
        click.echo(json.dumps({"trials": shown}, ensure_ascii=False, indent=2))
    else:
        tongue = language(ctx)
        words = words_in(settings(ctx), tongue)
        for trial in trials:
            label = words.label(trial.recogniser)
            line = said("passes" if trial.validated else "fails", tongue, label=label)
            click.echo(line + (said("has-it", tongue) if trial.claimed else ""))
        if not trials:
            talk(said("unrecognised", tongue))
    ctx.exit(0 if any(trial.validated for trial in trials) else 1)
