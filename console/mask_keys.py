# tongguan mask keys: the keys of pseudonyms over their life.
from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from .setting import language, settings, talk

if TYPE_CHECKING:
    from operations import KeyUse

__all__ = ["keys"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def keys() -> None:
    """The keys of masking: one for each domain and recipient, made when first needed.

    \b
    Example:
      tongguan mask keys list
      tongguan mask keys destroy 3f0c9b1d7a52e864 --approver "Li Hong" --reason "contract ended"
    """


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """Every key by domain and audience, with how many shares were made under it.

    \b
    Example:
      tongguan mask keys list
    """
    from operations import list_keys, words_in

    from .table import print_table
    from .words import word

    found = list_keys(settings(ctx))
    if as_json:
        shown = [_as_json(one) for one in found]
        click.echo(json.dumps({"keys": shown}, ensure_ascii=False, indent=2))
        return
    tongue = language(ctx)
    names = words_in(settings(ctx), tongue)
    print_table(
        [word(key, tongue) for key in ("id", "domain", "recipient", "state", "made", "shares")],
        [
            [
                one.key.id,
                one.key.domain,
                one.key.audience,
                names.name(one.key.state),
                one.key.made[:10],
                str(len(one.shares)),
            ]
            for one in found
        ],
    )


@keys.command()
@click.argument("domain")
@click.argument("recipient")
@click.pass_context
def new(ctx: click.Context, domain: str, recipient: str) -> None:
    """A key of DOMAIN for RECIPIENT, or for a circle as circle:NAME, ahead of its first use.

    \b
    Example:
      tongguan mask keys new person_id "Health Commission"
    """
    from operations import new_key

    from .words import said

    made = new_key(settings(ctx), domain, recipient)
    talk(said("key-made", language(ctx), id=made.id, domain=domain, audience=made.audience))


@keys.command()
@click.argument("domain")
@click.argument("recipient")
@click.pass_context
def rotate(ctx: click.Context, domain: str, recipient: str) -> None:
    """A new key in place of the one in use: copies of before and after do not join.

    The old key makes nothing any more; what it made can still be revealed.

    \b
    Example:
      tongguan mask keys rotate person_id "Health Commission"
    """
    from operations import rotate_key

    from .words import said

    before, made = rotate_key(settings(ctx), domain, recipient)
    talk(said("key-rotated", language(ctx), id=made.id, before=before.id))


@keys.command()
@click.argument("identifier", metavar="ID")
@click.option("--reason", required=True, help="Why, for the record.")
@click.option("--approver", required=True, help="Who approved it: another person.")
@click.option("--dry-run", is_flag=True, help="Say which shares it was used for; destroy nothing.")
@click.option("--yes", is_flag=True, help="Do not ask; needed where no terminal is.")
@click.pass_context
def destroy(
    ctx: click.Context, identifier: str, reason: str, approver: str, dry_run: bool, yes: bool
) -> None:
    """Destroy a key: what was made under it can be undone, or joined with anything new, by nobody.

    Backups of the keyring hold the key as long as they are kept.

    \b
    Example:
      tongguan mask keys destroy 3f0c9b1d7a52e864 --approver "Li Hong" --reason "contract ended"
    """
    from operations import destroy_key

    from .words import said

    tongue, given = language(ctx), settings(ctx)
    use = destroy_key(given, identifier, reason=reason, approver=approver, trial=True)
    names = ", ".join(use.shares) or "-"
    count = len(use.shares)
    talk(said("key-used", tongue, id=identifier, count=count, shares=names))
    if dry_run:
        return
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("nobody to ask on a terminal: say --yes to destroy it")
        click.confirm(said("destroy", tongue, id=identifier), abort=True, err=True)
    destroy_key(given, identifier, reason=reason, approver=approver)
    talk(said("key-destroyed", tongue, id=identifier))


@keys.command()
@click.option(
    "--by",
    "locator",
    required=True,
    metavar="WHERE",
    help="passphrase:FILE, file:FILE, or installation for its own key.",
)
@click.pass_context
def wrap(ctx: click.Context, locator: str) -> None:
    """Wrap the keyring by another key-encryption key; TONGGUAN_KEK says where the present one is.

    \b
    Example:
      tongguan mask keys wrap --by passphrase:/run/secrets/keyring
      export TONGGUAN_KEK=passphrase:/run/secrets/keyring
    """
    from operations import words_in, wrap_keyring

    from .words import said

    tongue = language(ctx)
    given = settings(ctx)
    kind = wrap_keyring(given, "" if locator == "installation" else locator)
    talk(said("keyring-wrapped", tongue, kind=words_in(given, tongue).name(kind)))


def _as_json(use: KeyUse) -> dict[str, object]:
    key = use.key
    return {
        "id": key.id,
        "domain": key.domain,
        "audience": key.audience,
        "state": key.state,
        "made": key.made,
        "retired": key.retired,
        "destroyed": key.destroyed,
        "reason": key.reason,
        "approver": key.approver,
        "shares": list(use.shares),
    }
