# tongguan monitor adapter: what may act for playbooks, and tell people. Nothing acts before it is
# registered here; secrets come from a file or the environment, and are sealed.
from __future__ import annotations

import json

import click

from .nothing import say_nothing
from .secret import read_secret
from .setting import language, settings, talk

__all__ = ["adapter"]

_REGISTERED = {
    "zh": "已登记{name}；可用`tongguan monitor adapter test {name}`测试",
    "en": "registered {name}; `tongguan monitor adapter test {name}` tries it",
}
_WORKS = {"zh": "{name}：可用", "en": "{name} works"}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def adapter() -> None:
    """What may act for playbooks: firewalls, accounts, shares, and who is told.

    \b
    Example:
      tongguan monitor adapter add edge nft --set spare=10.0.0.0/24
      tongguan monitor adapter list
    """


@adapter.command()
@click.argument("name")
@click.argument("kind", type=click.Choice([
    "nft", "http", "account", "shares", "syslog", "webhook", "wecom", "dingtalk", "feishu", "mail",
]))  # fmt: skip
@click.option("--set", "own", metavar="KEY=VALUE", multiple=True, help="A setting (repeatable).")
@click.option("--key-file", metavar="FILE", type=click.Path(exists=True, dir_okay=False),
              help="What it signs or signs in with, in the first line of a file.")  # fmt: skip
@click.option("--key-env", metavar="NAME", help="The same, from the environment.")
@click.option("--address-file", metavar="FILE", type=click.Path(exists=True, dir_okay=False),
              help="A robot's address, which is a secret, in the first line of a file.")  # fmt: skip
@click.option("--address-env", metavar="NAME", help="The same, from the environment.")
@click.pass_context
def add(
    ctx: click.Context,
    name: str,
    kind: str,
    own: tuple[str, ...],
    key_file: str | None,
    key_env: str | None,
    address_file: str | None,
    address_env: str | None,
) -> None:
    """Register an adapter under NAME, in place of any there.

    nft: namespace, spare. http: url, actions, authority, spare; key. account: source, spare. shares.
    syslog: host, port, transport. webhook: url; key. wecom, dingtalk, feishu: address (and key).
    mail: host, sender, receivers, port, security, user; key. `spare` lists what is left alone.

    \b
    Example:
      tongguan monitor adapter add duty dingtalk --address-file robot.url --key-file robot.key
      tongguan monitor adapter add records account --set source=population --set spare=backup
    """
    from operations.adapters import add_adapter

    settings_of: dict[str, str] = {}
    for each in own:
        key, mark, value = each.partition("=")
        if not mark or not key:
            raise click.BadParameter("expected KEY=VALUE", param_hint="--set")
        settings_of[key] = value
    secrets = {
        "key": read_secret(key_file, key_env, option="key"),
        "address": read_secret(address_file, address_env, option="address"),
    }
    given = {key: value for key, value in secrets.items() if value is not None}
    made = add_adapter(settings(ctx), name, kind, settings_of, secrets=given)
    talk(_REGISTERED[language(ctx)].format(name=made.id))


@adapter.command("list")
@click.option("--json", "as_json", is_flag=True, help="One a line, as JSON on stdout.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """The registered adapters; of secrets it is said that they are there.

    \b
    Example:
      tongguan monitor adapter list
    """
    from operations.adapters import list_adapters
    from operations.respond_rows import adapter_json, respond_word

    from .table import print_table

    found, tongue = list_adapters(settings(ctx)), language(ctx)
    if as_json:
        for each in found:
            click.echo(json.dumps(adapter_json(each), ensure_ascii=False))
        return
    rows = [
        [
            each.id,
            each.kind,
            ", ".join(f"{key}={value}" for key, value in each.settings.items()),
            respond_word("sealed", tongue) if each.secret else "",
        ]
        for each in found
    ]
    keys = ("adapter", "kind", "settings", "secret")
    say_nothing("adapters", rows, tongue)
    if rows:
        print_table([respond_word(key, tongue) for key in keys], rows)


@adapter.command()
@click.argument("name")
@click.pass_context
def test(ctx: click.Context, name: str) -> None:
    """Try an adapter: a test message to people, or whether it could act; nothing is blocked by it.

    Exit 1 where it could not.

    \b
    Example:
      tongguan monitor adapter test duty
    """
    from operations import explain
    from operations.adapter_trial import try_adapter

    tongue = "zh" if language(ctx) == "zh" else "en"
    problem = try_adapter(settings(ctx), name)
    talk(explain(settings(ctx), tongue, problem) if problem else _WORKS[tongue].format(name=name))
    ctx.exit(1 if problem else 0)


@adapter.command()
@click.argument("name")
@click.pass_context
def remove(ctx: click.Context, name: str) -> None:
    """Remove an adapter; its secrets are wiped.

    \b
    Example:
      tongguan monitor adapter remove duty
    """
    from operations.adapters import remove_adapter

    from .words import said

    remove_adapter(settings(ctx), name)
    talk(said("removed", language(ctx), name=name))
