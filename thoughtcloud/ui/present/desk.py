"""What keeps a mentor from being booked or paid, in words, and the page that mends it."""

from __future__ import annotations

from typing import Final

from thoughtcloud.core.plans import Pause
from thoughtcloud.jobs.letters import of_payouts
from thoughtcloud.services.mentors import Missing
from thoughtcloud.store.views.desk import Desk, PayoutSetup
from thoughtcloud.store.views.payouts import PayoutRow
from thoughtcloud.ui import routes, wording
from thoughtcloud.ui.display import Stop, Warning

# Stripe's names of what an account lacks (docs.stripe.com/api/accounts/object#account_object-requirements), by
# the beginning of the name: the first that fits is taken.
_REQUIREMENTS: Final = (
    ("external_account", "A bank account for your payouts"),
    ("tos_acceptance", "Your agreement to Stripe’s terms"),
    ("individual.verification", "A photo of an identity document"),
    ("individual.first_name", "Your full name"),
    ("individual.last_name", "Your full name"),
    ("individual.dob", "Your date of birth"),
    ("individual.address", "Your home address"),
    ("individual.email", "Your e-mail address"),
    ("individual.phone", "Your phone number"),
    ("individual.id_number", "Your national identity or tax number"),
    ("individual.ssn_last_4", "The last four digits of your social security number"),
    ("business_profile", "A few words on what you offer"),
    ("business_type", "Whether you work as a person or a company"),
    ("company", "Details of your company"),
    ("owners", "Who owns your company"),
    ("representative", "Who acts for your company"),
    ("person", "Details of the people behind the account"),
)


def requirements(names: tuple[str, ...]) -> list[str]:
    """What Stripe still wants to know, each thing once; names that are new to us are shown as words."""
    return list(dict.fromkeys(_requirement(name.strip()) for name in names if name.strip()))


def _requirement(name: str) -> str:
    known = (words for beginning, words in _REQUIREMENTS if name.startswith(beginning))
    return next(known, name.replace(".", ": ").replace("_", " ").capitalize())


def warnings(desk: Desk, missing: tuple[Missing, ...], locale: str) -> list[Warning]:
    """What should be mended, the most pressing first."""
    failed = [_failed(payout, locale) for payout in desk.failed_payouts]
    return [
        # A bank that sent money back is what Stripe then wants to know of: it is said once.
        *(failed or _payouts(desk.setup, desk.shares_waiting)),
        *_calendars(desk.calendars_failing),
        *_publishing(desk, missing),
        *_paused(desk.pause),
    ]


def _failed(payout: PayoutRow, locale: str) -> Warning:
    text = f"{of_payouts.why(payout, str)} {of_payouts.advice(payout.failure_code, str)}"
    title = f"{wording.money(payout.amount, locale)} did not reach your bank"
    return Warning(title, text, "Put it right", routes.DESK_PAYOUTS)


def _payouts(setup: PayoutSetup, waiting: int) -> list[Warning]:
    if setup.ready and setup.payouts_enabled:
        return []
    if setup.ready:
        text = "Your shares reach your Stripe balance, but Stripe cannot send them to your bank yet."
        return [Warning("Stripe needs something from you", text, "See what", routes.DESK_PAYOUTS)]
    title = "Your share waits for you" if waiting else "Payouts are not set up"
    text = _waiting(waiting) if waiting else "You can be booked; your share waits with us until this is done."
    action = "Continue at Stripe" if setup.begun else "Set up payouts"
    return [Warning(title, text, action, routes.DESK_PAYOUTS)]


def _waiting(count: int) -> str:
    sessions = "one session" if count == 1 else f"{count} sessions"
    return f"The money of {sessions} is charged and yours. It goes out as soon as your payouts are set up."


def _calendars(failing: int) -> list[Warning]:
    if not failing:
        return []
    title = "One of your calendars cannot be read" if failing == 1 else f"{failing} calendars cannot be read"
    text = "What is new in it does not keep anybody from booking you. Mostly its secret address was renewed."
    return [Warning(title, text, "See your calendars", routes.DESK_CALENDARS)]


def _publishing(desk: Desk, missing: tuple[Missing, ...]) -> list[Warning]:
    if desk.published:
        return []
    if not missing:
        text = "Everything is in place. Nobody can find or book you until you publish your page."
        return [Warning("Your page is not published", text, "Publish it", routes.DESK_SETUP)]
    lacks = " ".join(one.text for one in missing)
    return [Warning("Your page is not published", lacks, "Complete it", routes.DESK_SETUP)]


def _paused(pause: Pause | None) -> list[Warning]:
    if pause is None:
        return []
    day = f"{pause.until.day} {pause.until:%B %Y}" if pause.until else ""
    until = f"until {day}" if day else "until you open them again"
    text = f"Nobody can book you {until}. What is booked stays booked."
    return [Warning("Bookings are paused", text, "Change it", f"{routes.DESK_HOURS}#pause")]


def setup(found: PayoutSetup) -> tuple[str, str]:
    """How far the account at Stripe is: a headline and a sentence."""
    if found.ready and found.payouts_enabled:
        return (
            "You are set up",
            "Your share of each session goes to your Stripe balance, and from there to your bank.",
        )
    if found.ready:
        text = "Your shares reach your Stripe balance, but Stripe cannot send them to your bank yet."
        return "Almost there", text
    if found.details_submitted:
        text = "Stripe has your details and is checking them. There may be questions; this page shows them."
        return "Stripe is looking at it", text
    if found.begun:
        return "You have begun", "Your account at Stripe exists. Go on where you stopped; it takes a few minutes."
    text = (
        "We pay through Stripe. You tell Stripe who you are and where your bank is; we never see either. It takes "
        "a few minutes."
    )
    return "Where should your money go?", text


def setup_steps(found: PayoutSetup) -> list[Stop]:
    """The steps of the set-up and the one to be taken now."""
    done = (found.begun, found.details_submitted, found.ready, found.payouts_enabled)
    words = (
        ("Account", "Opened at Stripe"),
        ("Details", "Who you are, where your bank is"),
        ("Shares", "Stripe lets us send you money"),
        ("Payouts", "Stripe sends it to your bank"),
    )
    now = done.index(False) if False in done else len(done)
    phases = ["done" if fact else "now" if i == now else "next" for i, fact in enumerate(done)]
    return [Stop(title, detail, phase) for (title, detail), phase in zip(words, phases, strict=True)]
