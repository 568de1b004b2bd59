"""What is asked before the guided tour begins: which image its containers are made from."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bayplan.domain.inventory import Inventory
from bayplan.domain.test_mount import HELPER_IMAGE
from bayplan.views.helper_image import HelperImage
from bayplan.views.plain_text import PlainLabel


class TourStart(QWidget):
    """The image, and the button that begins.

    Attributes:
        image: the field. begin, demo: the buttons.

    Signals:
        begin_requested(str, bool): begin with this image, and whether it is to be pulled first.
        demo_requested(): take the tour on the demo instead.
    """

    begin_requested = Signal(str, bool)
    demo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._refusal = ""
        self.image = HelperImage()
        self.image.setMinimumWidth(180)
        self.image.changed.connect(self._update)
        self.begin = QPushButton()
        self.begin.setProperty("primary", True)
        self.begin.clicked.connect(lambda: self.begin_requested.emit(self.image.text(), self.image.missing))
        self.demo = QPushButton("Take it on the demo")
        self.demo.clicked.connect(self.demo_requested)
        self._note = PlainLabel("", "mutedText")
        self._note.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(PlainLabel("Image", "mutedText"))
        row.addWidget(self.image, 1)
        row.addWidget(self.demo)
        row.addWidget(self.begin)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._note)
        column.addStretch(1)

    def show_engine(self, inventory: Inventory, refusal: str = "") -> None:
        """Offers the images of an engine; ``refusal`` says why no tour can be given there."""
        self._refusal = refusal
        self.image.show_inventory(inventory, HELPER_IMAGE)
        self.demo.setVisible(not inventory.engine.demo or bool(refusal))
        self._update()

    def focus_first(self) -> None:
        """Gives the keyboard to the button that begins, so that Enter does."""
        (self.begin if self.begin.isEnabled() else self.demo).setFocus()

    def _update(self) -> None:
        image, pulls = self.image.text(), self.image.missing
        self.image.setEnabled(not self._refusal)
        self.begin.setEnabled(bool(image) and not self._refusal)
        self.begin.setText("Pull and begin" if pulls and image else "Begin")
        missing = f"{image} is not on this engine: it is pulled from its registry first. Or choose one that is there."
        self._note.setText(self._refusal or (missing if image and pulls else ""))
