# tongguan policies: which packs are in force, whether their examples hold, and what they
# make of a value of one's own.
from __future__ import annotations

import json
import sys
from collections.abc import Mapping
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

    Stderr names the entries of yours that stand in the place of shipped ones, and files in
    your directory that are read by nobody.

    \b
    Example:
      tongguan policies list
    """
    from operations import list_packs

    from .table import print_table
    from .words import said, word

    tongue = language(ctx)
    found = list_packs(settings(ctx), language=tongue)
    if as_json:
        shown = [
            {
                "id": pack.id,
                "title": pack.title,
                "maturity": pack.maturity,
                "shipped": pack.shipped,
                "file": pack.path,
                "entries": list(pack.entries),
                "replaces": dict(pack.replaces),
            }
            for pack in found.packs
        ]
        told = {"packs": shown, "replaced_lists": dict(found.replaced), "unread": found.unread}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print_table(
            [word(key, tongue) for key in ("id", "name", "maturity", "entries")],
            [[pack.id, pack.title, pack.maturity, " ".join(pack.entries)] for pack in found.packs],
        )
    replaced = {entry: file for pack in found.packs for entry, file in pack.replaces.items()}
    _tell_replaced({**replaced, **found.replaced}, tongue)
    for file in found.unread:
        talk(said("unread", tongue, file=file))


def _tell_replaced(replaced: Mapping[str, str], tongue: str) -> None:
    from .words import said

    for entry, file in sorted(replaced.items()):
        talk(said("replaced", tongue, entry=entry, file=file))


@policies.command()
@click.argument(
    "directory", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.pass_context
def check(ctx: click.Context, directory: Path | None) -> None:
    """Run every example that the packs carry; DIRECTORY holds packs of your own.

    Names that one pack has of another (classes, labels, styles) are looked up too. Exit 1
    when an example does not hold, a name leads nowhere or a file is read by nobody (a
    misspelt folder), 2 when a file is no pack (file:line:column). Entries of yours that
    replace shipped ones are named on stderr.

    \b
    Example:
      tongguan policies check my-packs/
    """
    from operations import check_packs, problem_in, words_at_hand

    from .words import said

    tongue = language(ctx)
    checked = check_packs(settings(ctx), directory)
    words = words_at_hand(settings(ctx), tongue)
    for problem in checked.problems:
        entry = f"{problem.entry}: " if problem.entry else ""
        click.echo(f"{problem.file}: {entry}{problem_in(problem.problem, words)}")
    _tell_replaced(checked.replaced, tongue)
    count, problems = checked.examples, len(checked.problems)
    talk(said("checked", tongue, count=count, problems=problems))
    ctx.exit(1 if checked.problems else 0)


@policies.command("try")
@click.argument("value")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def try_(ctx: click.Context, value: str, as_json: bool) -> None:
    """What every recogniser makes of VALUE; - reads it from stdin, unseen by `ps`.

    Some kinds (passwords, passports) are believed only in a column whose name or comment
    speaks for them; those are named, and do not count. Exit 1 when nothing else recognises
    the value.

    \b
    Example:
      tongguan policies try 91110000600037341L
    """
    from operations import try_recognisers, words_in

    from .words import said

    if value == "-":
        value = sys.stdin.readline().rstrip("\n")
    trials = try_recognisers(settings(ctx), value)
    alone = [trial for trial in trials if trial.alone]
    named = [trial for trial in trials if not trial.alone and trial.validated]
    if as_json:
        told = {
            "trials": [
                {
                    "label": trial.recogniser,
                    "matched": trial.matched,
                    "validated": trial.validated,
                    "claimed": trial.claimed,
                }
                for trial in alone
            ],
            "with_a_name": [trial.recogniser for trial in named],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        tongue = language(ctx)
        words = words_in(settings(ctx), tongue)
        for trial in alone:
            key = "fails"
            if trial.validated:
                key = "passes" if trial.checked else "has-form"
            line = said(key, tongue, label=words.label(trial.recogniser))
            click.echo(line + (said("has-it", tongue) if trial.claimed else ""))
        for trial in named:
            click.echo(said("only-named", tongue, label=words.label(trial.recogniser)))
    recognised = any(trial.validated for trial in alone)
    if not recognised:
        talk(said("not-alone" if trials else "unrecognised", language(ctx)))
    ctx.exit(0 if recognised else 1)
