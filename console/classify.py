# tongguan classify: scan, and the catalogue that scans build.
from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .progress import Ticker
from .setting import language, settings, talk

if TYPE_CHECKING:
    from operations import Entry, ScanOutcome

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
    from operations import ScanRequest, parse_bounds, scan_json
    from operations import scan as run
    from schema import Sample

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
    ticker = Ticker()
    try:
        outcome = run(request, settings(ctx), tell=ticker.tell)
    finally:
        ticker.end()
    if resume:
        talk(
            f"{outcome.resumed} data sets had been finished before"
            if outcome.resumed
            else "nothing to go on with: scanned afresh"
        )
    if as_json:
        click.echo(
            json.dumps(scan_json(outcome.datasets, outcome.skipped), ensure_ascii=False, indent=2)
        )
    else:
        _print_outcome(ctx, outcome)
    for each in outcome.skipped:
        talk(f"skipped {each.source}: {each.error}")
    ctx.exit(1 if outcome.skipped else 0)


def _print_outcome(ctx: click.Context, outcome: ScanOutcome) -> None:
    from operations import words_in

    from .table import print_table
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
                _count(each.rows, each.rows_exact),
                _count(each.persons, each.persons_exact),
                " ".join(each.important_factors),
                str(len(each.fields)),
                each.source,
                each.id,
            ]
            for each in sorted(outcome.datasets, key=lambda one: -one.level.rank)
        ],
    )


def _count(number: int | None, exact: bool) -> str:
    return "" if number is None else f"{'' if exact else '≈'}{number:,}"


@classify.group()
def catalogue() -> None:
    """What there is, how grave its loss would be, and who decided so.

    \b
    Example:
      tongguan classify catalogue show resident
      tongguan classify catalogue export catalogue.xlsx report.html catalogue.json
    """


@catalogue.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """All data sets of the catalogue.

    \b
    Example:
      tongguan classify catalogue list
    """
    from operations import dataset_json, list_entries

    from .table import print_table
    from .words import level, word

    entries = list_entries(settings(ctx))
    tongue = language(ctx)
    if as_json:
        found = {"datasets": [dataset_json(entry.finding) for entry in entries]}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    print_table(
        [
            word(key, tongue)
            for key in ("id", "level", "dataset", "unit", "persons", "versions", "found", "source")
        ],
        [
            [
                entry.finding.id,
                level(entry.finding.level, tongue),
                entry.finding.name,
                entry.finding.unit,
                _count(entry.finding.persons, entry.finding.persons_exact),
                str(entry.versions),
                entry.found[:16],
                entry.finding.source,
            ]
            for entry in entries
        ],
    )


@catalogue.command()
@click.argument("dataset")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def show(ctx: click.Context, dataset: str, as_json: bool) -> None:
    """A data set, field by field, with the reason for each decision.

    DATASET is an id, or a name or source that only one data set has.

    \b
    Example:
      tongguan classify catalogue show ds-0123456789abcdef
    """
    from operations import dataset_json, find_entry

    entry = find_entry(settings(ctx), dataset)
    if as_json:
        click.echo(json.dumps(dataset_json(entry.finding), ensure_ascii=False, indent=2))
    else:
        _print_entry(ctx, entry)


def _print_entry(ctx: click.Context, entry: Entry) -> None:
    from operations import words_in

    from .table import print_table
    from .words import word

    finding, tongue = entry.finding, language(ctx)
    words = words_in(settings(ctx), tongue)
    grade = f"  {words.grade(finding.profile, finding.grade)}" if finding.grade else ""
    click.secho(f"{finding.name}  {words.level(finding.level)}{grade}", bold=True)
    click.echo(f"{finding.source}  {finding.id}")
    for reason in finding.reasons:
        click.echo(f"  {words.kind(reason.kind)}: {words.reason(reason)}")
    click.echo()
    keys = ["field", "level", "label", "rate", "example"]
    print_table(
        [word(key, tongue) for key in ([*keys, "grade"] if grade else keys)],
        [
            [
                field.name,
                words.level(field.level),
                words.name(field.label) if field.label else "",
                f"{field.validated:.1%}" if field.label and field.sampled else "",
                field.example,
                *([words.grade(finding.profile, field.grade)] if grade else []),
            ]
            for field in finding.fields
        ],
    )
    for field in finding.fields:
        click.echo()
        click.secho(field.name, bold=True)
        for reason in field.reasons:
            click.echo(f"  {words.kind(reason.kind)}: {words.reason(reason)}")


@catalogue.command()
@click.argument("dataset")
@click.argument("field", required=False, default="")
@click.option("--confirm", "decision", flag_value="confirmed", help="It is as found.")
@click.option("--overrule", "decision", flag_value="overruled", help="It is otherwise.")
@click.option("--label", default="", help="What it is; none for nothing that is recognised.")
@click.option(
    "--level", "grade", default=None, help="The level it has, e.g. general-3 or important."
)
@click.option("--reason", required=True, help="Why; kept with the decision.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def review(
    ctx: click.Context,
    dataset: str,
    field: str,
    decision: str | None,
    label: str,
    grade: str | None,
    reason: str,
    as_json: bool,
) -> None:
    """Decide about a FIELD, or about the whole DATASET where none is named.

    \b
    Example:
      tongguan classify catalogue review resident BZ --overrule --label none \\
          --level general-1 --reason "remarks column, always empty"
    """
    from operations import dataset_json, review_field
    from schema import Level

    if decision is None:
        raise click.UsageError("say --confirm or --overrule")
    if grade is not None and grade not in set(Level):
        raise click.BadParameter(f"one of {', '.join(Level)}", param_hint="--level")
    entry = review_field(
        settings(ctx),
        dataset,
        field,
        decision=decision,
        reason=reason,
        label=label,
        level=None if grade is None else Level(grade),
    )
    if as_json:
        click.echo(json.dumps(dataset_json(entry.finding), ensure_ascii=False, indent=2))
    else:
        _print_entry(ctx, entry)


@catalogue.command()
@click.argument(
    "outputs", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option("--overwrite", is_flag=True, help="Replace files that are there.")
@click.pass_context
def export(ctx: click.Context, outputs: tuple[Path, ...], overwrite: bool) -> None:
    """The catalogue as a workbook (.xlsx), a page (.html) or JSON (.json).

    \b
    Example:
      tongguan classify catalogue export catalogue.xlsx report.html
    """
    from operations import export_catalogue

    count = export_catalogue(settings(ctx), outputs, language=language(ctx), overwrite=overwrite)
    for output in outputs:
        talk(f"{count} data sets -> {output}")
