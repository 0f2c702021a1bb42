"""What a mentor says of themselves: the form of it, its checks, and the address of the page that follows."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale

from thoughtcloud.core.errors import invalid
from thoughtcloud.services import inputs
from thoughtcloud.store.tables import Mentor

MOST_TOPICS, LONGEST_TOPIC = 8, 30
MOST_LANGUAGES, LONGEST_LANGUAGE = 5, 20


@dataclass(frozen=True, slots=True)
class Profile:
    """A mentor's own words. `country`: ISO 3166-1 alpha-2, `zone`: IANA, `room_url`: https, or empty."""

    name: str
    headline: str = ""
    about: str = ""
    topics: Sequence[str] = ()
    languages: Sequence[str] = ("English",)
    country: str = ""
    zone: str = ""
    room_url: str = ""


def write(mentor: Mentor, profile: object, own_zone: str) -> None:
    """Check a profile and put it into the mentor's row; an empty zone means `own_zone`. Raises `Problem`."""
    if not isinstance(profile, Profile):
        raise invalid("bad_profile", "Please fill in the form again.")
    mentor.name = inputs.words(profile.name, "name", least=1, most=80)
    mentor.headline = inputs.words(profile.headline, "headline", most=140)
    mentor.about = inputs.paragraphs(profile.about, "about", most=4000)
    topics = inputs.listed(profile.topics, "topics", most=MOST_TOPICS, longest=LONGEST_TOPIC)
    languages = inputs.listed(profile.languages, "languages", most=MOST_LANGUAGES, longest=LONGEST_LANGUAGE)
    mentor.topics, mentor.languages = ",".join(topics), ",".join(languages)
    mentor.country = inputs.choice(profile.country, _countries() | {""}, "country")
    mentor.zone = inputs.zone(profile.zone or own_zone)
    mentor.room_url = inputs.web_address(profile.room_url, "room_url", most=300)


def slug(name: str) -> str:
    """The page's address for a name: "Élodie O'Brien" becomes elodie-o-brien."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].rstrip("-") or "mentor"


def countries() -> tuple[str, ...]:
    """The countries a mentor may live in, as ISO 3166-1 alpha-2 codes in alphabetical order."""
    return tuple(sorted(_countries()))


@cache
def _countries() -> frozenset[str]:
    not_countries = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - not_countries
