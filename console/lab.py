# tongguan range up, down, status: labs that stay up on this machine.
from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from .setting import language, settings, talk

if TYPE_CHECKING:
    from typing import Literal

    from operations import Fidelity

__all__ = ["down", "export", "status", "up"]


@click.command()
@click.argument("name", metavar="DRILL")
@click.option(
    "--fidelity",
    type=click.Choice(["loopback", "netns"]),
    default="netns",
    help="netns: networks of its own (root, or user namespaces); loopback: needs no rights.",
)
@click.option("--seed", type=click.IntRange(min=0), help="What chance goes by; the drill's own.")
@click.option("--json", "as_json", is_flag=True, help="The lab as JSON on stdout.")
@click.pass_context
def up(ctx: click.Context, name: str, fidelity: Fidelity, seed: int | None, as_json: bool) -> None:
    """Bring up the lab of DRILL, living its ordinary day until it is taken down.

    \b
    Example:
      tongguan range up water-setpoint
      nsenter --net=$(tongguan range status --json | jq -r '.[0].hosts.hmi1[1]') ip address
    """
    from operations import lab_up

    from .range_words import range_said

    lab = lab_up(settings(ctx), name, fidelity=fidelity, seed=seed)
    tongue = language(ctx)
    if as_json:
        click.echo(json.dumps(asdict(lab), ensure_ascii=False, indent=2))
    talk(
        range_said(
            "lab-up", tongue, scenario=lab.scenario, fidelity=lab.fidelity, hosts=len(lab.hosts),
            services=lab.services, seconds=lab.seconds, id=lab.id,
        )
    )  # fmt: skip
    if lab.captures:
        talk(range_said("lab-captures", tongue, folder=lab.captures))


@click.command()
@click.argument("name", metavar="[LAB]", required=False)
@click.option("--all", "everything", is_flag=True, help="Every lab, and what killed ones left.")
@click.pass_context
def down(ctx: click.Context, name: str | None, everything: bool) -> None:
    """Take down a lab by its id, or all with whatever a killed one left.

    \b
    Example:
      tongguan range down --all
    """
    from operations import labs_down

    from .range_words import range_said

    done = labs_down(settings(ctx), name, everything=everything)
    tongue = language(ctx)
    if done.ended:
        talk(range_said("labs-down", tongue, labs=", ".join(done.ended)))
    if done.left_over:
        talk(range_said("labs-left", tongue, labs=", ".join(done.left_over)))
    if done.strays:
        talk(range_said("labs-strays", tongue, pids=", ".join(map(str, done.strays))))
    if not (done.ended or done.left_over or done.strays):
        talk(range_said("labs-none", tongue))


@click.command()
@click.option("--features", is_flag=True, help="What this machine gives netns, tried out.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def status(ctx: click.Context, features: bool, as_json: bool) -> None:
    """The labs that are up; with --features, what networks of their own take and what is here.

    \b
    Example:
      tongguan range status
      tongguan range status --features
    """
    if features:
        _features(ctx, as_json=as_json)
        return
    from operations import lab_states

    from .range_words import range_said, range_word
    from .table import print_table
    from .words import word

    tongue = language(ctx)
    states = lab_states(settings(ctx))
    if as_json:
        rows = [{**asdict(each.lab), "alive": each.alive} for each in states]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not states:
        talk(range_said("none-up", tongue))
        return
    headings = [range_word("lab", tongue), word("drill", tongue), word("fidelity", tongue)]
    headings += [range_word(key, tongue) for key in ("process", "services", "seconds", "alive")]
    print_table(
        headings,
        [
            [
                each.lab.id, each.lab.scenario, each.lab.fidelity, str(each.lab.pid),
                str(each.lab.services), f"{each.lab.seconds:.2f}",
                word("yes" if each.alive else "no", tongue),
            ]
            for each in states
        ],
    )  # fmt: skip


@click.command()
@click.argument("name", metavar="DRILL")
@click.option(
    "--format",
    "form",
    type=click.Choice(["containerlab", "compose"]),
    required=True,
    help="For which tool.",
)
@click.option(
    "--image", default="tongguan-range:latest", help="What every host runs; it needs ip and nft."
)
@click.pass_context
def export(
    ctx: click.Context, name: str, form: Literal["containerlab", "compose"], image: str
) -> None:
    """The lab of DRILL for containerlab or docker compose, on stdout.

    \b
    Example:
      tongguan range export water-setpoint --format containerlab > water.clab.yml
    """
    from operations import export_of

    click.echo(export_of(settings(ctx), name, form, image=image), nl=False)


def _features(ctx: click.Context, *, as_json: bool) -> None:
    from operations import explain, lab_features

    from .range_words import range_word
    from .table import print_table
    from .words import word

    tongue = language(ctx)
    found = lab_features()
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2))
    else:
        print_table(
            [range_word(key, tongue) for key in ("feature", "present", "why")],
            [
                [
                    range_word(each.name, tongue),
                    word("yes" if each.present else "no", tongue),
                    explain(settings(ctx), tongue, each.reason) if each.reason else "",
                ]
                for each in found
            ],
        )
    if not all(each.present for each in found):
        ctx.exit(1)
