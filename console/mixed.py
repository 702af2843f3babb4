# What fields hold and how much of it is what, and the fields of a scan that hold more than one
# kind of value, told under the table of data sets: there a single level stands for everything,
# and a citizen's number among remarks is lost.
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from .setting import language, settings

if TYPE_CHECKING:
    from operations import Wording
    from schema import DatasetFinding, FieldFinding

__all__ = ["labels_and_shares", "print_mixed"]

_MOST = 40


def labels_and_shares(field: FieldFinding, words: Wording) -> tuple[str, str]:
    """What is in a field and in how much of it, the leading label first."""
    from operations import found_in

    found = found_in(field, words)
    return (
        " + ".join(words.label(each.label) for each in found),
        " + ".join(each.said for each in found if each.said),
    )


def print_mixed(ctx: click.Context, datasets: Sequence[DatasetFinding]) -> None:
    """The fields with several labels, or with labels of which none leads, each with shares."""
    from operations import mixed, words_in

    from .table import print_table
    from .words import word

    found = list(mixed(datasets))
    if not found:
        return
    tongue = language(ctx)
    words = words_in(settings(ctx), tongue)
    click.echo()
    click.secho(word("mixed", tongue), bold=True)
    print_table(
        [word(key, tongue) for key in ("dataset", "field", "label", "rate")],
        [
            [dataset.name, field.name, *labels_and_shares(field, words)]
            for dataset, field in found[:_MOST]
        ],
    )
    if len(found) > _MOST:
        click.echo(f"… {len(found) - _MOST:,}")
