# tongguan range drill: drills listed, checked, made, run and compared.
from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .control_words import control_said
from .device import test_device
from .drill_control import control, invite, join, running
from .lab import down, export, status, up
from .setting import language, settings, talk

if TYPE_CHECKING:
    from operations import Compared, DrillOutcome, Fidelity
    from operations.drill_detector import DetectorName

__all__ = ["drills"]

_SHARES = ("detect", "contain", "recover", "physical", "leak", "report", "decide")
_HARM = (
    "spill_m3", "unserved_m3", "unserved_mwh", "people_without_supply", "outage_minutes",
    "leaked_records", "masked_records_leaked", "persons_leaked", "records_lost",
)  # fmt: skip
_REPORT = ("due", "in_time")


@click.group()
def drills() -> None:
    """The range: attack-defence drills, scored and repeatable, and labs that stay up.

    \b
    Example:
      tongguan range drill run water-setpoint --seed 7
      tongguan range up water-setpoint
    """


for _command in (up, down, status, export, test_device):
    drills.add_command(_command)


@drills.group()
def drill() -> None:
    """List, check, make, run and compare drills.

    \b
    Example:
      tongguan range drill list
      tongguan range drill run water-setpoint --seed 7 --fidelity memory --json
    """


for _command in (control, join, invite, running):
    drill.add_command(_command)


