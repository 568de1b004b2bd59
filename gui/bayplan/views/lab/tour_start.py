"""What is asked before the guided tour begins: which image its containers are made from."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bayplan.domain.inventory import Inventory
from bayplan.domain.test_mount import HELPER_IMAGE
from bayplan.views.helper_image import fill_image_box, make_image_box
from bayplan.views.plain_text import PlainLabel


class TourStart(QWidget):
    """The image, and the button that begins.

    Attributes:
        image: the field. begin, demo: the buttons. pulls: the image that is chosen must be pulled first.

    Signals:
        begin_requested(str, bool): begin with this image, and whether it is to be pulled first.
        demo_requested(): take the tour on the demo instead.
    """

    begin_requested = Signal(str, bool)
    demo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: frozenset[str] = frozenset()
        self._refusal = ""
        self.image = make_image_box()
        self.image.setMinimumWidth(180)
        self.image.editTextChanged.connect(self._update)
        self.begin = QPushButton()
        self.begin.setProperty("primary", True)
        self.begin.clicked.connect(self._begin)
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

    @property
    def pulls(self) -> bool:
        """Whether the chosen image is not on the engine."""
        return _tagged(self.image.currentText().strip()) not in self._tags

    def show_engine(self, inventory: Inventory, refusal: str = "") -> None:
        """Offers the images of an engine; ``refusal`` says why no tour can be given there."""
        self._tags = frozenset(tag for image in inventory.images.values() for tag in image.tags)
        self._refusal = refusal
        fill_image_box(self.image, inventory, HELPER_IMAGE)
        self.demo.setVisible(not inventory.engine.demo or bool(refusal))
        self._update()

    def focus_first(self) -> None:
        """Gives the keyboard to the button that begins, so that Enter does."""
        (self.begin if self.begin.isEnabled() else self.demo).setFocus()

    def _update(self) -> None:
        image = self.image.currentText().strip()
        self.image.setEnabled(not self._refusal)
        self.begin.setEnabled(bool(image) and not self._refusal)
        self.begin.setText("Pull and begin" if self.pulls and image else "Begin")
        missing = f"{image} is not on this engine: it is pulled from its registry first. Or choose one that is there."
        self._note.setText(self._refusal or (missing if image and self.pulls else ""))

    def _begin(self) -> None:
        self.begin_requested.emit(self.image.currentText().strip(), self.pulls)


def _tagged(reference: str) -> str:
    return reference if ":" in reference.rsplit("/", 1)[-1] else f"{reference}:latest"
