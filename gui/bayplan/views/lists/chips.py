"""The row of chips above a list: each shows and switches one filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from bayplan.domain.filters import Chip, Criteria, Picker, default_chips
from bayplan.domain.list_rows import natural_key
from bayplan.domain.rows import Row
from bayplan.layout.theme import Theme
from bayplan.views.icons import icon
from bayplan.views.lists.flow_layout import FlowLayout


class ChipBar(QWidget):
    """Chips that are on or off, and pickers that offer the values found in the rows.

    Signals:
        changed(): the filters differ now; read ``chips`` and ``picked``.
    """

    changed = Signal()

    def __init__(
        self,
        chips: Sequence[Chip[Any]],
        pickers: Sequence[Picker[Any]],
        rows: Callable[[], Iterable[Row]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._declared = chips
        self._rows = rows
        self.chips = default_chips(chips)
        self.picked: dict[str, frozenset[str]] = {}
        self._asked = False
        line = FlowLayout(self, margins=QMargins(10, 0, 10, 4), gap=6)
        self._buttons: dict[str, QToolButton] = {}
        for chip in chips:
            button = _chip_button(chip.title, chip.tip)
            button.clicked.connect(lambda _checked, chip=chip: self._click(chip))
            self._buttons[chip.key] = button
            line.addWidget(button)
        self._pickers = [_PickerButton(picker, self) for picker in pickers]
        for picker_button in self._pickers:
            line.addWidget(picker_button)
        self._show()

    def criteria(self, text: str) -> Criteria:
        """What is asked for, together with the words of ``text``."""
        return Criteria(text=text, chips=self.chips, picked=self.picked)

    def set_filters(self, chips: Iterable[str], picked: Mapping[str, Iterable[str]]) -> None:
        """Switches to these filters; unknown ones are ignored."""
        asked = frozenset(chips) & self._buttons.keys() & {chip.key for chip in self._declared if self._means(chip)}
        groups = {chip.group for chip in self._declared if chip.group and chip.key in asked}
        rest = {chip.key for chip in self._declared if chip.group and chip.test is None and chip.group not in groups}
        known = {button.picker.key for button in self._pickers}
        values = {key: frozenset(found) for key, found in picked.items() if key in known and found}
        if (asked | rest, values) != (self.chips, self.picked):
            self.chips, self.picked = asked | rest, values
            self._show()
            self.changed.emit()

    def show_outcome(self, asked: bool) -> None:
        """Offers the filters that are about what would happen; those that are on go off when nobody asks any more."""
        self._asked = asked
        self.set_filters(self.chips, self.picked)
        self._show()

    def _means(self, chip: Chip[Any]) -> bool:
        return self._asked or not chip.of_outcome

    def clear(self) -> None:
        """Back to everything that is not hidden by itself."""
        self.set_filters((), {})

    def pick(self, key: str, value: str, *, on: bool) -> None:
        """Adds a value of a picker to the wanted ones, or takes it away."""
        values = self.picked.get(key, frozenset())
        self.set_filters(self.chips, {**self.picked, key: values | {value} if on else values - {value}})

    def choices(self, picker: Picker[Any]) -> list[str]:
        """The values a picker has to offer now, and those that are picked already."""
        found = {picker.value(row) for row in self._rows()} | self.picked.get(picker.key, frozenset())
        return sorted(found, key=lambda value: natural_key(picker.label(value)))

    def set_theme(self, theme: Theme) -> None:
        """Draws the signs of the pickers in another theme."""
        for button in self._pickers:
            button.setIcon(icon("chevron-down", theme, "muted", 10))

    def _click(self, chip: Chip[Any]) -> None:
        if chip.group:
            others = {other.key for other in self._declared if other.group == chip.group}
            chips = self.chips - others | {chip.key}
        else:
            chips = self.chips ^ {chip.key}
        self.set_filters(chips, self.picked)
        self._show()

    def _show(self) -> None:
        for chip in self._declared:
            button = self._buttons[chip.key]
            button.setChecked(chip.key in self.chips)
            if chip.of_outcome:
                button.setEnabled(self._asked)
                button.setToolTip(chip.tip if self._asked else f"{chip.tip}: choose an event over the diagram first")
        for picker_button in self._pickers:
            picker_button.show_picked(self.picked.get(picker_button.picker.key, frozenset()))


class _PickerButton(QToolButton):
    """A chip that opens a menu of values. Attributes: picker: what it picks from."""

    def __init__(self, picker: Picker[Any], bar: ChipBar) -> None:
        super().__init__(bar)
        self.picker = picker
        self._bar = bar
        _dress_chip(self, picker.title, f"Only some: choose by {picker.title.casefold()}")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the sign comes after the word
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    def show_picked(self, picked: frozenset[str]) -> None:
        """Says what is picked."""
        self.setChecked(bool(picked))
        if len(picked) == 1:
            label = self.picker.label(next(iter(picked)))
            text = f"{label[:20]}…" if len(label) > 21 else label
        else:
            text = f"{self.picker.title} · {len(picked)}" if picked else self.picker.title
        # An ampersand in a name is no shortcut.
        self.setText(text.replace("&", "&&"))

    def _fill(self) -> None:
        self._menu.clear()
        key = self.picker.key
        picked = self._bar.picked.get(key, frozenset())
        anything = QAction("Any", self._menu)
        anything.setEnabled(bool(picked))
        anything.triggered.connect(lambda: self._bar.set_filters(self._bar.chips, {**self._bar.picked, key: ()}))
        self._menu.addAction(anything)
        self._menu.addSeparator()
        for value in self._bar.choices(self.picker):
            action = QAction(self.picker.label(value).replace("&", "&&"), self._menu)
            action.setCheckable(True)
            action.setChecked(value in picked)
            action.toggled.connect(lambda on, value=value: self._bar.pick(key, value, on=on))
            self._menu.addAction(action)


def _chip_button(title: str, tip: str) -> QToolButton:
    button = QToolButton()
    _dress_chip(button, title, tip)
    return button


def _dress_chip(button: QToolButton, title: str, tip: str) -> None:
    button.setProperty("chip", True)
    button.setText(title)
    button.setToolTip(tip)
    button.setAccessibleName(f"Filter: {title}")
    button.setCheckable(True)
