# tongguan monitor train: what is usual here, learnt from the archived events.
from __future__ import annotations

import json

import click

from .setting import language, settings, talk

__all__ = ["train"]

_TOLD = {
    "zh": "已学习{accounts}个账号的{hours}个时段，模型{version}（种子{seed}）",
    "en": "learnt from {hours} hours of {accounts} accounts, model {version} (seed {seed})",
}
_DRIFT = {
    "zh": "原模型对同期{share:.1%}的时段会预警{grown}",
    "en": "the model before would have alerted on {share:.1%} of these hours{grown}",
}
_GROWN = {"zh": "：使用方式已变，原模型已过时", "en": ": use has changed, it was out of date"}


@click.command()
@click.option("--days", default=60, show_default=True, type=click.IntRange(1, 400),
              help="How much of the history to learn from.")  # fmt: skip
@click.option("--seed", default=1, show_default=True, help="Chooses which hours are compared with.")
@click.option("--json", "as_json", is_flag=True, help="The model's facts, as JSON on stdout.")
@click.pass_context
def train(ctx: click.Context, days: int, seed: int, as_json: bool) -> None:
    """Learn what is usual here: how much graded data each account uses, when, which, where to.

    From then on `replay` and `watch` alert on hours that lie far from that history. The model
    is a file of numbers in the home; learning again replaces it, and says how the one before stood.

    \b
    Example:
      tongguan monitor train --days 30
    """
    from operations import train_history_model

    found = train_history_model(settings(ctx), days=days, seed=seed)
    model = found.model
    if as_json:
        facts = {
            "version": model.version, "hours": model.hours, "accounts": found.accounts,
            "first_hour": model.first, "last_hour": model.last, "seed": model.seed,
            "threshold": model.threshold, "digest": model.digest, "drift": found.drift,
            "drifted": found.drifted,
        }  # fmt: skip
        click.echo(json.dumps(facts))
        return
    tongue = "zh" if language(ctx) == "zh" else "en"
    talk(
        _TOLD[tongue].format(
            accounts=found.accounts, hours=model.hours, version=model.version, seed=model.seed
        )
    )
    if found.drift is not None:
        grown = _GROWN[tongue] if found.drifted else ""
        talk(_DRIFT[tongue].format(share=found.drift, grown=grown))
