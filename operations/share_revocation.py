# A share taken back: the register says so from then on, nothing of it is revealed again, and, where it
# is asked for, the recipient's key is destroyed, so that nobody can undo what the copy shows. What is
# out of the house is not reached by it.
from __future__ import annotations

from dataclasses import replace

from schema import MaskingKey, MisuseError, RefusedError, Share

from .masking_keys import destroy_key
from .recording import Book
from .settings import Settings

__all__ = ["revoke_share"]

_CIRCLE = "circle:"


def revoke_share(
    settings: Settings,
    book: Book,
    identifier: str,
    *,
    reason: str,
    destroy: bool = False,
    approver: str = "",
) -> int:
    """How many keys were destroyed, once the share is revoked; a second time changes nothing.

    `destroy` needs an approver who is another person than the acting one. Raises MisuseError where there
    is no such share or approver, RefusedError where a key is not the recipient's alone.
    """
    share = book.latest(Share, identifier)
    if share is None:
        raise MisuseError(f"there is no share {identifier} (tongguan ledger show)")
    wanted = []
    for each in share.keys if destroy else ():
        key = book.latest(MaskingKey, each.rpartition(":")[2])
        if key is None or key.state == "destroyed":
            continue
        if key.audience.startswith(_CIRCLE):
            raise RefusedError(
                f"key {key.id} is of a circle, and others undo their copies by it: it is not destroyed"
            )
        wanted.append(key.id)
    if not share.revoked:
        now = book.now()
        gone = replace(share, revoked=now, revocation=reason, time=now)
        book.record(
            [gone], action="share.revoke", actor=settings.actor, unit=share.unit,
            detail={"share": share.id, "recipient": share.recipient},
        )  # fmt: skip
    for each in wanted:
        destroy_key(settings, each, reason=reason, approver=approver)
    return len(wanted)
