"""A mentor's page as a form: what was typed, what is there, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from babel import Locale

from thoughtcloud.services import profiles
from thoughtcloud.services.mentors import Missing
from thoughtcloud.services.profiles import Profile
from thoughtcloud.store.views.desk import PayoutSetup
from thoughtcloud.store.views.desk import ProfileForm as Found
from thoughtcloud.ui import routes
from thoughtcloud.ui.display import Check, ProfileForm

FIELDS: Final = ("name", "headline", "about", "topics", "languages", "country", "zone", "room_url")
_CHECKS: Final = (
    ("headline", "A headline", "#profile"),
    ("about", "A few sentences about yourself", "#profile"),
    ("topics", "At least one topic", "#profile"),
    ("languages", "The languages you speak", "#profile"),
    ("country", "Your country", "#profile"),
    ("offer", "A session on offer", routes.DESK_OFFERS),
    ("hours", "The hours at which you can be booked", routes.DESK_HOURS),
)


def countries() -> list[tuple[str, str]]:
    """Every country by its English name, for a select."""
    names = Locale("en").territories
    return sorted(((code, names[code]) for code in profiles.countries()), key=lambda pair: pair[1])


def typed(values: Mapping[str, Any]) -> Profile:
    """What the form sent, as a profile; lists are written with commas. The service checks every value."""
    plain = {name: values.get(name) or "" for name in FIELDS}
    return Profile(**plain | {name: _listed(plain[name]) for name in ("topics", "languages")})


def _listed(text: object) -> Any:
    return tuple(part.strip() for part in text.split(",") if part.strip()) if isinstance(text, str) else text


def form(found: Found) -> ProfileForm:
    """The kept page in its form."""
    return ProfileForm(
        name=found.name,
        headline=found.headline,
        about=found.about,
        topics=", ".join(found.topics),
        languages=", ".join(found.languages),
        country=found.country,
        zone=found.zone,
        room_url=found.room_url,
    )


def form_of(profile: Profile) -> ProfileForm:
    """What was typed, back in its form, so that nothing is lost when a field is refused."""
    words = {name: getattr(profile, name) for name in FIELDS}
    words |= {name: _written(words[name]) for name in ("topics", "languages")}
    return ProfileForm(**{name: value if isinstance(value, str) else "" for name, value in words.items()})


def _written(names: object) -> str:
    return ", ".join(names) if isinstance(names, tuple) else ""


def checks(missing: Sequence[Missing], setup: PayoutSetup) -> list[Check]:
    """What a page needs before it can be published, and what its mentor needs to be paid."""
    lacks = {one.code: one.text for one in missing}
    known = [Check(text, code not in lacks, lacks.get(code, ""), to) for code, text, to in _CHECKS]
    others = [Check(text, False, text) for code, text in lacks.items() if code not in {c[0] for c in _CHECKS}]
    paid = Check("Payouts set up at Stripe (can wait)", setup.ready, "", routes.DESK_PAYOUTS)
    return [*known, *others, paid]
