"""How mails look: the same in text and HTML, in the site's colours, with nothing loaded and nothing injected."""

from html.parser import HTMLParser

from thoughtcloud.jobs.letters import paper
from thoughtcloud.jobs.letters.parts import Facts, Link, Part, Quote
from thoughtcloud.jobs.letters.reader import Reader
from thoughtcloud.ui import theme

READER = Reader("Noor", "UTC", "en_GB", "https://mentors.example")
EVIL = '<img src="https://evil.example/x.png"><a href="https://evil.example">prize</a>'
PARTS: tuple[Part, ...] = (
    "It is booked.",
    "",
    Facts((("What", "Advice"), ("With", "Amara"))),
    Quote("Noor writes", "First line\nhttps://evil.example"),
    Link("Your booking", "https://mentors.example/bookings/bk_1?a=1&b=2"),
)


class Tags(HTMLParser):
    """What a mail reader would load or lead to, and the words that are read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.names: set[str] = set()
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src") and value]

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())


def test_text_and_html_say_the_same() -> None:
    letter = paper.letter(READER, "Booked", *PARTS)
    words = " ".join(Tags(letter.html).words)
    for said in ("Hello Noor,", "It is booked.", "Advice", "Amara", "Noor writes:", "First line", "Your booking"):
        assert said in letter.text
        assert said in words
    assert "What:       Advice\nWith:       Amara" in letter.text
    assert "Noor writes:\n> First line\n> https://evil.example" in letter.text
    assert "Your booking:\nhttps://mentors.example/bookings/bk_1?a=1&b=2" in letter.text


def test_only_our_own_pages_are_linked_and_nothing_is_loaded() -> None:
    tags = Tags(paper.letter(READER, "Booked", *PARTS).html)
    assert set(tags.links) == {READER.site, "https://mentors.example/bookings/bk_1?a=1&b=2"}
    assert not tags.names & {"img", "script", "link", "iframe", "form", "svg"}
    assert "url(" not in paper.letter(READER, "Booked").html


def test_what_people_wrote_is_never_markup() -> None:
    reader = Reader(EVIL, "UTC", "en_GB", READER.site)
    letter = paper.letter(reader, EVIL, EVIL, Facts(((EVIL, EVIL),)), Quote(EVIL, EVIL))
    tags = Tags(letter.html)
    assert set(tags.links) == {READER.site}
    assert tags.words.count(EVIL) >= 5


def test_a_subject_is_one_line_and_not_too_long() -> None:
    letter = paper.letter(READER, "Advice\r\nBcc: everybody@example.com" + "x" * 300)
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject
    assert len(letter.subject) == paper.LONGEST_SUBJECT


def test_labels_stand_in_one_column_however_long_they_are() -> None:
    letter = paper.letter(READER, "Booked", Facts((("A", "1"), ("Longer than most", "2"))))
    assert "A:                1\nLonger than most: 2" in letter.text


def test_the_language_is_named_and_the_colours_are_those_of_the_site() -> None:
    html = paper.letter(Reader("Mia", "UTC", "de_AT", READER.site), "Beleg", *PARTS).html
    assert '<html lang="de-AT">' in html
    assert "Guten Tag Mia," in html
    assert paper.LIGHT.items() <= theme.LIGHT.items()
    assert paper.DARK.items() <= theme.DARK.items()
    assert all(colour in html for colour in paper.LIGHT.values())
    assert all(colour in html for colour in paper.DARK.values())
