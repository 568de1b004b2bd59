"""The field for the image that Bayplan makes its own containers from: one that is there, or one to pull."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from bayplan.domain.inventory import Inventory


class HelperImage(QComboBox):
    """Offers the engine's images; any other name can be typed.

    Signals:
        changed(): another name, or another engine.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: frozenset[str] = frozenset()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName("Helper image")
        self.editTextChanged.connect(lambda _text: self.changed.emit())

    def show_inventory(self, inventory: Inventory, first: str) -> None:
        """Offers the images of an engine; ``first`` is filled in unless the person has chosen already."""
        tags = frozenset(tag for image in inventory.images.values() for tag in image.tags)
        if tags == self._tags and self.text():
            return
        chosen = self.text() or first
        self._tags = tags
        self.blockSignals(True)
        self.clear()
        self.addItems([tag for image in inventory.images.values() for tag in image.tags])
        self.setCurrentText(chosen)
        self.blockSignals(False)
        self.changed.emit()

    def text(self) -> str:
        """The name that is filled in."""
        return self.currentText().strip()

    @property
    def missing(self) -> bool:
        """Whether the engine does not have the image, so that it must be pulled first."""
        name = self.text()
        return (name if ":" in name.rsplit("/", 1)[-1] else f"{name}:latest") not in self._tags
