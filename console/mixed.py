# Fields of a scan that hold more than one kind of value, told under the table of data sets:
# there a single level stands for everything, and a citizen's number among remarks is lost.
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from .setting import language, settings

if TYPE_CHECKING:
    from schema import DatasetFinding

__all__ = ["print_mixed"]

_MOST = 40


def print_mixed(ctx: click.Context, datasets: Sequence[DatasetFinding]) -> None:
    """The fields with several labels, or with labels of which none leads, each with shares."""
    from operations import rates_of

    from .table import print_table
    from .words import word

    tongue = language(ctx)
    rows = list(rates_of(settings(ctx), tongue).mixed(datasets))
    if not rows:
        return
    click.echo()
    click.secho(word("mixed", tongue), bold=True)
    headings = [word(key, tongue) for key in ("dataset", "field", "label", "rate")]
    print_table(headings, rows[:_MOST])
    if len(rows) > _MOST:
        click.echo(f"… {len(rows) - _MOST:,}")
