"""The tokens: readable in both themes, written out as they are, and nothing loaded from elsewhere."""

import re
from pathlib import Path

import pytest

from thoughtcloud.ui import theme

ASSETS = theme.TOKENS_CSS.parent
PALETTES = {"light": theme.LIGHT, "dark": theme.DARK}
SITE_CSS = (ASSETS / "site.css").read_text()


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize("pair", theme.TEXT_PAIRS, ids=" on ".join)
def test_text_can_be_read_on_its_ground(palette: dict[str, str], pair: tuple[str, str]) -> None:
    assert theme.contrast(palette[pair[0]], palette[pair[1]]) >= 4.5


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize("pair", theme.EDGE_PAIRS, ids=" on ".join)
def test_borders_and_rings_can_be_seen(palette: dict[str, str], pair: tuple[str, str]) -> None:
    assert theme.contrast(palette[pair[0]], palette[pair[1]]) >= 3


def test_contrast_is_that_of_wcag() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_themes_have_the_same_tokens() -> None:
    assert theme.LIGHT.keys() == theme.DARK.keys()


def test_the_style_sheet_is_what_the_tokens_say() -> None:
    assert theme.TOKENS_CSS.read_text(encoding="utf-8") == theme.css()


def test_initials_are_white_on_dark_enough_skies() -> None:
    skies = re.findall(r"\.tint-(\d) \{ --from: (#\w+); --to: (#\w+); \}", SITE_CSS)
    assert [int(number) for number, _, _ in skies] == list(range(theme.AVATAR_TINTS))
    assert all(theme.contrast("#ffffff", colour) >= 4.5 for _, *sky in skies for colour in sky)


def test_every_variable_in_use_is_a_token() -> None:
    known = set(re.findall(r"--([\w-]+):", theme.css() + SITE_CSS))
    assert set(re.findall(r"var\(--([\w-]+)", SITE_CSS)) <= known


@pytest.mark.parametrize("sheet", sorted(ASSETS.glob("*.css")) + sorted(ASSETS.glob("*.js")), ids=lambda p: p.name)
def test_nothing_is_loaded_from_another_origin(sheet: Path) -> None:
    assert not re.search(r"(https?:)?//[\w.]+\.\w", re.sub(r"^\s*//.*$", "", sheet.read_text(), flags=re.M))


def test_every_typeface_is_here_with_its_licence() -> None:
    files = re.findall(r'url\("(/fonts/([\w-]+?)-\w+\.woff2)"\)', SITE_CSS)
    assert files
    assert all((ASSETS / path.lstrip("/")).is_file() for path, _ in files)
    licences = [(ASSETS / "fonts" / f"{family}.OFL.txt").read_text() for _, family in files]
    assert all("SIL Open Font License" in licence for licence in licences)


def test_the_typefaces_of_an_english_page_stay_small() -> None:
    assert sum(path.stat().st_size for path in (ASSETS / "fonts").glob("*-basic.woff2")) <= 25_000
