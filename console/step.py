# Steps in the life of a whole data set, as options of `tongguan classify catalogue review`:
# filed with the authority, stated to be due for regrading, declared to be made from others.
from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import click

from .setting import language, settings
from .standing import told
from .table import line

if TYPE_CHECKING:
    from operations import Life

__all__ = ["Step", "asked_step", "step_options", "take_step"]

F = TypeVar("F", bound=Callable[..., None])


@dataclass
class Step:
    """A step in the life of a whole data set, as it was asked for by the options of `review`."""

    filed: str = ""
    number: str = ""
    authority: str = ""
    trigger: str = ""
    origins: tuple[str, ...] = ()
    operation: str = ""
    evidence: str = ""
    approver: str = ""


# Option, its name in Step, metavar, whether it repeats, help.
_OPTIONS = (
    ("--filed", "filed", "DATE", False, "It was filed with the authority on this day."),
    ("--number", "number", "NUMBER", False, "The number of the filing."),
    ("--authority", "authority", "NAME", False, "With whom it was filed."),
    ("--trigger", "trigger", "LETTER", False, "This occasion of annex J is given (a to i)."),
    ("--derived-from", "origins", "DATASET", True, "It was made from this; may repeat."),
    ("--operation", "operation", "KIND", False, "How: masked, tagged, statistics or merged."),
    ("--evidence", "evidence", "TEXT", False, "What bears out a --level below its origins'."),
    ("--approver", "approver", "NAME", False, "Who approved that level."),
)
# What goes with which step, and is nothing without it.
_WITH = {
    "filed": ("number", "authority"),
    "trigger": (),
    "origins": ("operation", "evidence", "approver"),
}


def step_options(command: F) -> F:
    """The options of a step, added to a command; `asked_step` gives what was asked by them."""
    for flag, name, metavar, multiple, told_as in reversed(_OPTIONS):
        command = click.option(
            flag,
            name,
            metavar=metavar,
            multiple=multiple,
            expose_value=False,
            callback=_remember,
            help=told_as,
        )(command)
    return command


def asked_step(ctx: click.Context) -> Step | None:
    """The step that was asked for, None where none of its options was given."""
    found = ctx.meta.get(__name__)
    return found if isinstance(found, Step) else None


def _remember(ctx: click.Context, option: click.Parameter, value: str | tuple[str, ...]) -> None:
    if value:
        step = ctx.meta.setdefault(__name__, Step())
        setattr(step, str(option.name), value)


def take_step(
    ctx: click.Context, dataset: str, step: Step, *, level: str | None, reason: str, as_json: bool
) -> None:
    """The step recorded and told. Misuse where it is none of three, or several of them."""
    from operations import life_json, record_filing, record_lineage, record_trigger
    from schema import Level

    _refuse_mixture(step)
    given = settings(ctx)
    if level is not None and not step.origins:
        raise click.UsageError("--level belongs to --derived-from")
    if step.filed:
        _, life = record_filing(
            given,
            dataset,
            filed=step.filed,
            number=step.number,
            reason=reason,
            authority=step.authority,
        )
    elif step.trigger:
        _, life = record_trigger(given, dataset, letter=step.trigger, reason=reason)
    else:
        if not step.operation:
            raise click.UsageError("say by which --operation it was made")
        _, life = record_lineage(
            given,
            dataset,
            origins=step.origins,
            operation=step.operation,
            reason=reason,
            level=None if level is None else Level(level),
            evidence=step.evidence,
            approver=step.approver,
        )
    if as_json:
        click.echo(json.dumps(life_json(life), ensure_ascii=False, indent=2))
    else:
        _print_life(ctx, life)


def _refuse_mixture(step: Step) -> None:
    asked = [name for name in _WITH if getattr(step, name)]
    if len(asked) != 1:
        raise click.UsageError("say one of --filed, --trigger and --derived-from")
    flags = {name: flag for flag, name, *_ in _OPTIONS}
    for name, others in _WITH.items():
        for other in others if name not in asked else ():
            if getattr(step, other):
                raise click.UsageError(f"{flags[other]} belongs to {flags[name]}")


def _print_life(ctx: click.Context, life: Life) -> None:
    """A data set's name and level, and a line for each thing known of where it stands."""
    from operations import words_in

    words = words_in(settings(ctx), language(ctx))
    click.secho(f"{line(life.finding.name)}  {words.level(life.finding.level)}", bold=True)
    for each in told(life, words):
        click.echo(f"  {line(each)}")
    for reason in life.finding.reasons:
        if reason.kind == "derived":
            click.echo(f"  {words.kind(reason.kind)}: {line(words.reason(reason))}")
