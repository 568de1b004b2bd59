"""Offers to keep what would be lost, before it is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from bayplan.domain.ways_out import WAY_OUT_WORDS, WayOut
from bayplan.views.plain_text import PlainLabel


class WayOutChoice(NamedTuple):
    """A store of which data would be lost, and how they can be kept. ``title`` names it for people."""

    store: str
    title: str
    ways: tuple[WayOut, ...]


class WayOutBar(QWidget):
    """A choice of store, and a button for each of its ways out.

    Attributes:
        stores: the choice. buttons: those of the chosen store, by way out.

    Signals:
        chosen(str, WayOut): the store with this id is to be kept so.
    """

    chosen = Signal(str, object)

    def __init__(self, choices: Sequence[WayOutChoice]) -> None:
        super().__init__()
        self._choices = list(choices)
        self.stores = QComboBox()
        self.stores.setAccessibleName("What to keep")
        self.stores.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.stores.addItems([" ".join(choice.title.split()) for choice in self._choices])
        self.stores.currentIndexChanged.connect(self._show_ways)
        self.buttons: dict[WayOut, QPushButton] = {}
        self._row = QHBoxLayout()
        self._row.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(PlainLabel("Before it goes, keep", "sectionTitle"))
        head.addWidget(self.stores, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self._row)
        self.setVisible(bool(self._choices))
        self._show_ways()

    def choose_store(self, store: str) -> None:
        """Turns to a store, if it is one that can be kept."""
        for index, choice in enumerate(self._choices):
            if choice.store == store:
                self.stores.setCurrentIndex(index)

    def mark_kept(self, store: str) -> None:
        """Says of a store that its data have been kept."""
        for index, choice in enumerate(self._choices):
            if choice.store == store and not self.stores.itemText(index).startswith("✓"):
                self.stores.setItemText(index, f"✓ {self.stores.itemText(index)}")

    def _show_ways(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.buttons = {}
        if not self._choices:
            return
        choice = self._choices[max(self.stores.currentIndex(), 0)]
        for way in choice.ways:
            button = QPushButton(WAY_OUT_WORDS[way].offer)
            button.setAutoDefault(False)
            button.setToolTip(WAY_OUT_WORDS[way].explanation)
            button.clicked.connect(lambda _checked=False, way=way: self.chosen.emit(choice.store, way))
            self.buttons[way] = button
            self._row.addWidget(button)
        self._row.addStretch(1)
        for before, after in pairwise([self.stores, *self.buttons.values()]):
            QWidget.setTabOrder(before, after)
