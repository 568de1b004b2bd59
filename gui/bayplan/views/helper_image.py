"""The field for the image that Bayplan makes its own containers from: one that is there, or one to pull."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from bayplan.domain.inventory import Inventory


def make_image_box() -> QComboBox:
    """A field for an image's name; any name can be typed."""
    box = QComboBox(editable=True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setAccessibleName("Helper image")
    return box


def fill_image_box(box: QComboBox, inventory: Inventory, chosen: str) -> None:
    """Offers the images of an engine, with ``chosen`` filled in."""
    box.clear()
    box.addItems([tag for image in inventory.images.values() for tag in image.tags])
    box.setCurrentText(chosen)
