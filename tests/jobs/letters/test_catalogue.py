"""Mails in other languages: nothing untranslated, no gap lost, and English where there is no such language."""

import re

import pytest

from thoughtcloud.jobs.letters import catalogue
from thoughtcloud.jobs.letters.reader import Reader, manner

FOREIGN = catalogue.languages()[1:]


def test_there_is_more_than_english() -> None:
    assert catalogue.languages()[0] == "en"
    assert "de" in FOREIGN


@pytest.mark.parametrize("language", FOREIGN)
def test_all_words_of_all_mails_are_translated_and_nothing_else(language: str) -> None:
    wanted = {str(entry.id) for entry in catalogue.gathered() if entry.id}
    kept = {str(entry.id): str(entry.string) for entry in catalogue.read(language) if entry.id}
    assert len(wanted) > 50
    # `python -m thoughtcloud.jobs.letters.catalogue` puts what is missing into the files, to be filled in.
    assert {words for words in wanted if not kept.get(words)} == set()
    assert set(kept) - wanted == set()


@pytest.mark.parametrize("language", FOREIGN)
def test_a_translation_has_the_same_gaps(language: str) -> None:
    for entry in catalogue.read(language):
        if entry.id:
            gaps = [sorted(re.findall(r"{(\w+)}", str(words))) for words in (entry.id, entry.string)]
            assert gaps[0] == gaps[1], entry.id


@pytest.mark.parametrize(
    ("wished", "locale"),
    [
        ("de-AT", "de_AT"),
        ("de", "de_DE"),
        ("DE_ch", "de_CH"),
        ("de-" + "x" * 13, "de_DE"),
        ("en-US", "en_US"),
        ("fr-CH", "en_CH"),
        ("en", "en_GB"),
        ("../../etc", "en_GB"),
        ("", "en_GB"),
    ],
)  # fmt: skip
def test_a_language_that_we_do_not_write_becomes_english_of_the_region(wished: str, locale: str) -> None:
    assert manner(wished) == locale


def test_braces_in_what_people_wrote_stay_as_they_are() -> None:
    reader = Reader("{site}", "UTC", "de_AT", "https://mentors.example")
    assert reader.say("Hello {name},", name=reader.name) == "Guten Tag {site},"
