# tongguan classify train: the model of columns, taught by reviewers' decisions on this machine.
from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from .setting import language, settings, talk

if TYPE_CHECKING:
    from operations import ModelVersion

__all__ = ["train"]


@click.command()
@click.option("--list", "listing", is_flag=True, help="The models there are; nothing is changed.")
@click.option("--use", default="", metavar="VERSION", help="Take this model into use.")
@click.option("--revert", is_flag=True, help="Go back to the shipped model.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def train(ctx: click.Context, listing: bool, use: str, revert: bool, as_json: bool) -> None:
    """Teach the model of columns what reviewers decided.

    Every decision about the label of a field counts, the last one on each field: how far
    confidences are to be trusted here, which facts of a column say more or less here (trees, as
    far as they tell decisions that they were not grown on), and what the names of columns stand
    for here (a name on which reviewers agreed at least twice). The new model is in use from the next scan on; its
    file is kept in models/ of the home and holds no value. Each change is in the ledger, and
    each scan's record says which model decided.

    \b
    Example:
      tongguan classify train
      tongguan classify train --list
      tongguan classify train --revert

    Exit 2 when there are too few decisions to learn from.
    """
    from operations import list_models, train_columns, use_model
    from schema import MisuseError

    if listing + bool(use) + revert > 1:
        raise MisuseError("--list, --use and --revert exclude each other")
    if listing:
        _print(ctx, list_models(settings(ctx)), as_json=as_json)
        return
    if use or revert:
        made, key = use_model(settings(ctx), use or "shipped"), "model-used"
    else:
        made, key = train_columns(settings(ctx)), "model-trained"
    if as_json:
        click.echo(json.dumps(asdict(made), ensure_ascii=False, indent=2))
    else:
        from .words import said

        tongue = language(ctx)
        told = {"count": made.decisions, "names": made.names, "trees": made.trees}
        talk(said(key, tongue, version=made.version, **told))


def _print(ctx: click.Context, models: list[ModelVersion], *, as_json: bool) -> None:
    from .table import print_table
    from .words import word

    if as_json:
        told = {"models": [asdict(each) for each in models]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    tongue = language(ctx)
    keys = ("in-use", "version", "found", "decisions", "datasets", "names", "trees")
    print_table(
        [word(key, tongue) for key in keys],
        [
            [
                "*" if each.in_use else "",
                each.version,
                each.time[:16],
                str(each.decisions or ""),
                str(each.datasets or ""),
                str(each.names or ""),
                str(each.trees or ""),
            ]
            for each in models
        ],
    )
