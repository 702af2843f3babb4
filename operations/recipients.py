# The register of recipients: who they are, whom to call, what was agreed, and whether what they
# get leaves the country. A share for one that is registered keeps to that: none after the
# agreement's end, and none abroad for a purpose that is not for it (PIPL articles 23 and 38).
from __future__ import annotations

import datetime as dt

from policies import Purpose
from schema import MisuseError, Recipient, RefusedError

from .names import one_spelling
from .recording import Book
from .settings import Settings, open_book, read_site

__all__ = [
    "RECIPIENT_KINDS",
    "add_recipient",
    "list_recipients",
    "may_receive",
    "remove_recipient",
]

RECIPIENT_KINDS = ("authority", "company", "institution", "person", "public")


def add_recipient(
    settings: Settings,
    name: str,
    *,
    kind: str,
    of: str = "",
    contact: str = "",
    agreement: str = "",
    until: str = "",
    abroad: bool = False,
) -> Recipient:
    """The recipient as registered, in place of one of the same name.

    Raises MisuseError for a name, kind or day that cannot be.
    """
    name = one_spelling(name)
    if not name:
        raise MisuseError("a recipient has a name")
    if kind not in RECIPIENT_KINDS:
        raise MisuseError(f"a recipient is one of {', '.join(RECIPIENT_KINDS)}, not {kind!r}")
    if until:
        try:
            until = dt.date.fromisoformat(until).isoformat()
        except ValueError:
            raise MisuseError(f"agreed until {until!r}: expected a date, as 2027-12-31") from None
    with open_book(settings) as book:
        recipient = Recipient(
            id=name,
            unit=read_site(settings).unit,
            time=book.now(),
            kind=kind,
            of=of.strip(),
            contact=contact.strip(),
            agreement=agreement.strip(),
            until=until,
            abroad=abroad,
        )
        book.record([recipient], action="recipient.add", actor=settings.actor, unit=recipient.unit)
    return recipient


def list_recipients(settings: Settings) -> list[Recipient]:
    """The registered recipients by name."""
    with open_book(settings) as book:
        return book.list(Recipient)


def remove_recipient(settings: Settings, name: str) -> None:
    """Nothing; the recipient is registered no more, what it got stays recorded."""
    with open_book(settings) as book:
        found = book.latest(Recipient, one_spelling(name))
        if found is None:
            raise MisuseError(f"no recipient is registered as {name!r}")
        book.delete(
            Recipient, found.id, actor=settings.actor, unit=found.unit, action="recipient.remove"
        )


def may_receive(book: Book, name: str, purpose: Purpose, expires: str) -> str:
    """A remark on a recipient who may get a copy for a purpose, "" where there is none.

    Raises RefusedError where what is registered of the recipient stands against it.
    """
    found = book.latest(Recipient, name)
    if found is None:
        return f"recipient {name} is not registered (tongguan mask recipients add)"
    if found.abroad and not purpose.abroad:
        raise RefusedError(
            f"recipient {name} is out of the country, and purpose {purpose.id} is not for that"
        )
    if found.until and found.until < book.now()[:10]:
        raise RefusedError(
            f"the agreement with {name} ended on {found.until}: register the new one first "
            "(tongguan mask recipients add)"
        )
    if found.until and expires > found.until:
        raise RefusedError(
            f"the agreement with {name} ends on {found.until}, before the copy would expire"
        )
    return ""
