"""E-mail by the operator's SMTP server, with Django's mail settings; plain text, one person a message."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from safecommunity.reminders.channels import SENT, Outcome, later, refused


def send(address: str, subject: str, text: str) -> Outcome:
    """One message. A server that refuses the address for good is not asked again."""
    message = EmailMessage(
        subject, text, settings.DEFAULT_FROM_EMAIL, [address],
        headers={"Auto-Submitted": "auto-generated"}, connection=get_connection(fail_silently=False),
    )  # fmt: skip
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as reason:
        codes = [code for code, _says in reason.recipients.values()]
        return _by(codes[0] if codes else 550)
    except smtplib.SMTPResponseException as reason:  # sign-in refused too
        return _by(reason.smtp_code)
    except TimeoutError:
        return later("no answer in time")
    except (OSError, smtplib.SMTPException) as reason:
        return later(f"mail server: {type(reason).__name__}")
    except ValueError:
        return refused("the address cannot be written into a message")
    return SENT


def _by(code: int) -> Outcome:
    # 535 (sign-in refused) is the operator's to mend, 5xx otherwise concerns this address
    return (
        later(f"SMTP {code}", 3600 if code >= 500 else 0)
        if code < 500 or code in (530, 535)
        else refused(f"SMTP {code}")
    )
