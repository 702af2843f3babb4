# tongguan range test-device: a device under test, on loopback or in the lab.
from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .setting import language, settings, talk

if TYPE_CHECKING:
    from operations import DeviceProtocol, DeviceReport

__all__ = ["test_device"]


@click.command("test-device")
@click.argument("target", metavar="HOST:PORT")
@click.option(
    "--protocol",
    type=click.Choice(["modbus", "iec104", "s7", "opcua", "http"]),
    required=True,
    help="What the device speaks.",
)
@click.option("--case", "only", type=int, help="Play this case alone, by its number.")
@click.option("--seed", type=int, default=1, help="What chance goes by; the same, the same cases.")
@click.option("--mutations", type=click.IntRange(0, 10_000), default=100, help="Mutated requests.")
@click.option(
    "--declared", type=int, multiple=True, help="A port that the maker declares (repeatable)."
)
@click.option(
    "--patience",
    type=click.FloatRange(0.05, 60),
    default=1.0,
    help="Seconds after which an answer counts as none.",
)
@click.option("--page", type=click.Path(dir_okay=False, path_type=Path), help="Write a page here.")
@click.option("--overwrite", is_flag=True, help="The page may replace a file.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON on stdout.")
@click.pass_context
def test_device(
    ctx: click.Context,
    target: str,
    protocol: DeviceProtocol,
    only: int | None,
    seed: int,
    mutations: int,
    declared: tuple[int, ...],
    patience: float,
    page: Path | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Test the device at HOST:PORT; exit 1 if it fails a case.

    Only loopback and addresses of the lab are taken: a device test attacks what it is pointed at.

    \b
    Example:
      tongguan range test-device 127.0.0.1:502 --protocol modbus --page report.html
      tongguan range test-device 127.0.0.1:502 --protocol modbus --case 20
    """
    from operations import device_json, run_device_test_of, write_device_page

    from .range_words import range_said

    report = run_device_test_of(
        settings(ctx), target, protocol, seed=seed, mutations=mutations, only=only,
        declared=declared, patience=patience,
    )  # fmt: skip
    tongue = language(ctx)
    if page is not None:
        write_device_page(settings(ctx), page, report, language=tongue, overwrite=overwrite)
        talk(range_said("device-page", tongue, output=page))
    if as_json:
        click.echo(json.dumps(device_json(report), ensure_ascii=False, indent=2))
    else:
        _print(report, tongue, whole=only is not None)
    counts = [each.finding.outcome for each in report.tried]
    talk(
        range_said(
            "device-tested", tongue, target=f"{report.host}:{report.port}", cases=len(counts),
            fails=counts.count("fail"), weak=counts.count("weak"),
        )
    )  # fmt: skip
    if report.failures:
        ctx.exit(1)


def _print(report: DeviceReport, tongue: str, *, whole: bool) -> None:
    from operations import DEVICE_GROUPS, DEVICE_OUTCOMES

    from .range_words import range_word
    from .table import print_table
    from .words import word

    chinese = tongue == "zh"
    rows = []
    for each in report.tried:
        if each.finding.outcome == "pass" and not whole:
            continue
        titles = (
            DEVICE_GROUPS[each.case.group], each.case.title, DEVICE_OUTCOMES[each.finding.outcome],
            each.finding.why,
        )  # fmt: skip
        rows.append([str(each.number), *(one.zh if chinese else one.en for one in titles)])
    if rows:
        headings = [range_word(key, tongue) for key in ("case", "group", "what", "outcome")]
        print_table([*headings, word("reason", tongue)], rows)
    if whole:
        click.echo()
        for noted in report.tried[0].noted:
            way = range_word(noted.way, tongue)
            click.echo(f"{noted.connection} {way} {noted.content.hex()}".rstrip())
    for port, known in report.census.items():
        said = range_word("declared" if known else "undeclared", tongue)
        click.echo(f"{range_word('port', tongue)} {port}: {said}")
