# tongguan mask: masked copies for sharing.
from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .anonymity import anonymise, risk
from .mask_keys import keys
from .mask_recipients import recipients
from .mask_reveal import reveal
from .setting import language, settings, talk
from .trace import trace

if TYPE_CHECKING:
    from operations import ShareOutcome, Wording

    from .mask_database import Asked as _Asked

__all__ = ["mask"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def mask() -> None:
    """Masked copies for sharing, their keys, and what they hid seen again.

    \b
    Example:
      tongguan mask apply data/people.csv --purpose share-conditional \\
          --recipient "Health Commission" --out people-masked.csv
    """


mask.add_command(keys)
mask.add_command(recipients)
mask.add_command(reveal)


mask.add_command(risk)
mask.add_command(anonymise)
mask.add_command(trace)


@mask.command()
@click.argument("target", metavar="IN")
@click.option(
    "--purpose", required=True, help="What it is for; `tongguan policies list` shows them."
)
@click.option(
    "--recipient", required=True, help="Who gets the copy; pseudonyms are keyed to the name."
)
@click.option("--approver", default="", help="Who approved it; the acting person if absent.")
@click.option(
    "--out",
    "output",
    required=True,
    type=click.Path(dir_okay=False),
    help="The copy, never overwritten, its format by the ending: .csv .tsv .parquet .xlsx .json "
    ".jsonl .ndjson .arrow .arrows .feather .ipc .db .sqlite .sqlite3, or that of a document; or a "
    "database, by URL or name, for a copy of one of its product.",
)
@click.option(
    "--drop",
    multiple=True,
    metavar="COLUMN",
    help="Leave a column out, TABLE.COLUMN of a database; may repeat.",
)
@click.option(
    "--replace",
    "replace_tables",
    is_flag=True,
    help="Drop tables that are in the way in a database and make them anew.",
)
@click.option("--legal-basis", default="", help="The basis for handing it on, for the record.")
@click.option(
    "--expires", default="", metavar="DATE", help="Until when it may be kept, as 2027-12-31."
)
@click.option(
    "--watermark",
    is_flag=True,
    help="Refuse the copy where nothing in it can carry its recipient's mark.",
)
@click.option(
    "--tolerance",
    "tolerances",
    multiple=True,
    metavar="COLUMN=AMOUNT",
    help="Numbers may change by so much to carry the mark; TABLE.COLUMN of a database; may repeat.",
)
@click.option(
    "--dry-run", is_flag=True, help="Show what would be done to sample rows; write nothing."
)
@click.option("--json", "as_json", is_flag=True, help="The share record as JSON on stdout.")
@click.pass_context
def apply(
    ctx: click.Context,
    target: str,
    purpose: str,
    recipient: str,
    approver: str,
    output: str,
    drop: tuple[str, ...],
    replace_tables: bool,
    legal_basis: str,
    expires: str,
    watermark: bool,
    tolerances: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """A masked copy of IN, planned from the catalogue, with a record of the share.

    IN is a scanned file, a table as f.db#table, or a registered source as NAME#table.
    Columns that nobody classified are refused: review them, or drop them.

    Without #table a whole database is copied into another of the same product, keys and what
    refers to them masked alike; a copy that was interrupted goes on when asked for again.

    \b
    Example:
      tongguan mask apply data/people.csv --purpose share-conditional \\
          --recipient "Health Commission" --out people-masked.csv
      tongguan mask apply hospital --purpose research --recipient "Health Commission" \\
          --out postgresql://copier@db.local/copy
    """
    from operations import apply_share, explain, is_database_target, words_in

    from .words import said

    given, tongue = settings(ctx), language(ctx)

    def tell(line: str) -> None:
        talk(explain(given, tongue, line))

    asked: _Asked = {
        "purpose": purpose,
        "recipient": recipient,
        "approver": approver or given.actor,
        "drop": drop,
        "dry_run": dry_run,
        "legal_basis": legal_basis,
        "expires": expires,
        "watermark": watermark,
        "tolerances": dict(map(_tolerance, tolerances)),
        "tell": tell,
    }
    if is_database_target(given, output):
        from .mask_database import share_database

        share_database(
            given, tongue, target, output, asked, replace_tables=replace_tables, as_json=as_json
        )
        return
    if replace_tables:
        raise click.UsageError("--replace is for databases: a file is never overwritten")
    outcome = apply_share(
        given,
        target,
        output=Path(output),
        **asked,
    )
    if as_json:
        click.echo(json.dumps(_as_json(outcome), ensure_ascii=False, indent=2))
    else:
        _print(outcome, words_in(given, tongue), tongue)
    _warn(outcome, words_in(given, tongue), tongue)
    if (share := outcome.share) is not None:
        talk(said("shared", tongue, rows=share.rows, output=share.output, share=share.id))


def _tolerance(given: str) -> tuple[str, float]:
    from schema import MisuseError

    column, _, amount = given.rpartition("=")
    try:
        return column, float(amount)
    except ValueError:
        raise MisuseError(f"{given} is not COLUMN=AMOUNT") from None


def _as_json(outcome: ShareOutcome) -> dict[str, object]:
    from operations import plan_json, share_json

    return {
        "dataset": outcome.finding.id,
        "share": None if outcome.share is None else share_json(outcome.share),
        "plan": plan_json(outcome.plan),
        "preview": [
            {"name": each.name, "before": list(each.before), "after": list(each.after)}
            for each in outcome.preview
        ],
    }


def _warn(outcome: ShareOutcome, words: Wording, tongue: str) -> None:
    """Say which columns go out readable though the evidence says more of them."""
    from .words import said

    fields = {field.name: field for field in outcome.finding.fields}
    for column in outcome.plan.columns:
        against = [each for each in fields[column.name].reasons if each.kind == "lowered"]
        if against and column.operator in {"keep", "mask"}:
            told = "; ".join(words.reason(each) for each in against)
            operator = words.name(column.operator)
            values = {"column": column.name, "operator": operator, "against": told}
            talk(said("shown-lowered", tongue, **values))


def _print(outcome: ShareOutcome, words: Wording, tongue: str) -> None:
    from .table import print_table
    from .words import word

    shown = {each.name: each for each in outcome.preview}
    headings = ["field", "level", "label", "operator"]
    headings += ["before", "after"] if shown else ["reason"]
    rows = []
    for column in outcome.plan.columns:
        label = words.label(column.label) if column.label else ""
        row = [column.name, words.level(column.level), label, words.name(column.operator)]
        if column.name in shown:
            row += [" ".join(shown[column.name].before[:2]), " ".join(shown[column.name].after[:2])]
        else:
            row += ["", ""] if shown else [words.planned(column.reason)]
        rows.append(row)
    print_table([word(key, tongue) for key in headings], rows)
