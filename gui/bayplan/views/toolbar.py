"""The bar on top of the window: which engine, search and commands, and the few things done most."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from bayplan.layout.theme import Theme
from bayplan.views import icons
from bayplan.views.plain_text import ElidedLabel, PlainLabel, for_tool_tip

_HEIGHT = 52
_ENGINE_WIDTH = 330
_FIELD_WIDTH = 470
_LONGEST_NAME = 26
_ROOMY = 900


class TopBar(QFrame):
    """The bar.

    Signals:
        engine_menu_requested(QPoint): show the list of engines below this point (global).
        palette_requested(): open the command palette. test_mount_requested(): open the dialog for a new one.
        experiments_requested(): open the experiment lab.
    """

    engine_menu_requested = Signal(QPoint)
    palette_requested = Signal()
    test_mount_requested = Signal()
    experiments_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setFixedHeight(_HEIGHT)
        self._logo = QLabel()
        self._logo.setFixedSize(22, 22)
        brand = PlainLabel("Bayplan", "brand")
        self.engine = EngineButton()
        self.engine.clicked.connect(
            lambda: self.engine_menu_requested.emit(self.engine.mapToGlobal(QPoint(0, self.engine.height() + 4)))
        )
        self.field = CommandField()
        self.field.clicked.connect(self.palette_requested)
        self.new_test_mount = QPushButton("New test mount")
        self.new_test_mount.setProperty("primary", True)
        self.new_test_mount.setToolTip("Mount something into a container of its own and try it (Ctrl+N)")
        self.new_test_mount.clicked.connect(self.test_mount_requested)
        self.experiments = QPushButton("Experiments")
        self.experiments.setToolTip("Let events happen for real, and see whether what was predicted comes true")
        self.experiments.clicked.connect(self.experiments_requested)
        self.export = QPushButton("Export")
        self.export.setAccessibleName("Export the diagram or a snapshot")
        self.more = QToolButton()
        self.more.setAccessibleName("More commands")
        self.more.setToolTip("More")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setIconSize(QSize(16, 16))

        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self._logo)
        row.addWidget(brand)
        row.addSpacing(18)
        row.addWidget(self.engine, 5)
        row.addStretch(1)
        row.addWidget(self.field, 6)
        row.addStretch(2)
        for button in (self.new_test_mount, self.experiments, self.export, self.more):
            row.addWidget(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the menu stands in for what does not fit."""
        super().resizeEvent(event)
        self.experiments.setVisible(self.width() >= _ROOMY)

    def set_menus(self, export: QMenu, more: QMenu) -> None:
        """Gives the two buttons at the end their menus."""
        self.export.setMenu(export)
        self.more.setMenu(more)

    def set_theme(self, theme: Theme) -> None:
        """Draws the icons in the theme's colours."""
        self._logo.setPixmap(icons.pixmap("anchor", theme, "selection", 20))
        self.more.setIcon(icons.icon("more", theme))
        self.engine.set_theme(theme)
        self.field.set_theme(theme)


class EngineButton(QPushButton):
    """Says which engine is shown and how it stands with it; a click lists the others."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("engineButton")
        self.setMinimumWidth(150)
        self.setMaximumWidth(_ENGINE_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._dot = PlainLabel("", "dot")
        self._name = PlainLabel("", "name")
        self._host = ElidedLabel("", "host", Qt.TextElideMode.ElideMiddle)
        self._arrow = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 0, 10, 0)
        row.setSpacing(9)
        row.addWidget(self._dot)
        row.addWidget(self._name)
        row.addWidget(self._host, 1)
        row.addWidget(self._arrow)
        for label in (self._dot, self._name, self._host, self._arrow):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.show_engine("Looking for an engine", "", "connecting", "")

    def show_engine(self, name: str, host: str, phase: str, words: str) -> None:
        """Shows an engine's name and address; ``phase`` colours the dot, ``words`` say the same for the tooltip."""
        self._name.setText(name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…")
        self._host.set_full_text(host)
        if self._dot.property("phase") != phase:
            self._dot.setProperty("phase", phase)
            self._dot.style().polish(self._dot)
        self.setToolTip(for_tool_tip("\n".join(part for part in (f"{name}  {host}".strip(), words) if part)))
        self.setAccessibleName(f"Engine: {name}")
        self.setAccessibleDescription(", ".join(part for part in (host, words, "click to choose another") if part))

    def set_theme(self, theme: Theme) -> None:
        self._arrow.setPixmap(icons.pixmap("chevron-down", theme, "muted", 14))


class CommandField(QPushButton):
    """Looks like a search field and opens the command palette."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("commandField")
        self.setAccessibleName("Search, or type a command")
        self.setMinimumWidth(120)
        self.setMaximumWidth(_FIELD_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._icon = QLabel()
        key = PlainLabel(QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText), "key")
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 0, 12, 0)
        row.setSpacing(8)
        hint = ElidedLabel("Search, or type a command")
        row.addWidget(self._icon)
        row.addWidget(hint, 1)
        row.addWidget(key)
        for label in (self._icon, hint, key):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_theme(self, theme: Theme) -> None:
        self._icon.setPixmap(icons.pixmap("search", theme, "muted", 14))
