"""Parts of the inspector: the tree of rows, the breaking of text, and where things go in a row."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from bayplan.domain.inspection import Form, Inspection, Row, Section
from bayplan.domain.kinds import StoreKind
from bayplan.views.inspector.model import InspectionModel
from bayplan.views.inspector.reconcile import reconcile
from bayplan.views.inspector.row_layout import MARGIN, Faces, lay_out
from bayplan.views.inspector.text_lines import broken, elided


@dataclass(frozen=True)
class Item:
    key: str
    value: int


items = st.lists(st.builds(Item, st.sampled_from("abcdef"), st.integers(0, 2)), unique_by=lambda item: item.key)


@given(items, items)
def test_reconciling_turns_one_list_into_the_other(old: list[Item], new: list[Item]) -> None:
    current = list(old)
    untouched = {item.key for item in old} & {item.key for item in new}
    changed: list[str] = []

    def change(position: int, item: Item) -> None:
        changed.append(item.key)
        current[position] = item

    reconcile(old, new, remove=current.__delitem__, insert=current.insert, change=change)
    assert current == new
    assert set(changed) <= untouched


rows = st.lists(
    st.builds(Row, key=st.sampled_from("abcde"), label=st.text(max_size=3)), unique_by=lambda row: row.key, max_size=4
).map(tuple)
sections = st.lists(
    st.builds(Section, key=st.sampled_from("xyz"), title=st.text(max_size=3), rows=rows),
    unique_by=lambda section: section.key,
    max_size=3,
).map(tuple)


@settings(deadline=None, max_examples=60)
@given(st.lists(sections, min_size=2, max_size=4))
def test_the_model_keeps_its_promises_to_views(steps: list[tuple[Section, ...]]) -> None:
    """Qt's own tester watches every change; its complaints are warnings, which fail a test here."""
    model = InspectionModel()
    model.show(Inspection(thing="a", title="A", sections=steps[0]))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    for step in steps[1:]:
        assert not model.show(Inspection(thing="a", title="A", sections=step))
        shown = []
        for number in range(model.rowCount()):
            parent = model.index(number, 0)
            section = model.item(parent)
            inside = tuple(model.item(model.index(row, 0, parent)) for row in range(model.rowCount(parent)))
            assert isinstance(section, Section)
            assert inside == section.rows
            shown.append(section)
        assert tuple(shown) == step
    assert model.show(Inspection(thing="b", title="B", sections=steps[0]))


@pytest.fixture
def font(qapp: QApplication) -> QFont:
    made = QFont(qapp.font())
    made.setPixelSize(12)
    return made


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(text=st.text(max_size=80), width=st.floats(40, 400))
def test_broken_text_is_whole_and_fits(font: QFont, text: str, width: float) -> None:
    lines = broken(text, font, width, 1000)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_text_that_does_not_fit_ends_in_an_ellipsis(font: QFont) -> None:
    lines = broken("word " * 100, font, 120, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(QFontMetricsF(font).horizontalAdvance(line) <= 120 for line in lines)
    assert elided("a" * 500, font, 60, middle=True).count("…") == 1
    assert "\n" not in elided("a\nb", font, 600)
    assert broken("😀 " * 30, font, 100, 2)[0].startswith("😀")


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.EMBEDDED])
@pytest.mark.parametrize("width", [240, 340, 900])
def test_every_form_of_row_stays_between_the_margins(font: QFont, form: Form, width: int) -> None:
    row = Row(
        key="k",
        label="/a/very/long/path/" * 8,
        form=form,
        value="size unknown",
        note="a note of many words " * 12,
        remedy="do something about it " * 12,
        kind=StoreKind.BIND,
        share=0.5,
        thing="x",
    )
    faces = Faces.of(font)
    layout = lay_out(row, faces, width)
    assert layout.lines
    for line in layout.lines:
        right = line.x + QFontMetricsF(faces.font(line.face)).horizontalAdvance(line.text)
        assert line.x >= MARGIN - 0.5
        assert right <= width - MARGIN + 1
        assert 0 < line.baseline < layout.height
    for fill in layout.fills:
        assert fill.x >= MARGIN - 0.5
        assert fill.x + fill.w <= width - MARGIN + 0.5
        assert fill.y + fill.h <= layout.height


@pytest.mark.parametrize("form", [Form.STORE, Form.LINK, Form.FINDING])
def test_a_name_makes_way_for_the_value_beside_it(font: QFont, form: Form) -> None:
    faces = Faces.of(font)
    row = Row(key="k", label="long/" * 40, form=form, value="a value", kind=StoreKind.BIND, thing="x")
    value, name = lay_out(row, faces, 340).lines[:2]
    assert value.text == "a value"
    assert name.x + QFontMetricsF(faces.font(name.face)).horizontalAdvance(name.text) < value.x


def test_a_size_that_is_not_known_has_no_bar(font: QFont) -> None:
    faces = Faces.of(font)
    row = Row(key="k", label="v", form=Form.STORE, value="size unknown", note="n", kind=StoreKind.NAMED_VOLUME)
    assert len(lay_out(row, faces, 340).fills) == 1
    known = Row(key="k", label="v", form=Form.STORE, value="0 B", note="n", kind=StoreKind.NAMED_VOLUME, share=0.0)
    assert len(lay_out(known, faces, 340).fills) == 2
    half = Row(key="k", label="v", form=Form.STORE, value="5 B", note="n", kind=StoreKind.NAMED_VOLUME, share=0.5)
    track, filled, _bar = lay_out(half, faces, 340).fills
    assert filled.w == pytest.approx(track.w / 2)
