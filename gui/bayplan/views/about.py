"""Says what this program is, what it is made of, and under which terms."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from bayplan import __version__
from bayplan.views import icons
from bayplan.views.plain_text import PlainLabel

_PARTS = (
    ("PySide6-Essentials", "Qt for Python", "LGPL-3.0"),
    ("docker", "Docker SDK for Python", "Apache-2.0"),
    ("qdarkstyle", "QDarkStyle", "MIT"),
)


def made_of() -> list[tuple[str, str, str]]:
    """The parts of the program as (name, version, licence); a part whose version is not recorded says so."""
    rows = [("Qt", qVersion(), "LGPL-3.0"), ("Python", platform.python_version(), "PSF-2.0")]
    for package, name, licence in _PARTS:
        try:
            rows.append((name, version(package), licence))
        except PackageNotFoundError:
            rows.append((name, "version unknown", licence))
    rows.append(("Inter (typeface)", "4", "OFL-1.1"))
    return rows


class AboutDialog(QDialog):
    """The dialog; ``open()`` it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Bayplan")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QLabel()
        picture.setPixmap(icons.app_icon().pixmap(72, 72))
        title = PlainLabel(f"Bayplan {__version__}")
        title.setProperty("heading", True)
        text = PlainLabel("Shows where the state of every container lives,\nand lets you prove it with test mounts.")
        text.setProperty("muted", True)
        head = QHBoxLayout()
        head.setSpacing(16)
        words = QVBoxLayout()
        words.addStretch(1)
        words.addWidget(title)
        words.addWidget(text)
        words.addStretch(1)
        head.addWidget(picture)
        head.addLayout(words, 1)
        self._text = "\n".join(f"{name} {number} ({licence})" for name, number, licence in made_of())
        parts = PlainLabel(self._text)
        parts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        licence = PlainLabel("Bayplan is free software under the Apache License 2.0.")
        licence.setProperty("muted", True)
        copy = QPushButton("Copy versions")
        copy.clicked.connect(self._copy)
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 16)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(parts)
        column.addWidget(licence)
        column.addLayout(buttons)

    def _copy(self) -> None:
        QApplication.clipboard().setText(f"Bayplan {__version__}\n{self._text}\n{platform.platform()}")