@drill.command("list")
@click.option("--json", "as_json", is_flag=True, help="The drills as JSON on stdout.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """The drills there are, ours and those of your own (drills/ in your policies).

    \b
    Example:
      tongguan range drill list
    """
    from operations import list_drills

    from .table import print_table
    from .words import word

    tongue = language(ctx)
    found = list_drills(settings(ctx)).drills
    if as_json:
        rows = [
            {
                "id": name,
                "title": each.header.title.model_dump(),
                "fidelity": list(each.fidelity),
                "length_s": each.clock.length,
                "maturity": each.header.maturity,
            }
            for name, each in found.items()
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    print_table(
        [word(key, tongue) for key in ("drill", "title", "fidelity", "length", "maturity")],
        [
            [
                name,
                each.header.title.zh if tongue == "zh" else each.header.title.en,
                ", ".join(each.fidelity),
                _clock(each.clock.length),
                each.header.maturity,
            ]
            for name, each in found.items()
        ],
    )


@drill.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def validate(ctx: click.Context, file: Path) -> None:
    """Check a drill's file; exit 2 with file, line and column of every fault.

    \b
    Example:
      tongguan range drill validate my-drill.yaml
    """
    from operations import drill_faults, explain

    from .words import said

    found, faults = drill_faults(file)
    for fault in faults:
        talk(f"tongguan: {explain(settings(ctx), language(ctx), str(fault))}")
    if faults:
        ctx.exit(2)
    talk(said("drill-valid", language(ctx), file=file, steps=len(found.attack)))


@drill.command()
@click.argument("name")
@click.option(
    "--out",
    "output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; never overwritten.",
)
@click.option(
    "--template",
    default="water-setpoint",
    help="The drill of ours to start from (range drill list): each is of another kind.",
)
@click.pass_context
def new(ctx: click.Context, name: str, output: Path, template: str) -> None:
    """Write a drill of your own to start from.

    \b
    Example:
      tongguan range drill new our-works --out policies/drills/our-works.yaml
    """
    from operations import new_drill

    from .words import said

    new_drill(name, output, template=template)
    talk(said("drill-made", language(ctx), output=output))


@drill.command()
@click.argument("name", metavar="DRILL")
@click.option(
    "--seed", type=click.IntRange(min=0), help="What chance goes by; the drill's own if absent."
)
@click.option("--fidelity", type=click.Choice(["memory", "loopback", "netns"]), default="memory",
              help="memory: virtual time, repeatable to the byte.")  # fmt: skip
@click.option("--attack/--no-attack", default=True,
              help="Without: an ordinary day, for false alarms.")  # fmt: skip
@click.option("--defence/--no-defence", default=True, help="Without: nobody answers the alerts.")
@click.option("--detector", type=click.Choice(["monitor", "range", "both"]),
              help="Whose alerts count; both where there is graded data, if absent.")  # fmt: skip
@click.option(
    "--play",
    "roles",
    type=click.Choice(["command", "assess", "handle", "recover", "report", "control"]),
    multiple=True,
    help="A role that you play, asked on this terminal; repeatable.",
)
@click.option("--live", is_flag=True, help="In memory too by the clock, so that others can join.")
@click.option("--detach", is_flag=True, help="Run it beside this terminal; its id on stdout.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON on stdout.")
@click.pass_context
def run(
    ctx: click.Context,
    name: str,
    seed: int | None,
    fidelity: Fidelity,
    attack: bool,
    defence: bool,
    detector: DetectorName | None,
    roles: tuple[str, ...],
    live: bool,
    detach: bool,
    as_json: bool,
) -> None:
    """Run DRILL (its id, or a .yaml file) to its end, score and record it.

    \b
    Example:
      tongguan range drill run water-setpoint --seed 7 --json
      tongguan range drill run water-setpoint --no-defence
    """
    from operations import run_drill_of

    from .drill_run import asks, run_detached, run_live
    from .words import said

    given, tongue = settings(ctx), language(ctx)
    how = {
        "seed": seed, "fidelity": fidelity, "attack": attack, "defence": defence,
        "detector": detector,
    }  # fmt: skip
    if detach and (roles or as_json):
        raise click.UsageError(control_said("apart", tongue))
    if detach:
        click.echo(run_detached(given, name, tongue, how))
        return
    if live or fidelity != "memory":
        outcome = run_live(given, name, roles, tongue, how)
    else:
        outcome = run_drill_of(
            given, name, seed=seed, fidelity=fidelity, attack=attack, defence=defence,
            detector=detector, roles=roles, ask=asks(tongue),
        )  # fmt: skip
    if as_json:
        click.echo(json.dumps(outcome.json, ensure_ascii=False, indent=2))
    else:
        _print(outcome, tongue)
    talk(said("drill-run", tongue, drill=outcome.result.scenario, id=outcome.id))


@drill.command()
@click.argument("name", metavar="RUN")
@click.option(
    "--out",
    "output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write: .html, or .pdf.",
)
@click.option("--overwrite", is_flag=True, help="The page may replace a file.")
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    help="A new folder for what bears it out: slices of captures, frames, log, ledger entries.",
)
@click.pass_context
def report(
    ctx: click.Context, name: str, output: Path, overwrite: bool, evidence: Path | None
) -> None:
    """Write the after-action report of a recorded RUN (dr-...), as one page or as PDF.

    \b
    Example:
      tongguan range drill report dr-0123456789abcdef --out report.html --evidence report-files
    """
    from operations import write_drill_report

    from .range_words import range_said

    tongue = language(ctx)
    write_drill_report(
        settings(ctx), name, output, language=tongue, overwrite=overwrite, evidence=evidence
    )
    talk(range_said("device-page", tongue, output=output))


@drill.command()
@click.argument("first")
@click.argument("second")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON on stdout.")
@click.option(
    "--out",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A page (.html) to write, with both timelines and curves.",
)
@click.option("--overwrite", is_flag=True, help="The page may replace a file.")
@click.pass_context
def compare(
    ctx: click.Context, first: str, second: str, as_json: bool, output: Path | None, overwrite: bool
) -> None:
    """Two recorded runs side by side, by their ids (dr-...).

    \b
    Example:
      tongguan range drill compare dr-0123456789abcdef dr-fedcba9876543210 --out both.html
    """
    from operations import compare_drills, write_compare_page

    if output is not None:
        from .range_words import range_said

        tongue = language(ctx)
        write_compare_page(
            settings(ctx), first, second, output, language=tongue, overwrite=overwrite
        )
        talk(range_said("device-page", tongue, output=output))

    found = compare_drills(settings(ctx), first, second)
    if as_json:
        told = {
            "first": found.first.id,
            "second": found.second.id,
            "same": found.same,
            "figures": {key: list(pair) for key, pair in found.figures.items()},
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print_compared(found, language(ctx))


def _print(outcome: DrillOutcome, tongue: str) -> None:
    from operations import technique_title

    from .table import print_table
    from .words import word

    result = outcome.result
    delays = {each.step: each.delay_s for each in result.detections}
    rows = []
    for each in result.played:
        title = technique_title(each.step.action, each.step.technique)
        rows.append(
            [
                each.step.id,
                f"{each.step.technique} {title.zh if tongue == 'zh' else title.en}",
                _clock(each.started),
                word("yes" if each.succeeded else "no", tongue),
                _clock(delays[each.step.id]) if each.step.id in delays else "",
            ]
        )
    if rows:
        print_table(
            [word(key, tongue) for key in ("id", "technique", "began", "effect", "detected")], rows
        )
        click.echo()
    print_table([word(key, tongue) for key in ("figure", "value")], _figures(outcome, tongue))


def _figures(outcome: DrillOutcome, tongue: str) -> list[list[str]]:
    from operations import INCIDENT_LEVELS

    from .range_words import range_word
    from .words import word

    result = outcome.result
    rows = [[word("total", tongue), f"{result.score.total:.1f}"]]
    rows += [
        [range_word(key, tongue), f"{result.score.shares[key]:.2f}"]
        for key in _SHARES
        if key in result.score.shares
    ]
    rows += [
        [range_word(key, tongue), f"{result.harm[key]:,.1f}"] for key in _HARM if key in result.harm
    ]
    report = result.score.report
    if report is not None:
        level = INCIDENT_LEVELS[report.level]
        rows.append([word("incident", tongue), level.zh if tongue == "zh" else level.en])
        rows += [
            [word(key, tongue), word("yes" if getattr(report, key) else "no", tongue)]
            for key in (_REPORT if report.due else _REPORT[:1])
        ]
    rows += [
        [word("attack-team", tongue), word("on" if result.attack else "off", tongue)],
        [word("defence-team", tongue), word("on" if result.defence else "off", tongue)],
        [word("false_alarms", tongue), str(result.false_alarms)],
        [word("false_responses", tongue), str(result.false_responses)],
        [word("replay_hash", tongue), result.replay_hash],
    ]
    return rows


def _print_compared(found: Compared, tongue: str) -> None:
    from .range_words import range_word
    from .table import print_table
    from .words import said, word

    rows = [
        [range_word(key, tongue), *("" if each is None else f"{each:,.2f}" for each in pair)]
        for key, pair in found.figures.items()
    ]
    print_table([word("figure", tongue), found.first.id, found.second.id], rows)
    talk(said("runs-same" if found.same else "runs-differ", tongue))


def _clock(seconds: float) -> str:
    """Minutes and seconds of a drill.

    >>> _clock(3725.4)
    '62:05'
    """
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
