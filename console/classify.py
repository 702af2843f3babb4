# tongguan classify: scan, and the catalogue that scans build.
from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click

from .catalogue import catalogue
from .inspection import inspect
from .mixed import print_mixed
from .progress import Ticker
from .setting import language, settings, talk
from .train import train

if TYPE_CHECKING:
    from operations import ScanOutcome

__all__ = ["classify"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def classify() -> None:
    """Find and grade data; keep the catalogue.

    \b
    Example:
      tongguan classify scan data/ "postgresql://reader@db/people?schema=public"
      tongguan classify catalogue list
    """


def _few_enough(_ctx: click.Context, _option: click.Parameter, workers: int) -> int:
    """As many processes as the cores can feed: each takes memory for a batch and its words."""
    most = 4 * len(os.sched_getaffinity(0))
    if not 0 <= workers <= most:
        raise click.BadParameter(f"{workers} is not in the range 0<=x<={most} (four for each core)")
    return workers


@classify.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--profile", default="gbt-43697", show_default=True, help="Grading profile.")
@click.option(
    "--sample",
    default="5000",
    show_default=True,
    metavar="N|all",
    help="Rows to look at in each data set, or all of them.",
)
@click.option(
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(0, 2**63 - 1),
    help="Which rows a sample takes.",
)
@click.option("--headers-only", is_flag=True, help="Look at names and comments, read no value.")
@click.option(
    "--resume", is_flag=True, help="Go on with a scan of the same targets that was cut off."
)
@click.option(
    "--workers",
    default=0,
    metavar="N",
    callback=_few_enough,
    help="Processes; one for each core if absent, four for each at most.",
)
@click.option(
    "--bound",
    "bounds",
    multiple=True,
    metavar="NAME=FIGURE",
    help="How far a file is followed: depth, members, unpacked, ratio, memory, step.",
)
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON on stdout.")
@click.pass_context
def scan(
    ctx: click.Context,
    targets: tuple[str, ...],
    profile: str,
    sample: str,
    seed: int,
    headers_only: bool,
    resume: bool,
    workers: int,
    bounds: tuple[str, ...],
    as_json: bool,
) -> None:
    """Scan files and databases; grade every field; fill the catalogue.

    TARGET is a file, directory, glob, URL without a password, or the name of a registered
    source. A URL begins with sqlite:///, postgresql:// (postgres://), opengauss://,
    gaussdb://, kingbase://, mysql://, mariadb://, oceanbase://, tidb://, clickhouse+http://,
    clickhouse+https://, elasticsearch+http://, elasticsearch+https://, mongodb://,
    oracle://, dm://, sqlserver:// (mssql://) or s3://. Most look like
    mysql://user@host:port/database; docs/sources.md says more of each, and which were tried
    against a server. Of files, tables, documents, source code and archives of them are read:
    docs/formats.md says which, and what bounds them.

    \b
    Example:
      tongguan classify scan data/ "exports/*.csv" --sample all --json > findings.json

    Exit 1 when something was skipped: what, and why, stands at the end; 2 when nothing of what
    was asked for is there.
    """
    from operations import ScanRequest, parse_bounds, problem_in, scan_json, words_in
    from operations import scan as run
    from schema import Sample

    from .words import said

    if sample != "all" and not (sample.isdecimal() and int(sample) > 0):
        raise click.BadParameter("a number of rows, or all", param_hint="--sample")
    request = ScanRequest(
        targets=targets,
        profile=profile,
        sample=Sample(None if sample == "all" else int(sample), seed),
        headers_only=headers_only,
        resume=resume,
        workers=workers,
        limits=parse_bounds(bounds),
    )
    tongue = language(ctx)
    ticker = Ticker(tongue)
    try:
        outcome = run(request, settings(ctx), tell=ticker.tell)
    finally:
        ticker.end()
    if resume:
        talk(said("resumed" if outcome.resumed else "afresh", tongue, count=outcome.resumed))
    if as_json:
        click.echo(
            json.dumps(scan_json(outcome.datasets, outcome.skipped), ensure_ascii=False, indent=2)
        )
    else:
        _print_outcome(ctx, outcome)
        print_mixed(ctx, outcome.datasets)
    if outcome.skipped:
        words = words_in(settings(ctx), tongue)
        for each in outcome.skipped:
            error = problem_in(each.error, words)
            talk(said("skipped", tongue, source=each.source, error=error))
    for filing in outcome.due:
        name, number = filing.finding.name, filing.number
        talk(said("fell-due", tongue, dataset=name, number=number, until=filing.due))
    ctx.exit(1 if outcome.skipped else 0)


def _print_outcome(ctx: click.Context, outcome: ScanOutcome) -> None:
    from operations import words_in

    from .table import count, print_table
    from .words import word

    tongue = language(ctx)
    words = words_in(settings(ctx), tongue)
    # A profile with grades of its own: theirs beside the level that each stands for.
    graded = any(each.grade for each in outcome.datasets)
    keys = ["level", "dataset", "rows", "persons", "factors", "fields", "source", "id"]
    print_table(
        [word(key, tongue) for key in (["grade", *keys] if graded else keys)],
        [
            [
                *([words.grade(each.profile, each.grade)] if graded else []),
                words.level(each.level),
                each.name,
                count(each.rows, exact=each.rows_exact),
                count(each.persons, exact=each.persons_exact),
                " ".join(each.important_factors),
                str(len(each.fields)),
                each.source,
                each.id,
            ]
            for each in sorted(outcome.datasets, key=lambda one: -one.level.rank)
        ],
    )


classify.add_command(inspect)
classify.add_command(catalogue)
classify.add_command(train)
