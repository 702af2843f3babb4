# A mail by SMTP, with the server's own word that it has taken it. The same message has the same
# Message-ID, by which a mailbox tells that it came twice.
from __future__ import annotations

import email.policy
import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Final, Literal

from schema import SourceError

from .trust import tls_problem, trusting

__all__ = ["Mail", "MailServer", "send_mail"]

_TIMEOUT_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in; `security` is starttls, tls, or none on this machine itself."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of plain text; `id` makes its Message-ID, `date` is RFC 5322's."""

    id: str
    sender: str
    receivers: Sequence[str]
    subject: str
    text: str
    date: str


def send_mail(server: MailServer, mail: Mail) -> str:
    """What the server said when it took the mail, for all receivers. Raises SourceError otherwise."""
    where = f"{server.host}:{server.port}"
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = mail.sender
    message["To"] = ", ".join(mail.receivers)
    message["Subject"] = mail.subject
    message["Date"] = mail.date
    message["Message-ID"] = f"<{mail.id}@{mail.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    context = None if server.security == "none" else trusting(server.authority, where)
    try:
        with _opened(server, context) as session:
            if server.security == "starttls":
                session.starttls(context=context)
            if server.user:
                session.login(server.user, server.password)
            refused = session.send_message(message)
    except ssl.SSLError as error:
        raise SourceError(tls_problem(error), source=where) from None
    except smtplib.SMTPAuthenticationError:
        raise SourceError(
            "sign-in refused (tried once): check the user and the password", source=where
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise SourceError("the server offers no TLS or no sign-in", source=where) from None
    except smtplib.SMTPResponseException as error:
        raise SourceError(
            f"the server refused the mail with code {error.smtp_code}", source=where
        ) from None
    except smtplib.SMTPRecipientsRefused:
        raise SourceError("the server refused every receiver", source=where) from None
    except socket.gaierror:
        raise SourceError("the host's name is not known", source=where) from None
    except (OSError, smtplib.SMTPException):
        raise SourceError(
            "nothing answers there, or the connection broke off", source=where
        ) from None
    if refused:
        raise SourceError(f"the server refused {len(refused)} of the receivers", source=where)
    return "250"


def _opened(server: MailServer, context: ssl.SSLContext | None) -> smtplib.SMTP:
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT_S, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT_S)
