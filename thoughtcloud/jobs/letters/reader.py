"""Who reads a mail: their language, their zone, and how sums and times are written for them."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Self

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

from thoughtcloud.core.money import Money
from thoughtcloud.jobs.letters import catalogue
from thoughtcloud.services import formats
from thoughtcloud.store.tables import Person


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: their name, zone (IANA) and locale, and the address of the site without a closing slash."""

    name: str
    zone: str
    locale: str
    site: str

    @classmethod
    def of(cls, person: Person, site: str) -> Self:
        """The person as a reader; a language in which no mail is written becomes English of their region."""
        return cls(person.name, person.zone, manner(person.locale), site)

    def say(self, words: str, **values: str) -> str:
        """English words in the reader's language, their `{gaps}` filled; what is not translated stays English."""
        return catalogue.translated(words, self.locale).format(**values)

    def money(self, amount: Money) -> str:
        """A sum in the reader's manner."""
        return formats.money(amount, self.locale)

    def moment(self, at: datetime) -> str:
        """Day and time on the reader's clock."""
        return formats.moment(at, self.zone, self.locale)

    def appointment(self, start: datetime, end: datetime) -> str:
        """Day, times and zone in full."""
        day, times = formats.day(start, self.zone, self.locale), formats.span(start, end, self.zone, self.locale)
        return f"{day}, {times}, {formats.zone_name(self.zone, start, self.locale)}"


def manner(wished: str) -> str:
    """The locale in which somebody with this wish (a language tag such as de-AT) is written to."""
    language = wished.replace("_", "-").partition("-")[0].lower()
    if language == "en" or language not in catalogue.languages():
        return formats.region(wished)
    try:
        found = Locale.parse(wished.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        found = Locale.parse(language)
    return str(found) if found.territory else f"{language}_{language.upper()}"


@cache
def manners() -> tuple[tuple[str, str], ...]:
    """The locales in which we write: tags such as de-AT with their names in their own language, by name."""
    known = (name.split("_") for name in locale_identifiers() if name.count("_") == 1)
    ours = catalogue.languages()
    offered = [parts for parts in known if parts[0] in ours and re.fullmatch("[A-Z]{2}", parts[1])]
    named = [("-".join(parts), str(Locale(*parts).get_display_name())) for parts in offered]
    return tuple(sorted(((tag, name[:1].upper() + name[1:]) for tag, name in named), key=lambda pair: pair[1]))
