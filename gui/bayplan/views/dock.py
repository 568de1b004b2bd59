"""A panel of the window that can be moved, hidden and brought back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from bayplan.layout.theme import Theme
from bayplan.views import icons
from bayplan.views.theme_colours import theme_colours

_GRIP_HEIGHT = 10
_FLOATING_HEIGHT = 30


class Dock(QDockWidget):
    """A dock whose title is a quiet grip while it is docked, and a name with buttons while it floats.

    ``content`` may be set later: the panel is there, empty, before heavy parts are imported.
    """

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self._grip = _Grip(self)
        self.setTitleBarWidget(self._grip)
        panel = QFrame()
        panel.setObjectName("panel")
        self._layout = QVBoxLayout(panel)
        self._layout.setContentsMargins(1, 1, 1, 1)
        self._layout.setSpacing(0)
        self.setWidget(panel)
        self.topLevelChanged.connect(self._grip.show_floating)

    def set_content(self, content: QWidget) -> None:
        """Puts the panel's widget in, once."""
        self._layout.addWidget(content)
        self.setFocusProxy(content)

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self._grip.set_theme(theme)


class _Grip(QWidget):
    def __init__(self, dock: Dock) -> None:
        super().__init__(dock)
        self.setObjectName("dockGrip")
        self.setToolTip("Drag to move the panel; right-click for more")
        self.setAccessibleName(f"Title of the panel {dock.windowTitle()}")
        self._dock = dock
        self._colour: Theme | None = None
        self._title = QLabel(dock.windowTitle())
        self._title.setObjectName("dockTitle")
        self._put_back = self._button("Put the panel back", lambda: dock.setFloating(False))
        self._hide = self._button("Hide the panel", dock.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 6, 0)
        row.addWidget(self._title, 1)
        row.addWidget(self._put_back)
        row.addWidget(self._hide)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.show_floating(False)

    def show_floating(self, floating: bool) -> None:
        for part in (self._title, self._put_back, self._hide):
            part.setVisible(floating)
        self.setFixedHeight(_FLOATING_HEIGHT if floating else _GRIP_HEIGHT)

    def set_theme(self, theme: Theme) -> None:
        self._colour = theme
        self._put_back.setIcon(icons.icon("dock", theme, "muted"))
        self._hide.setIcon(icons.icon("close", theme, "muted"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(60, self.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 -- Qt's name
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._colour is None or self._dock.isFloating():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme_colours(self._colour.name).colour("border-strong"))
        middle = self.width() // 2
        for step in (-8, 0, 8):
            painter.drawEllipse(QPoint(middle + step, _GRIP_HEIGHT // 2), 1, 1)

    def _button(self, tip: str, run: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setProperty("quiet", True)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(run)
        return button

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction("Hide this panel", self._dock.hide)
        if self._dock.isFloating():
            menu.addAction("Put it back", lambda: self._dock.setFloating(False))
        else:
            menu.addAction("Float it in a window of its own", lambda: self._dock.setFloating(True))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(at))
