"""The post: leases mails that wait, writes them from what is true by now, sends them, buries what cannot be sent.

A mail is sent at least once: after a crash between the server's yes and our note of it, it goes out again under
the same Message-ID. Without a mail server it is kept in its row.
"""

import logging
import traceback
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.errors import not_found
from thoughtcloud.jobs import smtp
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.jobs.smtp import MailRefused, MailUnavailable
from thoughtcloud.jobs.writing import written
from thoughtcloud.payments.patience import wait_before
from thoughtcloud.settings import Settings
from thoughtcloud.store import notices
from thoughtcloud.store.leasing import MOST_ATTEMPTS
from thoughtcloud.store.notices import Lease
from thoughtcloud.store.views import kept_mail
from thoughtcloud.store.views.kept_mail import KeptMail

log = logging.getLogger(__name__)


def run_due(platform: Platform, limit: int = 20) -> int:
    """Deliver at most `limit` mails that are due; how many were looked at. Ends early when the server is away."""
    for done in range(limit):
        with platform.db.unit_of_work() as session:
            lease = notices.lease(session, now=platform.now())
        if lease is None:
            return done
        if not _deliver(platform, lease):
            return 0
    return limit


def kept(session: Session, settings: Settings, *, now: datetime) -> tuple[KeptMail, ...]:
    """The newest mails that were kept, the newest first. Raises `Problem` not_found outside of the sandbox."""
    if not settings.keeps_mail:
        raise not_found("page")
    return kept_mail.newest(session)


def kept_one(session: Session, settings: Settings, number: int, *, now: datetime) -> KeptMail:
    """One kept mail. Raises `Problem` not_found for none, and outside of the sandbox."""
    found = kept_mail.by_number(session, number) if settings.keeps_mail else None
    if found is None:
        raise not_found("mail")
    return found


def _deliver(platform: Platform, lease: Lease) -> bool:
    """Bring one mail as far as it comes; False when it is of no use to try another one now."""
    if lease.attempt > MOST_ATTEMPTS:
        # The last lease ended without an answer: this mail takes its post down, or something always does.
        _failed(platform, lease, "the post did not come back from the last attempt", for_good=True)
        return True
    try:
        message = written(platform, lease)
        if message is None or platform.settings.mail_server is None:
            return True
        smtp.send(platform.settings.mail_server, message)
    except MailUnavailable as failure:
        _failed(platform, lease, str(failure))
        return False
    except MailRefused as refusal:
        _failed(platform, lease, str(refusal), for_good=True)
    except Exception:
        log.exception("notice_broken notice=%d kind=%s", lease.notice_id, lease.kind)
        _failed(platform, lease, traceback.format_exc())
    else:
        log.info("notice_sent notice=%d kind=%s booking=%s", lease.notice_id, lease.kind, lease.booking_id)
        platform.db.insist(lambda session: notices.acknowledge(session, lease, now=platform.now()))
    return True


def _failed(platform: Platform, lease: Lease, problem: str, *, for_good: bool = False) -> None:
    now = platform.now()
    bury = for_good or lease.attempt >= MOST_ATTEMPTS
    log.warning(
        "notice_%s notice=%d kind=%s attempt=%d: %s",
        "buried" if bury else "failed", lease.notice_id, lease.kind, lease.attempt, problem.splitlines()[-1],
    )  # fmt: skip
    if bury:
        platform.db.insist(lambda session: notices.bury(session, lease, now=now, problem=problem))
    else:
        later = now + wait_before(lease.attempt)
        platform.db.insist(lambda session: notices.retry_later(session, lease, not_before=later, problem=problem))
