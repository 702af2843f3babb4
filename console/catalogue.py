# tongguan classify catalogue: what scans found, and what people decided about it.
from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .change import diff, regrade, similar
from .mixed import labels_and_shares
from .setting import language, settings, talk
from .standing import told
from .step import asked_step, step_options, take_step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from operations import Decision, Life, Wording
    from schema import DatasetFinding, FieldFinding, Level, Reason

__all__ = ["catalogue"]


@click.group()
def catalogue() -> None:
    """What there is, how grave its loss would be, and who decided so.

    \b
    Example:
      tongguan classify catalogue show resident
      tongguan classify catalogue export catalogue.xlsx report.html catalogue.json
    """


for _command in (diff, similar, regrade):
    catalogue.add_command(_command)


@catalogue.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """All data sets of the catalogue.

    \b
    Example:
      tongguan classify catalogue list
    """
    from operations import dataset_json, life_json, lives

    from .table import count, print_table
    from .words import condition, level, word

    entries = lives(settings(ctx))
    tongue = language(ctx)
    if as_json:
        found = {
            "datasets": [dataset_json(each.finding) | {"life": life_json(each)} for each in entries]
        }
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    headings = (
        "id",
        "level",
        "state",
        "dataset",
        "unit",
        "persons",
        "decisions",
        "versions",
        "found",
    )
    print_table(
        [word(key, tongue) for key in (*headings, "source")],
        [
            [
                entry.finding.id,
                level(entry.finding.level, tongue),
                condition(entry, tongue),
                entry.finding.name,
                entry.finding.unit,
                count(entry.finding.persons, exact=entry.finding.persons_exact),
                _decisions(entry.finding, tongue),
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
    from operations import dataset_json, life_json, life_of

    life = life_of(settings(ctx), dataset)
    if as_json:
        found = dataset_json(life.finding) | {"life": life_json(life)}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print_entry(ctx, life)


@catalogue.command()
@click.argument("dataset")
@click.argument("field", required=False, default="")
@click.option("--confirm", is_flag=True, help="It is as found.")
@click.option("--overrule", is_flag=True, help="It is otherwise: say --label, --level or both.")
@click.option("--label", default="", help="What it is; none for nothing that is recognised.")
@click.option(
    "--level",
    "grade",
    default=None,
    help="The level it has, e.g. general-3; of a confirmed candidate, important or core.",
)
@click.option(
    "--lower",
    is_flag=True,
    help="It is so although validated cells, its fields or an earlier decision say more.",
)
@step_options
@click.option("--reason", required=True, help="Why; kept with the decision.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def review(
    ctx: click.Context,
    dataset: str,
    field: str,
    confirm: bool,
    overrule: bool,
    label: str,
    grade: str | None,
    lower: bool,
    reason: str,
    as_json: bool,
) -> None:
    """Decide about a FIELD, or about the whole DATASET where none is named.

    What goes below the evidence is refused, and told why, unless --lower says that it is
    meant; the ledger, the list and the report tell such a decision from others.

    Important data goes on from there: confirmed, it is filed (--filed, --number); changed, it
    is to be filed anew. Data made from other data begins at their level (--derived-from).

    \b
    Example:
      tongguan classify catalogue review resident BZ --overrule --label none \\
          --level general-1 --reason "remarks column, always empty"
      tongguan classify catalogue review pipes --filed 2026-11-20 --number 2026-017 \\
          --reason "first filing"
      tongguan classify catalogue review pipes --trigger h --reason "the authority asks for it"
      tongguan classify catalogue review pipes-masked --derived-from pipes --operation masked \\
          --reason "coordinates rounded"
    """
    from operations import dataset_json, review_field
    from schema import Level

    if grade is not None and grade not in set(Level):
        raise click.BadParameter(f"one of {', '.join(Level)}", param_hint="--level")
    asked = asked_step(ctx)
    if asked is not None:
        if confirm or overrule or field or label or lower:
            raise click.UsageError("a decision and a step of the whole data set are two commands")
        take_step(ctx, dataset, asked, level=grade, reason=reason, as_json=as_json)
        return
    if confirm == overrule:
        both = "--confirm or --overrule, not both"
        raise click.UsageError(both if confirm else "say --confirm or --overrule")
    decision = review_field(
        settings(ctx),
        dataset,
        field,
        decision="confirmed" if confirm else "overruled",
        reason=reason,
        label=label,
        level=None if grade is None else Level(grade),
        lower=lower,
    )
    if as_json:
        found = dataset_json(decision.entry.finding)
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print_decision(ctx, decision)


@catalogue.command()
@click.argument(
    "outputs", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option("--overwrite", is_flag=True, help="Replace files that are there.")
@click.pass_context
def export(ctx: click.Context, outputs: tuple[Path, ...], overwrite: bool) -> None:
    """The catalogue as a workbook (.xlsx), a page (.html) or JSON (.json).

    The SHA-256 of each is told, to be kept with what is handed in; the workbook names who had
    it written.

    \b
    Example:
      tongguan classify catalogue export catalogue.xlsx report.html
    """
    from operations import export_catalogue, file_digest

    from .words import said

    count = export_catalogue(settings(ctx), outputs, language=language(ctx), overwrite=overwrite)
    for output in outputs:
        talk(said("exported", language(ctx), count=count, output=output))
        talk(said("digest", language(ctx), digest=file_digest(output)))


def _print_entry(ctx: click.Context, life: Life) -> None:
    from operations import decision_on, words_in

    from .table import line, print_table
    from .words import word

    finding, tongue = life.finding, language(ctx)
    words = words_in(settings(ctx), tongue)
    grade = f"  {words.grade(finding.profile, finding.grade)}" if finding.grade else ""
    click.secho(f"{line(finding.name)}  {words.level(finding.level)}{grade}", bold=True)
    click.echo(f"{line(finding.source)}  {finding.id}")
    _print_reasons(finding.reasons, words)
    for each in told(life, words):
        click.echo(f"  {line(each)}")
    click.echo()
    states = [decision_on(field.reasons) for field in finding.fields]
    headings = ["field", "level", "label", "rate", "example"]
    # What most data sets have none of takes a column only where there is any.
    headings += ["grade"] if grade else []
    headings += ["decisions"] if any(states) else []
    print_table(
        [word(key, tongue) for key in headings],
        [
            [
                field.name,
                words.level(field.level),
                *labels_and_shares(field, words),
                field.example,
                *([words.grade(finding.profile, field.grade)] if grade else []),
                *([word(state, tongue) if state else ""] if any(states) else []),
            ]
            for field, state in zip(finding.fields, states, strict=True)
        ],
    )
    for field in finding.fields:
        click.echo()
        click.secho(line(field.name), bold=True)
        _print_reasons(field.reasons, words)


def _print_reasons(reasons: Iterable[Reason], words: Wording) -> None:
    from .table import line

    for reason in reasons:
        click.echo(f"  {words.kind(reason.kind)}: {line(words.reason(reason))}")


def _print_decision(ctx: click.Context, decision: Decision) -> None:
    """What the decision changed, and what it rests on or goes against."""
    from operations import words_in

    from .table import print_table
    from .words import said, word

    tongue = language(ctx)
    words = words_in(settings(ctx), tongue)
    finding, review = decision.entry.finding, decision.review
    if decision.changes:
        print_table(
            [word(key, tongue) for key in ("field", "was", "is")],
            [
                [
                    change.field or said("whole", tongue),
                    _state(change.level_before, change.label_before, words),
                    _state(change.level, change.label, words),
                ]
                for change in decision.changes
            ],
        )
    else:
        click.echo(said("nothing-changed", tongue))
    graded = [finding] if not review.field else _called(finding, review.field)
    for each in graded:
        kinds = ("review", "lowered", "overtaken")
        _print_reasons((reason for reason in each.reasons if reason.kind in kinds), words)
    talk(said("recorded", tongue, id=review.id))


def _state(level: Level, label: str | None, words: Wording) -> str:
    return f"{words.level(level)}, {words.label(label)}" if label else words.level(level)


def _called(finding: DatasetFinding, name: str) -> list[FieldFinding]:
    return [field for field in finding.fields if field.name == name]


def _decisions(finding: DatasetFinding, tongue: str) -> str:
    """How many grades stand on a person's word, by what became of it."""
    from operations import decisions_in

    from .words import word

    return " ".join(f"{word(state, tongue)} {n}" for state, n in decisions_in(finding).items())
