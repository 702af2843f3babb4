# tongguan mask apply, of a database into another: what becomes of every column, and what was
# recorded.
from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, TypedDict

import click

from .setting import talk

if TYPE_CHECKING:
    from operations import DatabaseShare, Settings, Wording

__all__ = ["Asked", "share_database"]

_LEFT_OUT = {
    "default": "left-out-default",
    "identity": "left-out-identity",
    "check": "left-out-check",
    "index": "left-out-index",
    "view": "left-out-view",
    "generated": "left-out-generated",
    "type": "left-out-type",
    "partitions": "left-out-partitions",
    "exclusion": "left-out-exclusion",
    "trigger": "left-out-trigger",
    "routine": "left-out-routine",
    "event": "left-out-event",
    "policy": "left-out-policy",
    "rule": "left-out-rule",
}


class Asked(TypedDict):
    """What every kind of share is told."""

    purpose: str
    recipient: str
    approver: str
    drop: tuple[str, ...]
    dry_run: bool
    legal_basis: str
    expires: str
    watermark: bool
    tolerances: dict[str, float]
    tell: Callable[[str], None]


def share_database(
    given: Settings,
    tongue: str,
    target: str,
    output: str,
    asked: Asked,
    *,
    replace_tables: bool,
    as_json: bool,
) -> None:
    """The copy made, or planned in a dry run, and told."""
    from operations import apply_database_share, words_in

    from .words import said

    outcome = apply_database_share(given, target, output, replace_tables=replace_tables, **asked)
    if as_json:
        click.echo(json.dumps(_as_json(outcome), ensure_ascii=False, indent=2))
    else:
        _print(outcome, words_in(given, tongue), tongue)
    for one in outcome.tables:
        for names in one.loosened:
            talk(said("loosened", tongue, table=one.shape.name, columns=", ".join(names)))
    for kind in dict.fromkeys(extra.kind for extra in outcome.left_out):
        places = [extra.place for extra in outcome.left_out if extra.kind == kind]
        talk(said(_LEFT_OUT[kind], tongue, names=", ".join(places)))
    if outcome.shares:
        rows = sum(share.rows for share in outcome.shares)
        talk(said("database-shared", tongue, count=len(outcome.shares), rows=rows, output=output))


def _as_json(outcome: DatabaseShare) -> dict[str, object]:
    from operations import plan_json, share_json

    return {
        "tables": [
            {
                "name": one.shape.name,
                "dataset": one.chosen.finding.id,
                "rows": one.rows,
                "watermark": one.mark is not None,
                "not_unique": [list(names) for names in one.loosened],
                "plan": plan_json(one.plan),
            }
            for one in outcome.tables
        ],
        "shares": [share_json(share) for share in outcome.shares],
        "left_out": [
            {"kind": extra.kind, "table": extra.table, "name": extra.name}
            for extra in outcome.left_out
        ],
    }


def _print(outcome: DatabaseShare, words: Wording, tongue: str) -> None:
    from .table import print_table
    from .words import word

    print_table(
        [word(key, tongue) for key in ("table", "field", "level", "label", "operator", "reason")],
        [
            [
                one.shape.name,
                column.name,
                words.level(column.level),
                words.label(column.label) if column.label else "",
                words.name(column.operator),
                words.planned(column.reason),
            ]
            for one in outcome.tables
            for column in one.plan.columns
        ],
    )
