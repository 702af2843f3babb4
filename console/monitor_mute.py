# tongguan monitor mute, unmute and mutes: what need not be told, why, and until when.
from __future__ import annotations

import datetime as dt
import json

import click

from .nothing import say_nothing
from .setting import language, settings, talk

__all__ = ["mute", "mutes", "unmute"]

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--rule", default="", metavar="ID", help="Alerts of this rule alone.")
@click.option("--source", metavar="IP", help="Alerts about this machine alone.")
@click.option("--user", metavar="NAME", help="Alerts about this account alone.")
@click.option("--destination", metavar="IP", help="Alerts about what goes there alone.")
@click.option("--domain", metavar="NAME", help="Alerts about this domain alone.")
@click.option("--reason", required=True, help="Why, for the record.")
@click.option("--until", required=True, type=_DAY, help="The last day, at most a year from now.")
@click.pass_context
def mute(
    ctx: click.Context, /, rule: str, reason: str, until: dt.datetime, **about: str | None
) -> None:
    """Do not tell alerts of a rule, of whom, or both, until a day; for a reason that is recorded.

    Muted alerts stay on record and make no incidents. To keep events themselves from counting,
    write an `expected` policy.

    \b
    Example:
      tongguan monitor mute --rule model.beacon --source 10.0.0.9 \\
          --reason "monitoring of the time servers" --until 2026-12-31
    """
    from operations import add_mute, handling_word

    entities = {name: value for name, value in about.items() if value}
    made = add_mute(settings(ctx), rule=rule, entities=entities, reason=reason, until=until.date())
    told = handling_word("muted", language(ctx))
    talk(told.format(id=made.id, until=made.until))


@click.command()
@click.argument("identifier", metavar="MUTE")
@click.option("--reason", required=True, help="Why, for the record.")
@click.pass_context
def unmute(ctx: click.Context, identifier: str, reason: str) -> None:
    """End a mute before its day.

    \b
    Example:
      tongguan monitor unmute mu-81d0a7c2e5f60b13 --reason "the test is over"
    """
    from operations import handling_word, withdraw_mute

    ended = withdraw_mute(settings(ctx), identifier, reason=reason)
    talk(handling_word("unmuted", language(ctx)).format(id=ended.id))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One mute a line, as JSON on stdout.")
@click.pass_context
def mutes(ctx: click.Context, as_json: bool) -> None:
    """The mutes on record, those that end last first.

    \b
    Example:
      tongguan monitor mutes
    """
    from operations import handling_word, list_mutes, mute_json

    from .table import print_table

    found = list_mutes(settings(ctx))
    tongue = language(ctx)
    if as_json:
        for each, in_force in found:
            click.echo(json.dumps(mute_json(each, in_force=in_force), ensure_ascii=False))
    elif not found:
        say_nothing("mutes", found, tongue)
    else:
        keys = ("id", "rule", "about", "reason", "person", "until", "in_force")
        rows = [
            [
                each.id,
                each.rule or handling_word("any", tongue),
                ", ".join(f"{name}={value}" for name, value in each.entities.items()),
                each.reason,
                each.person,
                each.until,
                handling_word("yes" if in_force else "no", tongue),
            ]
            for each, in_force in found
        ]
        print_table([handling_word(key, tongue) for key in keys], rows)
