"""The window: the bar on top, the diagram in the middle, the panels around it, the line at the bottom."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QMainWindow, QVBoxLayout, QWidget

from bayplan.layout.theme import Theme
from bayplan.views.commands import Commands
from bayplan.views.connection_bar import ConnectionBar
from bayplan.views.dock import Dock
from bayplan.views.status_bar import StatusBar
from bayplan.views.theme_colours import theme_colours
from bayplan.views.toolbar import TopBar

_FIRST_SIZE = QSize(1440, 900)
#: Around the panels, in pixels. The bars at top and bottom are painted through it to the window's edges.
_MARGIN = 8
#: The panels' share of the window in the layout as delivered, with the least and the most in pixels.
_LISTS_WIDTH, _INSPECTOR_WIDTH, _PANEL_HEIGHT = (0.19, 270, 330), (0.21, 280, 390), (0.17, 140, 200)
#: The layout of the docks is saved under this number; another one makes Qt ignore what an older version saved.
_DOCKS_VERSION = 1


class MainWindow(QMainWindow):
    """The frame for the parts, which come in with ``set_parts`` once the window is shown.

    Attributes:
        commands: what can be done. may_close: asked before the window closes; False keeps it open.
        top_bar, status, connection_bar, left_over_bar: its own parts.
        lists_dock, inspector_dock, bottom_dock: the panels.

    Signals:
        closing(): the window is about to close; its place can still be saved.
        escaped(): Esc was pressed where nothing else wanted it.
    """

    closing = Signal()
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Bayplan")
        self.setMinimumSize(760, 480)
        self.may_close: Callable[[], bool] = lambda: True
        self.commands = Commands(self)
        self._bars = QColor()
        self.top_bar = TopBar()
        self.status = StatusBar()
        self.setStatusBar(self.status)
        self.connection_bar = ConnectionBar()
        self.left_over_bar = ConnectionBar()
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(0)
        head.addWidget(self.top_bar)
        head.addWidget(self.connection_bar)
        head.addWidget(self.left_over_bar)
        self.setMenuWidget(self._head)
        self._canvas = QFrame()
        self._canvas.setObjectName("canvasPanel")
        self._canvas_layout = QVBoxLayout(self._canvas)
        self._canvas_layout.setContentsMargins(1, 1, 1, 1)
        self._canvas_layout.setSpacing(0)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._canvas, 1)
        self.setCentralWidget(middle)

        self.lists_dock = Dock("listsDock", "Lists", self)
        self.inspector_dock = Dock("inspectorDock", "Inspector", self)
        self.bottom_dock = Dock("bottomDock", "Findings and activity", self)
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        # The panels at the sides reach from top to bottom; the one below has the diagram's width.
        for corner, side in (
            (Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea),
            (Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea),
        ):
            self.setCorner(corner, side)
        self.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        self.resize(_FIRST_SIZE)
        self._placed = False
        self._docks_before: QByteArray | None = None
        self.reset_layout()

    @property
    def docks(self) -> tuple[Dock, Dock, Dock]:
        """The panels, in the order in which they are named in menus."""
        return self.lists_dock, self.inspector_dock, self.bottom_dock

    def set_parts(self, lists: QWidget, diagram: QWidget, inspector: QWidget, bottom: QWidget) -> None:
        """Puts the large views in, once."""
        self.bottom_dock.set_content(bottom)
        self.lists_dock.set_content(lists)
        self._canvas_layout.addWidget(diagram)
        self.inspector_dock.set_content(inspector)

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours in the window's own parts."""
        self._bars = theme_colours(theme.name).colour("panel")
        self.top_bar.set_theme(theme)
        for dock in self.docks:
            dock.set_theme(theme)

    def reset_layout(self) -> None:
        """Puts every panel back to where it was when Bayplan was new."""
        for dock, area in (
            (self.lists_dock, Qt.DockWidgetArea.LeftDockWidgetArea),
            (self.inspector_dock, Qt.DockWidgetArea.RightDockWidgetArea),
            (self.bottom_dock, Qt.DockWidgetArea.BottomDockWidgetArea),
        ):
            dock.setFloating(False)
            self.addDockWidget(area, dock)
            dock.show()
        lists, inspector = (_share(self.width(), *sizes) for sizes in (_LISTS_WIDTH, _INSPECTOR_WIDTH))
        self.resizeDocks([self.lists_dock, self.inspector_dock], [lists, inspector], Qt.Orientation.Horizontal)
        panel = _share(self.height(), *_PANEL_HEIGHT)
        self.resizeDocks([self.bottom_dock], [panel], Qt.Orientation.Vertical)

    def place(self) -> tuple[QByteArray, QByteArray]:
        """Where the window and its panels are, for :meth:`restore_place`."""
        return self.saveGeometry(), self._docks_before or self.saveState(_DOCKS_VERSION)

    def restore_place(self, geometry: QByteArray, docks: QByteArray) -> None:
        """Puts window and panels to where they were; what cannot be read is ignored."""
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        if not docks.isEmpty():
            self._placed = self.restoreState(docks, _DOCKS_VERSION)

    @property
    def presenting(self) -> bool:
        """Whether the diagram has the window to itself."""
        return self._docks_before is not None

    def present(self, presenting: bool) -> None:
        """Gives the window to the diagram, or all panels their places back.

        The bars at top and bottom stay, unless the window fills the screen.
        """
        if presenting == self.presenting:
            return
        if presenting:
            self._docks_before = self.saveState(_DOCKS_VERSION)
            for dock in self.docks:
                dock.hide()
        elif self._docks_before is not None:
            self.restoreState(self._docks_before, _DOCKS_VERSION)
            self._docks_before = None
        self._show_bars()

    def toggle_full_screen(self) -> None:
        """Fills the screen, or goes back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        for bar in filter(QWidget.isVisible, (self._head, self.status.line)):
            top = bar.mapTo(self, QPoint(0, 0)).y()
            painter.fillRect(0, top, self.width(), bar.height(), self._bars)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._show_bars()

    def _show_bars(self) -> None:
        shown = not (self.presenting and self.isFullScreen())
        self.top_bar.setVisible(shown)
        self.status.setVisible(shown)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._placed:
            # Only now the window has the size that the desktop gave it, of which the panels get their shares.
            self._placed = True
            self.reset_layout()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)


def _share(whole: int, share: float, least: int, most: int) -> int:
    return min(most, max(least, round(whole * share)))
