# tongguan mask reveal: masked values seen again, when two custodians agree.
from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from .secret import read_secret
from .setting import language, settings, talk

__all__ = ["reveal"]

F = TypeVar("F", bound=Callable[..., Any])

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _passphrase(command: F) -> F:
    for option in (
        click.option("--passphrase-env", metavar="V", help="Variable that holds it."),
        click.option(
            "--passphrase-file",
            type=click.Path(exists=True, dir_okay=False),
            help="File whose first line is the acting custodian's passphrase.",
        ),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def reveal() -> None:
    """See masked values again: one custodian asks, another approves, the first opens it.

    \b
    Example:
      tongguan --actor "Zhang Wei" mask reveal ask copy.csv --share sh-2f9c \\
          --reason "case 2026-11" --passphrase-file zhang.txt
      tongguan --actor "Li Hong" mask reveal approve reveal-81d0 --passphrase-file li.txt
      tongguan --actor "Zhang Wei" mask reveal open reveal-81d0 copy.csv --out seen.csv \\
          --passphrase-file zhang.txt
    """


@reveal.command()
@click.argument("file", type=_FILE)
@click.option("--share", required=True, help="The share that made the copy, by its id.")
@click.option("--column", multiple=True, help="A column to see again; may repeat. All if absent.")
@click.option("--reason", required=True, help="Why, for the record.")
@_passphrase
@click.pass_context
def ask(
    ctx: click.Context,
    file: Path,
    share: str,
    column: tuple[str, ...],
    reason: str,
    passphrase_file: str | None,
    passphrase_env: str | None,
) -> None:
    """Ask to see again what FILE, a copy of a share or a part of one, masks.

    \b
    Example:
      tongguan mask reveal ask copy.csv --share sh-2f9c --column phone \\
          --reason "case 2026-11" --passphrase-file zhang.txt
    """
    from operations import ask_reveal

    from .words import said

    asked = ask_reveal(
        settings(ctx),
        file,
        share=share,
        columns=column,
        reason=reason,
        passphrase=_said(passphrase_file, passphrase_env),
    )
    click.echo(asked.id)
    talk(said("reveal-asked", language(ctx), id=asked.id))


@reveal.command()
@click.argument("identifier", metavar="ID")
@_passphrase
@click.pass_context
def approve(
    ctx: click.Context, identifier: str, passphrase_file: str | None, passphrase_env: str | None
) -> None:
    """Approve what another custodian asked for; it can be opened once, within a day.

    \b
    Example:
      tongguan mask reveal approve reveal-81d0 --passphrase-file li.txt
    """
    from operations import approve_reveal

    from .words import said

    secret = _said(passphrase_file, passphrase_env)
    approved = approve_reveal(settings(ctx), identifier, passphrase=secret)
    talk(said("reveal-approved", language(ctx), asker=approved.asker, until=approved.until))


@reveal.command()
@click.argument("identifier", metavar="ID")
@_passphrase
@click.pass_context
def refuse(
    ctx: click.Context, identifier: str, passphrase_file: str | None, passphrase_env: str | None
) -> None:
    """Refuse it, or withdraw what you asked for yourself.

    \b
    Example:
      tongguan mask reveal refuse reveal-81d0 --passphrase-file li.txt
    """
    from operations import refuse_reveal

    from .words import said

    secret = _said(passphrase_file, passphrase_env)
    refuse_reveal(settings(ctx), identifier, passphrase=secret)
    talk(said("reveal-refused", language(ctx), id=identifier))


@reveal.command("open")
@click.argument("identifier", metavar="ID")
@click.argument("file", type=_FILE)
@click.option(
    "--out",
    "output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="What is seen again: .csv, .tsv or .parquet; never overwritten, its owner's alone.",
)
@_passphrase
@click.pass_context
def open_(
    ctx: click.Context,
    identifier: str,
    file: Path,
    output: Path,
    passphrase_file: str | None,
    passphrase_env: str | None,
) -> None:
    """Open an approved reveal of FILE, as the custodian who asked for it.

    \b
    Example:
      tongguan mask reveal open reveal-81d0 copy.csv --out seen.csv --passphrase-file zhang.txt
    """
    from operations import open_reveal

    from .words import said

    secret = _said(passphrase_file, passphrase_env)
    opened = open_reveal(settings(ctx), identifier, file, output, passphrase=secret)
    talk(said("reveal-opened", language(ctx), rows=opened.reveal.rows, output=str(output)))


@reveal.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """What was asked for, by whom, and what came of it.

    \b
    Example:
      tongguan mask reveal list
    """
    from operations import list_reveals, words_in

    from .table import print_table
    from .words import word

    found = list_reveals(settings(ctx))
    names = ("id", "share", "columns", "asker", "reason", "state", "approver", "until", "rows")
    if as_json:
        shown = [{name: getattr(one, name) for name in names} for one in found]
        click.echo(json.dumps({"reveals": shown}, ensure_ascii=False, indent=2))
        return
    tongue = language(ctx)
    words = words_in(settings(ctx), tongue)
    headings = ("id", "share-id", "fields", "asker", "state", "approver", "reason")
    print_table(
        [word(key, tongue) for key in headings],
        [
            [
                one.id,
                one.share,
                ", ".join(one.columns),
                one.asker,
                words.name(one.state),
                one.approver,
                one.reason,
            ]
            for one in found
        ],
    )


@reveal.command()
@click.option("--add", metavar="NAME", help="Appoint a custodian, with a passphrase of their own.")
@click.option("--remove", metavar="NAME", help="Appoint one no longer.")
@click.option("--agreed-by", metavar="NAME", help="A custodian who agrees, once there are two.")
@click.option("--agreed-passphrase-file", type=click.Path(exists=True, dir_okay=False))
@_passphrase
@click.pass_context
def custodians(
    ctx: click.Context,
    add: str | None,
    remove: str | None,
    agreed_by: str | None,
    agreed_passphrase_file: str | None,
    passphrase_file: str | None,
    passphrase_env: str | None,
) -> None:
    """Who can ask for a reveal and approve one; appoint them, or let them go.

    \b
    Example:
      tongguan mask reveal custodians --add "Zhang Wei" --passphrase-file zhang.txt
    """
    from operations import add_custodian, list_custodians, remove_custodian

    given = settings(ctx)
    if add and remove:
        raise click.UsageError("--add or --remove, not both")
    agreed = None
    if agreed_by:
        secret = read_secret(agreed_passphrase_file, None, option="agreed-passphrase")
        if secret is None:
            raise click.UsageError("--agreed-by needs --agreed-passphrase-file")
        agreed = (agreed_by, secret)
    if add:
        add_custodian(given, add, _said(passphrase_file, passphrase_env), agreed=agreed)
    if remove:
        remove_custodian(given, remove, agreed=agreed)
    for one in list_custodians(given):
        click.echo(one.id)


def _said(file: str | None, variable: str | None) -> str:
    secret = read_secret(file, variable, option="passphrase")
    if secret is None:
        raise click.UsageError(
            "the acting custodian's passphrase is needed: --passphrase-file FILE"
        )
    return secret
