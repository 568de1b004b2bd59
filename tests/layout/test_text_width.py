"""Text is measured without Qt, and elided so that it fits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bayplan.layout.shapes import Font
from bayplan.layout.text_width import elide, width_of


def test_widths_are_those_of_the_font() -> None:
    assert width_of("", Font.BODY) == 0
    assert 44.8 <= width_of("web-1", Font.TITLE) < 45.5, "Qt measures 44.8, kerning included"
    assert width_of("OVERLAY", Font.ZONE) > width_of("OVERLAY", Font.CAPTION)


def test_characters_that_the_font_lacks() -> None:
    assert width_of("数据", Font.BODY) == 24, "wide characters are one em"
    assert width_of("e\u0301", Font.BODY) == width_of("e", Font.BODY), "combining marks take no room"
    assert width_of("\u202e\x00", Font.BODY) == 0
    assert width_of("א", Font.BODY) > 0


def test_elide() -> None:
    assert elide("short", 100, Font.BODY) == "short"
    assert elide("a long name that goes on", 60, Font.BODY) == "a long n…"
    assert elide("/srv/data/project/uploads", 100, Font.NAME, True) == "/srv/d…uploads"
    assert elide("anything", 3, Font.BODY) == ""


@given(st.text(max_size=300), st.floats(0, 500), st.sampled_from(Font), st.booleans())
def test_elided_text_fits(text: str, width: float, font: Font, middle: bool) -> None:
    shown = elide(text, width, font, middle)
    assert width_of(shown, font) <= width + 1e-6
    assert shown == text or "…" in shown or not shown
