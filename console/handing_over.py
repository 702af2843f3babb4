# What a command says at its end of records that the store has not: nothing, where it has them all.
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .setting import Given, language_of, settings_of, talk

__all__ = ["handing_over"]

_WAITS = {
    "zh": "{count}个记录版本已在本地保存，尚未送达存储{why}",
    "en": "{count} versions of records are kept here and wait for the store{why}",
}
_ASIDE = {
    "zh": "{count}个记录版本被存储拒收，已搁置：tongguan store status",
    "en": "{count} versions of records were refused by the store: tongguan store status",
}


@contextmanager
def handing_over(given: Given) -> Iterator[None]:
    """Records are handed over to the store during the block; what waits after it is told."""
    from operations import Forwarding, check_store, explain

    settings, tongue = settings_of(given), language_of(given)
    check_store(settings)
    forwarding = Forwarding(settings)
    try:
        with forwarding:
            yield
    finally:
        left = forwarding.left
        if left is not None and left.waiting:
            why = explain(settings, tongue, forwarding.problem)
            mark = "：" if tongue == "zh" else ": "
            talk(_WAITS[tongue].format(count=left.waiting, why=f"{mark}{why}" if why else ""))
        elif forwarding.problem:
            talk(explain(settings, tongue, forwarding.problem))
        if left is not None and left.aside:
            talk(_ASIDE[tongue].format(count=len(left.aside)))
