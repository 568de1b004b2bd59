"""The colours of fates: told apart by people with any kind of colour vision, and readable on their grounds."""

from __future__ import annotations

from itertools import combinations

import pytest

from bayplan.domain.outcome_words import BECOMES_WORDS, FATE_WORDS
from bayplan.layout.looks import FATE_LOOKS
from bayplan.layout.theme import THEMES, load_theme
from tests.support.colour_vision import DEFICIENCIES, contrast, difference, seen

_TONES = sorted({words.tone for words in (*FATE_WORDS.values(), *BECOMES_WORDS.values())})
#: CIE 1976 ΔE: 2 is just seen side by side; these are seen apart, in small letters.
_APART = 18.0
_READABLE = 4.5  # WCAG 2, level AA


@pytest.mark.parametrize("deficiency", ["", *DEFICIENCIES])
@pytest.mark.parametrize("name", THEMES)
def test_tones_are_told_apart_with_any_colour_vision(name: str, deficiency: str) -> None:
    theme = load_theme(name)
    for one, other in combinations(_TONES, 2):
        apart = difference(seen(theme.colour(one), deficiency), seen(theme.colour(other), deficiency))
        assert apart >= _APART, f"{one} and {other} look alike: {apart:.0f}"


@pytest.mark.parametrize("name", THEMES)
def test_fates_are_readable_on_their_grounds(name: str) -> None:
    theme = load_theme(name)
    grounds = {"panel-raised": {*_TONES, "text"}}
    for look in FATE_LOOKS.values():
        if look.fill:
            grounds.setdefault(look.fill, set()).update({look.colour, "muted", "text"})
    for ground, roles in grounds.items():
        for role in roles:
            ratio = contrast(theme.colour(role), theme.colour(ground))
            assert ratio >= _READABLE, f"{role} on {ground}: {ratio:.2f}"


@pytest.mark.parametrize("name", THEMES)
def test_what_steps_back_does_not_vanish(name: str) -> None:
    theme = load_theme(name)
    for role in ("muted", "faint"):
        assert contrast(theme.colour(role), theme.colour("panel-raised")) >= 3.0


def test_the_simulation_is_the_published_one() -> None:

    assert difference(seen("#FF0000"), seen("#00FF00")) == pytest.approx(170.6, abs=0.5)
    assert difference(seen("#808080", "deuteranopia"), seen("#808080")) < 1.0, "grey stays grey"
    assert seen("#FF0000", "protanopia")[0] < 0.2
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
