# tongguan store: what of the records here a shared store has, and what stations keep in it.
from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from .setting import language, settings, talk

if TYPE_CHECKING:
    from operations import StoreStatus

__all__ = ["store"]

_HEADINGS = {
    "zh": ("站点", "类别", "标识", "所属单位", "时间"),
    "en": ("station", "kind", "id", "unit", "time"),
}
_LINES = {
    "zh": (
        "存储 {store}，本站点 {station}",
        "应送{versions}个记录版本，存储中已有{there}",
        "待送{waiting}个，最早的时间{oldest}",
        "被拒收并搁置：{kind} {id} 版本{version}（{problem}）",
        "已送达{count}个记录版本",
        "数目不明",
    ),
    "en": (
        "store {store}, this station is {station}",
        "{versions} versions of records belong there, it has {there}",
        "{waiting} wait, the first of {oldest}",
        "refused and set aside: {kind} {id} version {version} ({problem})",
        "{count} versions of records were handed over",
        "an unknown number",
    ),
}
_JSON = click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
_KIND = click.argument("kind", required=False, default="")
_UNIT = click.option("--unit", default="", help="Only this unit and those below it.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def store() -> None:
    """The store that records are kept in as well, where stations look for them together.

    What is committed here is handed over while commands run, each version once; the database here
    stays the truth, and what opens something (passwords, verifiers, tokens) never leaves it.

    \b
    Example:
      export TONGGUAN_STORE="elasticsearch+https://tongguan@es.local:9200?sslrootcert=ca.crt"
      export TONGGUAN_STORE_PASSWORD_FILE=/etc/tongguan/store-password
      tongguan classify scan data/
      tongguan store status
      tongguan store find alert --unit shaanxi --words 人口库
    """


@store.command()
@_JSON
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """How many versions wait to be handed over; exit 1 where some do, or the store fails.

    \b
    Example:
      tongguan store status --json
    """
    from operations import store_status

    _tell(ctx, store_status(settings(ctx)), as_json)


@store.command()
@click.option("--anew", is_flag=True, help="All of them, as the store has lost its own.")
@_JSON
@click.pass_context
def forward(ctx: click.Context, anew: bool, as_json: bool) -> None:
    """Hand over what waits, and what was refused before, now; exit 1 where some is left.

    \b
    Example:
      tongguan store forward
    """
    from operations import forward_records

    done, left = forward_records(settings(ctx), anew=anew)
    talk(_LINES[_tongue(ctx)][4].format(count=done))
    _tell(ctx, left, as_json)


@store.command()
@_KIND
@_UNIT
@click.option("--words", default="", help="Only what holds these words one after another.")
@click.option("--station", default="", help="Only records of this station.")
@_JSON
@click.pass_context
def find(ctx: click.Context, kind: str, unit: str, words: str, station: str, as_json: bool) -> None:
    """The newest records of all stations in the store, of a KIND or of any.

    \b
    Example:
      tongguan store find alert --unit shaanxi --words 人口库 --json
    """
    from operations import find_records, record_json

    from .table import print_table

    found = find_records(settings(ctx), kind, unit=unit, words=words, station=station)
    if as_json:
        for each in found:
            row = {"station": each.station, "kind": each.kind, "record": record_json(each.record)}
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    rows = [
        [each.station, each.kind, each.record.id, each.record.unit, each.record.time]
        for each in found
    ]
    print_table(_HEADINGS[_tongue(ctx)], rows)


@store.command()
@_KIND
@_UNIT
@click.option("--by", multiple=True, default=("kind",), show_default=True,
              type=click.Choice(["station", "kind", "unit", "level", "severity", "state", "rule",
                                 "risk_type"]))  # fmt: skip
@_JSON
@click.pass_context
def count(ctx: click.Context, kind: str, unit: str, by: tuple[str, ...], as_json: bool) -> None:
    """How many records of all stations the store has, with the data records and persons in them.

    \b
    Example:
      tongguan store count alert --by unit --by severity
    """
    from operations import count_records

    from .table import print_table

    rows = count_records(settings(ctx), by, kind, unit=unit)
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    names = [*by, "count", "records", "persons"]
    print_table(names, [[str(row[name] or "") for name in names] for row in rows])


def _tell(ctx: click.Context, told: StoreStatus, as_json: bool) -> None:
    from operations import explain

    tongue = _tongue(ctx)
    box = told.outbox
    problem = explain(settings(ctx), tongue, told.problem) if told.problem else ""
    if as_json:
        aside = [
            {"kind": each.kind, "id": each.id, "version": each.version, "problem": each.problem}
            for each in box.aside
        ]
        facts = {
            "store": told.store, "station": told.station, "versions": box.versions,
            "there": told.there, "waiting": box.waiting, "oldest": box.oldest or None,
            "aside": aside, "problem": problem or None,
        }  # fmt: skip
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        first, second, third, fourth, _, none = _LINES[tongue]
        click.echo(first.format(store=told.store, station=told.station))
        there = none if told.there is None else told.there
        click.echo(second.format(versions=box.versions, there=there))
        if box.waiting:
            click.echo(third.format(waiting=box.waiting, oldest=box.oldest))
        for each in box.aside:
            click.echo(
                fourth.format(
                    kind=each.kind, id=each.id, version=each.version, problem=each.problem
                )
            )
        if problem:
            talk(problem)
    ctx.exit(1 if box.waiting or box.aside or problem else 0)


def _tongue(ctx: click.Context) -> str:
    return "zh" if language(ctx) == "zh" else "en"
