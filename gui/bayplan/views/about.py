"""Says what this program is, what it is made of, and under which terms."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bayplan.versions import bayplan_version, licence_text, parts
from bayplan.views import icons
from bayplan.views.plain_text import PlainLabel

_LICENCES_WIDTH, _LICENCES_HEIGHT = 760, 620  # pixels


class AboutDialog(QDialog):
    """The dialog; ``open()`` it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Bayplan")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QLabel()
        picture.setPixmap(icons.app_icon().pixmap(72, 72))
        title = PlainLabel(f"Bayplan {bayplan_version()}")
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
        self._text = "\n".join(f"{part.name} {part.version} ({part.licence})" for part in parts())
        made_of = PlainLabel(self._text)
        made_of.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        licence = PlainLabel("Bayplan is free software under the Apache License 2.0.")
        licence.setProperty("muted", True)
        copy = QPushButton("Copy versions")
        copy.clicked.connect(self._copy)
        licences = QPushButton("Licences…")
        licences.clicked.connect(lambda: LicencesDialog(self).open())
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addWidget(licences)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 16)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(made_of)
        column.addWidget(licence)
        column.addLayout(buttons)

    def _copy(self) -> None:
        QApplication.clipboard().setText(f"Bayplan {bayplan_version()}\n{self._text}\n{platform.platform()}")


class LicencesDialog(QDialog):
    """The terms of everything that is shipped; ``open()`` it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Licences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QPlainTextEdit(licence_text())
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Licences of everything that Bayplan is made of")
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.text, 1)
        column.addLayout(buttons)
        self.resize(_LICENCES_WIDTH, _LICENCES_HEIGHT)
