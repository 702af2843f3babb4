# tongguan token: what programs sign in with at the HTTP API.
from __future__ import annotations

import json

import click

from .setting import language, settings, talk

__all__ = ["token"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def token() -> None:
    """Tokens for programs that mask through the HTTP API (tongguan serve).

    \b
    Example:
      tongguan token add nightly --recipient "Health Commission" \\
          --purpose share-conditional --approver "Li Hong"
    """


@token.command()
@click.argument("name")
@click.option(
    "--recipient",
    required=True,
    help="Whom its copies are for; for drill, who exercise control is.",
)
@click.option("--purpose", "purposes", multiple=True, help="What for; repeatable.")
@click.option("--approver", required=True, help="Who answers for what is shared with it.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    default=("mask",),
    show_default=True,
    type=click.Choice(["mask", "reveal", "drill"]),
    help="What it may do; repeatable.",
)
@click.option("--days", default=90, show_default=True, help="How long it is good for.")
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False),
    help="For reveal: your passphrase as custodian.",
)
@click.option(
    "--approver-passphrase-file",
    type=click.Path(exists=True, dir_okay=False),
    help="For reveal: the approver's passphrase as custodian.",
)
@click.pass_context
def add(
    ctx: click.Context,
    name: str,
    recipient: str,
    purposes: tuple[str, ...],
    approver: str,
    scopes: tuple[str, ...],
    days: int,
    passphrase_file: str | None,
    approver_passphrase_file: str | None,
) -> None:
    """A token called NAME, on stdout, this once: it is not kept.

    \b
    Example:
      tongguan token add nightly --recipient "Health Commission" \\
          --purpose share-conditional --approver "Li Hong" > nightly.token
      tongguan token add control --scope drill --recipient "Zhao Min" --approver "Li Hong"
    """
    from operations import add_token

    from .secret import read_secret
    from .words import said

    own = read_secret(passphrase_file, None, option="passphrase")
    approvers = read_secret(approver_passphrase_file, None, option="approver-passphrase")
    issued = add_token(
        settings(ctx),
        name,
        recipient=recipient,
        purposes=purposes,
        scopes=scopes,
        approver=approver,
        days=days,
        passphrases=(own, approvers) if own and approvers else None,
    )
    talk(said("token-made", language(ctx), name=name, until=issued.record.expires))
    click.echo(issued.token)


@token.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """Every token by name, with whom it serves and until when; never the token itself.

    \b
    Example:
      tongguan token list
    """
    from operations import list_tokens, words_in

    from .table import print_table
    from .words import word

    found = list_tokens(settings(ctx))
    if as_json:
        shown = [
            {
                "name": each.id,
                "recipient": each.recipient,
                "purposes": list(each.purposes),
                "scopes": list(each.scopes),
                "approver": each.approver,
                "expires": each.expires,
                "state": each.state,
            }
            for each in found
        ]
        click.echo(json.dumps({"tokens": shown}, ensure_ascii=False, indent=2))
        return
    tongue = language(ctx)
    names = words_in(settings(ctx), tongue)
    keys = ("name", "recipient", "purpose", "scope", "approver", "expires", "state")
    print_table(
        [word(key, tongue) for key in keys],
        [
            [
                each.id,
                each.recipient,
                ", ".join(each.purposes),
                ", ".join(each.scopes),
                each.approver,
                each.expires,
                names.name(each.state),
            ]
            for each in found
        ],
    )


@token.command()
@click.argument("name")
@click.pass_context
def revoke(ctx: click.Context, name: str) -> None:
    """The token NAME ended: within a second nobody signs in with it.

    \b
    Example:
      tongguan token revoke nightly
    """
    from operations import revoke_token

    from .words import said

    revoke_token(settings(ctx), name)
    talk(said("token-revoked", language(ctx), name=name))
