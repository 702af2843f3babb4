# tongguan range drill control, join, invite, running: persons in a drill that runs.
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from .control_words import control_said, control_word
from .setting import language, settings, talk

if TYPE_CHECKING:
    from operations import Running, Settings

__all__ = ["control", "invite", "join", "running"]

ROLES = ("command", "assess", "handle", "recover", "report", "control")


@click.command()
@click.argument("name", metavar="RUN")
@click.argument(
    "act", type=click.Choice(["pause", "resume", "speed", "inject", "abort"]), metavar="ACT"
)
@click.argument("what", nargs=-1)
@click.option("--to", "role", type=click.Choice(ROLES), help="With inject: words to this role.")
@click.pass_context
def control(ctx: click.Context, name: str, act: str, what: tuple[str, ...], role: str) -> None:
    """Exercise control of a drill that runs: pause, resume, speed N, inject NUMBER, inject --to
    ROLE WORDS, abort.

    \b
    Example:
      tongguan range drill control dr-0123456789abcdef pause
      tongguan range drill control dr-0123456789abcdef speed 20
      tongguan range drill control dr-0123456789abcdef inject 0
      tongguan range drill control dr-0123456789abcdef inject --to assess "The press is calling"
    """
    from operations import control_drill

    tongue = language(ctx)
    how: dict[str, str | float | int] = {}
    done = act
    if act == "speed":
        how["factor"] = _number(what, tongue)
    elif act == "inject" and role:
        done, how = "say", {"role": role, "text": " ".join(what)}
    elif act == "inject":
        if len(what) != 1 or not what[0].isdecimal():
            raise click.UsageError(control_said("no-inject", tongue))
        how["number"] = int(what[0])
    told = control_drill(settings(ctx), name, done, **how)
    paused = control_said("is-paused", tongue) if told["paused"] else ""
    talk(
        control_said(
            "control-done", tongue, act=act, time=clock(told["time_s"]), paused=paused,
            speed=f"{told['speed']:g}",
        )
    )  # fmt: skip


@click.command()
@click.argument("name", metavar="RUN")
@click.option(
    "--role", "roles", type=click.Choice(ROLES), required=True, multiple=True,
    help="The role to play; repeatable.",
)  # fmt: skip
@click.pass_context
def join(ctx: click.Context, name: str, roles: tuple[str, ...]) -> None:
    """Play a role of a drill that runs: what it is to decide is asked here, with the time left.

    \b
    Example:
      tongguan range drill join dr-0123456789abcdef --role command
    """
    from .drill_seat import play

    play(settings(ctx), name, roles, language(ctx))


@click.command()
@click.argument("name", metavar="RUN")
@click.option("--role", type=click.Choice(ROLES), required=True, help="The role to be played.")
@click.pass_context
def invite(ctx: click.Context, name: str, role: str) -> None:
    """A link on stdout with which one person, once, takes a role on the console's pages.

    \b
    Example:
      tongguan range drill invite dr-0123456789abcdef --role command
    """
    from operations import DRILL_ROLES, ask_drill

    tongue = language(ctx)
    told = ask_drill(settings(ctx), name, do="invite", role=role)
    title = DRILL_ROLES[role]
    talk(control_said("invited", tongue, role=title.zh if tongue == "zh" else title.en))
    click.echo(f"/drills/{name}/join/{told['secret']}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def running(ctx: click.Context, as_json: bool) -> None:
    """The drills that run: how far they are, and who plays.

    \b
    Example:
      tongguan range drill running
    """
    from operations import running_drills

    from .table import print_table

    given, tongue = settings(ctx), language(ctx)
    rows = [_row(given, each) for each in running_drills(given)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        talk(control_said("none-runs", tongue))
        return
    heads = ("run", "drill", "fidelity", "time", "length", "speed", "state", "waiting", "players")
    print_table(
        [control_word(key, tongue) for key in heads],
        [
            [
                str(row["id"]), str(row["scenario"]), str(row["fidelity"]), clock(row["time_s"]),
                clock(row["length_s"]), f"{row['speed']:g}", control_word(str(row["state"]), tongue),
                str(row["waiting"]), ", ".join(f"{role}: {who}" for role, who in row["players"]),
            ]
            for row in rows
        ],
    )  # fmt: skip


def _row(given: Settings, each: Running) -> dict[str, Any]:
    from operations import ask_drill
    from schema import MisuseError

    row: dict[str, Any] = {
        "id": each.id,
        "scenario": each.scenario,
        "fidelity": each.fidelity,
        "pid": each.pid,
    }
    try:
        told = ask_drill(given, each.id, do="look", since=0)
    except MisuseError:
        return {**row, "time_s": 0.0, "length_s": 0.0, "speed": 0.0, "state": "silent",
                "waiting": 0, "players": []}  # fmt: skip
    return {
        **row,
        "time_s": told["time_s"],
        "length_s": told["length_s"],
        "speed": told["speed"],
        "state": "paused" if told["paused"] else "running",
        "waiting": len(told["questions"]),
        "players": [
            (role, who) for role, known in told["roles"].items() for who in known["players"]
        ],
    }


def _number(what: tuple[str, ...], tongue: str) -> float:
    try:
        (text,) = what
        return float(text)
    except ValueError:
        raise click.UsageError(control_said("no-number", tongue)) from None


def clock(seconds: float) -> str:
    """Minutes and seconds of a drill.

    >>> clock(3725.4)
    '62:05'
    """
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
