"""Ctrl+K: finds any thing and any command by a few letters, and goes there or runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from bayplan.layout.theme import Theme
from bayplan.views.fuzzy import best_matches
from bayplan.views.plain_text import PlainLabel
from bayplan.views.theme_colours import theme_colours

_WIDTH = 620
_FROM_TOP = 8
_ROW_HEIGHT = 32
_ROWS_SHOWN = 11
_ENTRY_ROLE = Qt.ItemDataRole.UserRole
_AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette.

    Attributes:
        key: what is given back when it is chosen: "command:refresh", or a thing id after "thing:".
        title: what it is called. hint: what it is ("container · shop"), or a shortcut. role: colour of its mark.
    """

    key: str
    title: str
    hint: str = ""
    role: str = ""


class CommandPalette(QDialog):
    """The palette.

    Signals:
        chosen(str): the key of the entry that was chosen; the palette has closed.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        self.setAccessibleName("Search everything, or run a command")
        self._window = parent
        self._entries: Sequence[Entry] = ()
        self._names: list[str] = []
        self._model = _Entries(self)
        self.field = QLineEdit()
        self.field.setPlaceholderText("A container, image, volume, path, or a command")
        self.field.setAccessibleName("Search everything")
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list = QListView()
        self.list.setAccessibleName("Matches")
        self.list.setModel(self._model)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(self._choose)
        self._delegate = _EntryDelegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self._nothing = PlainLabel("Nothing has these letters in its name.", "muted")
        self._nothing.setContentsMargins(16, 6, 16, 14)
        panel = QFrame()
        panel.setObjectName("palettePanel")
        inner = QVBoxLayout(panel)
        inner.setContentsMargins(6, 2, 6, 6)
        inner.setSpacing(6)
        inner.addWidget(self.field)
        inner.addWidget(self.list)
        inner.addWidget(self._nothing)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        outer.addWidget(panel)

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self._delegate.theme = theme

    def open_with(self, entries: Sequence[Entry]) -> None:
        """Shows the palette over its parent, with these entries to choose from."""
        self._entries = entries
        self._names = [entry.title.lower() for entry in entries]
        self.field.clear()
        self._search("")
        window = self._window
        width = min(_WIDTH, window.width() - 40)
        corner = window.mapToGlobal(QPoint((window.width() - width) // 2, _FROM_TOP))
        self.list.setFixedWidth(width)
        self.move(corner)
        self.show()
        self.field.setFocus()

    def shown(self) -> list[Entry]:
        """The entries that are listed now, best first."""
        return list(self._model.entries)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            match event.key():
                case Qt.Key.Key_Down:
                    return self._step(1)
                case Qt.Key.Key_Up:
                    return self._step(-1)
                case Qt.Key.Key_PageDown:
                    return self._step(_ROWS_SHOWN)
                case Qt.Key.Key_PageUp:
                    return self._step(-_ROWS_SHOWN)
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self._choose(self.list.currentIndex())
                    return True
        return super().eventFilter(watched, event)

    def _search(self, query: str) -> None:
        found = [self._entries[index] for index in best_matches(query, self._names)]
        self._model.replace(found)
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self.list.setFixedHeight(_ROW_HEIGHT * min(len(found), _ROWS_SHOWN) + 2)
        if found:
            self.list.setCurrentIndex(self._model.index(0))
            self.list.scrollToTop()

    def _step(self, rows: int) -> bool:
        count = self._model.rowCount()
        if count:
            now = self.list.currentIndex().row()
            wanted = (now + rows) % count if abs(rows) == 1 else min(max(now + rows, 0), count - 1)
            self.list.setCurrentIndex(self._model.index(wanted))
        return True

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            entry: Entry = index.data(_ENTRY_ROLE)
            self.close()
            self.chosen.emit(entry.key)


class _Entries(QAbstractListModel):
    """The matches; a new search replaces them all, since hardly one of them stays where it was."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def replace(self, entries: list[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: _AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return entry.hint
        return entry if role == _ENTRY_ROLE else None


class _EntryDelegate(QStyledItemDelegate):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _AnyIndex) -> QSize:
        return QSize(0, _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        if self.theme is None:
            return
        entry: Entry = index.data(_ENTRY_ROLE)
        colours = theme_colours(self.theme.name)
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(colours.colour("selection-fill"))
            painter.drawRoundedRect(area.adjusted(2, 1, -2, -1), 6, 6)
        if entry.role:
            painter.setBrush(colours.colour(entry.role))
            painter.drawRoundedRect(area.left() + 12, area.center().y() - 7, 4, 15, 2, 2)
        hint_width = min(painter.fontMetrics().horizontalAdvance(entry.hint), area.width() // 2)
        title = area.adjusted(26, 0, -hint_width - 34, 0)
        painter.setPen(colours.colour("text"))
        elide = painter.fontMetrics().elidedText
        mode = Qt.TextElideMode.ElideMiddle
        aligned = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(title, int(aligned | Qt.AlignmentFlag.AlignLeft), elide(entry.title, mode, title.width()))
        painter.setPen(colours.colour("muted"))
        hint = area.adjusted(area.width() - hint_width - 16, 0, -14, 0)
        painter.drawText(hint, int(aligned | Qt.AlignmentFlag.AlignRight), elide(entry.hint, mode, hint.width() + 1))
        painter.restore()
