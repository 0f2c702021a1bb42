"""The mails in other languages than English: gettext catalogues, read once from `words/*.po`.

The English words are the keys. `python -m thoughtcloud.jobs.letters.catalogue` gathers them from the code and
brings the catalogues up to date; a test fails while one of them lacks a translation.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

WORDS: Final = Path(__file__).with_name("words")
CODE: Final = Path(__file__).parents[1]
# What gettext must know, without dates and names: what changes in these files are the words.
_HEADER: Final = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
# The methods whose first argument is to be translated.
KEYWORDS: Final = {"say": None}


def languages() -> tuple[str, ...]:
    """The languages in which mails are written, English first."""
    return ("en", *sorted(path.stem for path in WORDS.glob("*.po")))


def translated(words: str, locale: str) -> str:
    """`words` in the language of the locale, or as they are."""
    return _words(locale.partition("_")[0]).get(words, words)


@cache
def _words(language: str) -> Mapping[str, str]:
    if language not in languages():
        return {}
    return {str(entry.id): str(entry.string) for entry in read(language) if entry.id and entry.string}


def read(language: str) -> Catalog:
    """The catalogue of a language as it is kept; an empty one for English."""
    path = WORDS / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def gathered() -> Catalog:
    """All words of the code that want a translation."""
    found = Catalog()
    for file, line, words, comments, context in extract_from_dir(CODE, keywords=KEYWORDS):
        found.add(words, None, [(file, line)], auto_comments=comments, context=context)
    return found


def update() -> None:
    """Bring every kept catalogue up to date with the code; translations that are not used any more go."""
    for language in languages()[1:]:
        kept = read(language)
        kept.update(gathered(), no_fuzzy_matching=True)
        kept.obsolete.clear()
        with (WORDS / f"{language}.po").open("wb") as file:
            file.write(_HEADER.format(language=language).encode())
            write_po(file, kept, width=110, omit_header=True, sort_output=True, no_location=True)


if __name__ == "__main__":
    update()
