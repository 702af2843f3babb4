# tongguan mask risk | anonymise: how likely a person is found in a table, and a copy in which
# each looks like others.
from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .setting import language, settings, talk

if TYPE_CHECKING:
    from operations import AnonymisedOutcome, RiskOutcome

__all__ = ["anonymise", "risk"]

F = TypeVar("F", bound=Callable[..., Any])


def _of_columns(command: F) -> F:
    """The options that say which part columns play."""
    for option in (
        click.option(
            "--direct", multiple=True, metavar="COLUMN", help="It names persons; may repeat."
        ),
        click.option(
            "--sensitive",
            multiple=True,
            metavar="COLUMN",
            help="What must not be learnt of a person; may repeat.",
        ),
        click.option(
            "--quasi",
            multiple=True,
            metavar="COLUMN",
            help="It leads to a person together with others; may repeat. Those the catalogue "
            "proposes if none is named.",
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("target", metavar="TABLE")
@_of_columns
@click.option(
    "--population",
    default="",
    metavar="TABLE",
    help="The table this one was drawn from, for journalist risk and delta-presence.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1, min_open=True),
    help="The highest risk that is borne; the policy's if absent.",
)
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON on stdout.")
@click.pass_context
def risk(
    ctx: click.Context,
    target: str,
    quasi: tuple[str, ...],
    sensitive: tuple[str, ...],
    direct: tuple[str, ...],
    population: str,
    threshold: float | None,
    as_json: bool,
) -> None:
    """How likely a person is found again in TABLE; exit 1 above the threshold.

    Columns play the parts their labels say, or those that are named here. A table that was
    never scanned is measured where its quasi-identifiers are named.

    \b
    Example:
      tongguan mask risk data/people.csv
      tongguan mask risk copy.csv --quasi sex --quasi age --sensitive illness
    """
    from operations import Parts, assess_risk

    outcome = assess_risk(
        settings(ctx),
        target,
        Parts(quasi, sensitive, direct),
        population=population,
        threshold=threshold,
    )
    if as_json:
        click.echo(json.dumps(_risk_json(outcome), ensure_ascii=False, indent=2))
    else:
        _print_risk(outcome, language(ctx))
    ctx.exit(0 if outcome.degree > 2 else 1)


@click.command()
@click.argument("target", metavar="IN")
@click.option("--k", required=True, type=click.IntRange(min=1), help="Rows that look alike.")
@click.option(
    "--l",
    "diversity",
    default=1,
    type=click.IntRange(min=1),
    help="Values of each sensitive column in a class.",
)
@click.option(
    "--t",
    "closeness",
    default=1.0,
    type=click.FloatRange(0, 1),
    help="How far a class's sensitive values may be from the whole table's.",
)
@click.option(
    "--suppress",
    default=0.0,
    type=click.FloatRange(0, 1, max_open=True),
    help="The share of rows that may be left out.",
)
@_of_columns
@click.option("--keep", multiple=True, metavar="COLUMN", help="Keep a column as it is; may repeat.")
@click.option(
    "--hierarchy",
    "hierarchies",
    multiple=True,
    metavar="COLUMN=FILE",
    help="How a column's values are told less exactly: lines value;group;…;*; may repeat.",
)
@click.option(
    "--out",
    "output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The copy, never overwritten, its format by the ending, as of mask apply.",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A page that shows before and after, .html.",
)
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON on stdout.")
@click.pass_context
def anonymise(
    ctx: click.Context,
    target: str,
    k: int,
    diversity: int,
    closeness: float,
    suppress: float,
    quasi: tuple[str, ...],
    sensitive: tuple[str, ...],
    direct: tuple[str, ...],
    keep: tuple[str, ...],
    hierarchies: tuple[str, ...],
    output: Path,
    report: Path | None,
    as_json: bool,
) -> None:
    """A copy of IN in which at least k rows look alike, measured before it is handed out.

    Quasi-identifiers are told less exactly (30~39, a|b, groups of a hierarchy, *), sensitive
    columns stay. Columns that name persons, and any that nobody said anything of, are left
    out.

    \b
    Example:
      tongguan mask anonymise data/people.csv --k 5 --l 2 --out people-k5.csv \\
          --report people-k5.html
    """
    from operations import Asked, Parts, anonymise_table, explain, write_anonymity_page

    given, tongue = settings(ctx), language(ctx)
    outcome = anonymise_table(
        given,
        target,
        Parts(quasi, sensitive, direct, keep),
        Asked(k, diversity, closeness, suppress, dict(map(_hierarchy, hierarchies))),
        output,
        tell=lambda line: talk(explain(given, tongue, line)),
    )
    if report is not None:
        write_anonymity_page(given, report, outcome, language=tongue)
    if as_json:
        click.echo(json.dumps(_anonymised_json(outcome), ensure_ascii=False, indent=2))
    else:
        _print_both(outcome, tongue)
    _say(outcome, tongue)


def _hierarchy(given: str) -> tuple[str, Path]:
    from schema import MisuseError

    column, _, path = given.rpartition("=")
    if not column or not path:
        raise MisuseError(f"{given} is not COLUMN=FILE")
    return column, Path(path)


def _say(outcome: AnonymisedOutcome, tongue: str) -> None:
    from .words import said

    if outcome.left_out:
        talk(said("columns-left-out", tongue, columns=", ".join(outcome.left_out)))
    talk(said("anonymised", tongue, rows=outcome.after.rows, output=outcome.output))


def _risk_json(outcome: RiskOutcome) -> dict[str, object]:
    from operations import risk_json

    return {
        "table": outcome.place,
        "dataset": outcome.dataset or None,
        "columns": _parts_json(outcome),
        "rules": outcome.rules.id,
        "level": outcome.degree,
        "risk": risk_json(outcome.risk),
    }


def _anonymised_json(outcome: AnonymisedOutcome) -> dict[str, object]:
    from operations import risk_json

    loss = outcome.loss
    return {
        "table": outcome.place,
        "output": outcome.output,
        "columns": _parts_json(outcome) | {"left_out": list(outcome.left_out)},
        "rules": outcome.rules.id,
        "level": {"before": outcome.degrees[0], "after": outcome.degrees[1]},
        "before": risk_json(outcome.before),
        "after": risk_json(outcome.after),
        "loss": {
            "ncp": dict(loss.ncp),
            "gcp": loss.gcp,
            "discernibility": loss.discernibility,
            "average_class": loss.average_class,
            "classes": loss.classes,
            "suppressed": loss.suppressed,
        },
    }


def _parts_json(outcome: RiskOutcome | AnonymisedOutcome) -> dict[str, object]:
    roles = outcome.roles
    return {
        "direct": list(roles.direct),
        "quasi": list(roles.quasi),
        "sensitive": list(roles.sensitive),
        "others": list(roles.others),
    }


def _print_risk(outcome: RiskOutcome, tongue: str) -> None:
    from .risk_rows import risk_rows
    from .table import print_table
    from .words import word

    rows = risk_rows([outcome.risk], tongue)
    titles = {each.level: each.title for each in outcome.rules.degrees}
    title = titles[outcome.degree]
    told = title.zh if tongue == "zh" else title.en
    rows.append([word("degree", tongue), f"{outcome.degree} {told}"])
    for part in ("direct", "quasi", "sensitive"):
        rows.append([word(part, tongue), ", ".join(getattr(outcome.roles, part))])
    print_table([word("figure", tongue), word("value", tongue)], rows)


def _print_both(outcome: AnonymisedOutcome, tongue: str) -> None:
    from .risk_rows import percent, risk_rows
    from .table import print_table
    from .words import word

    rows = risk_rows([outcome.before, outcome.after], tongue)
    before, after = outcome.degrees
    rows.append([word("degree", tongue), str(before), str(after)])
    rows.append([word("gcp", tongue), "", percent(outcome.loss.gcp)])
    rows.append([word("discernibility", tongue), "", f"{outcome.loss.discernibility:,}"])
    rows.append([word("suppressed", tongue), "", f"{outcome.loss.suppressed:,}"])
    print_table([word(key, tongue) for key in ("figure", "was", "is")], rows)
