# tongguan mask recipients: who gets copies, and on which terms.
from __future__ import annotations

import json

import click

from .setting import language, settings, talk

__all__ = ["recipients"]

_KINDS = ["authority", "company", "institution", "person", "public"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def recipients() -> None:
    """The register of recipients: what was agreed with whom.

    \b
    Example:
      tongguan mask recipients add "Health Commission" --kind authority --agreement "2026/31"
    """


@recipients.command()
@click.argument("name")
@click.option("--kind", required=True, type=click.Choice(_KINDS), help="What the recipient is.")
@click.option("--of", default="", help="The unit it is or belongs to, as a path.")
@click.option("--contact", default="", help="Whom to call about what it has.")
@click.option("--agreement", default="", help="The agreement that copies are handed over by.")
@click.option("--until", default="", metavar="DATE", help="The agreement's last day.")
@click.option("--abroad", is_flag=True, help="What it gets leaves the country.")
@click.pass_context
def add(
    ctx: click.Context,
    name: str,
    kind: str,
    of: str,
    contact: str,
    agreement: str,
    until: str,
    abroad: bool,
) -> None:
    """Register a recipient under NAME, in place of any there.

    \b
    Example:
      tongguan mask recipients add "Health Commission" --kind authority --until 2027-12-31
    """
    from operations import add_recipient

    from .words import said

    made = add_recipient(
        settings(ctx),
        name,
        kind=kind,
        of=of,
        contact=contact,
        agreement=agreement,
        until=until,
        abroad=abroad,
    )
    talk(said("registered", language(ctx), name=made.id))


@recipients.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """The registered recipients.

    \b
    Example:
      tongguan mask recipients list
    """
    from operations import list_recipients, words_in

    from .table import print_table
    from .words import word

    found = list_recipients(settings(ctx))
    names = ("kind", "of", "contact", "agreement", "until", "abroad")
    if as_json:
        shown = [{"name": one.id} | {name: getattr(one, name) for name in names} for one in found]
        click.echo(json.dumps({"recipients": shown}, ensure_ascii=False, indent=2))
        return
    tongue = language(ctx)
    words = words_in(settings(ctx), tongue)
    headings = ("name", "kind", "owner", "contact", "agreement", "until", "place")
    print_table(
        [word(key, tongue) for key in headings],
        [
            [
                one.id,
                words.name(one.kind),
                one.of,
                one.contact,
                one.agreement,
                one.until,
                words.name("abroad" if one.abroad else "in the country"),
            ]
            for one in found
        ],
    )


@recipients.command()
@click.argument("name")
@click.pass_context
def remove(ctx: click.Context, name: str) -> None:
    """Remove a recipient from the register; what it got stays recorded.

    \b
    Example:
      tongguan mask recipients remove "Health Commission"
    """
    from operations import remove_recipient

    from .words import said

    remove_recipient(settings(ctx), name)
    talk(said("removed", language(ctx), name=name))
