"""The rows of the inspector: a tree that scrolls, folds, and follows links."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QHelpEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QMenu, QToolTip, QTreeView, QWidget

from bayplan.domain.inspection import Form, Inspection, Row, Section
from bayplan.layout.theme import Theme
from bayplan.views.inspector.delegate import RowDelegate
from bayplan.views.inspector.embedded_part import EmbeddedPart
from bayplan.views.inspector.model import ITEM_ROLE, InspectionModel, spoken

_LONGEST_TIP = 2000


class InspectionView(QTreeView):
    """Shows an inspection. Sections fold; a fold that a person chose holds for every thing that has such a section.

    Signals:
        followed(thing): a row that names another thing was clicked, or Enter was pressed on it.
        copied(text): something was put on the clipboard.
    """

    followed = Signal(str)
    copied = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspectorRows")
        self.setAccessibleName("What is known of the selected thing")
        self._model = InspectionModel(self)
        self._delegate = RowDelegate(theme, self._embedded_height, self)
        self._embedded: dict[str, EmbeddedPart] = {}
        self._chosen_folds: dict[str, bool] = {}
        self._arranging = False
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(True)
        self.setExpandsOnDoubleClick(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformRowHeights(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.expanded.connect(lambda index: self._remember(index, True))
        self.collapsed.connect(lambda index: self._remember(index, False))
        self._model.rowsInserted.connect(self._unfold_new)

    def show_inspection(self, inspection: Inspection) -> None:
        """Shows an inspection; scroll, folds and the current row stay when it is about the same thing."""
        if self._model.show(inspection):
            self._arrange(0, self._model.rowCount() - 1)
            self.scrollToTop()

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self._delegate.set_theme(theme)
        self.viewport().update()

    def embed(self, key: str, part: EmbeddedPart) -> None:
        """Shows a part in place of the row with this key, wherever that is, and as long as it is there."""
        part.setParent(self.viewport())
        part.hide()
        self._embedded[key] = part
        part.resized.connect(self.scheduleDelayedItemsLayout)

    def updateGeometries(self) -> None:  # noqa: N802 -- Qt's name
        """Puts the embedded parts where their rows are now."""
        super().updateGeometries()
        self._place_embedded()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 -- Qt's name
        """Lets the embedded parts scroll with their rows."""
        super().scrollContentsBy(dx, dy)
        self._place_embedded()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter follows or folds, Ctrl+C copies, the arrows move."""
        self._delegate.shows_focus = True
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy(index)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and index.isValid():
            self._activate(index)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab comes in at the first link, Shift+Tab at the last."""
        super().focusInEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            forward = event.reason() is Qt.FocusReason.TabFocusReason
            links = self._links()
            self._delegate.shows_focus = True
            if links:
                self.setCurrentIndex(links[0 if forward else -1])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Those who use the mouse need no frame around the current row."""
        self._delegate.shows_focus = False
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click follows or folds."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid() and index == self.currentIndex():
            self._activate(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows by the pointer what can be clicked."""
        super().mouseMoveEvent(event)
        item = self._model.item(self.indexAt(event.position().toPoint()))
        clickable = isinstance(item, Section) or (isinstance(item, Row) and bool(item.thing))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 -- Qt's name
        """Tab goes from link to link, and on to the next widget after the last; in an embedded part as usual."""
        if not self.hasFocus():
            return super().focusNextPrevChild(forward)
        self._delegate.shows_focus = True
        index = self._next_link(forward)
        if index is None:
            return super().focusNextPrevChild(forward)
        self.setCurrentIndex(index)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Text is broken anew when the width changes."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole text of a row as a tooltip."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            item = self._model.item(self.indexAt(event.pos()))
            if item is not None:
                text = html.escape(spoken(item)[:_LONGEST_TIP])
                QToolTip.showText(event.globalPos(), f"<span>{text}</span>", self)
                return True
        return super().viewportEvent(event)

    def _embedded_height(self, key: str, width: int) -> int:
        part = self._embedded.get(key)
        return part.prepare(width) if part else 0

    def _place_embedded(self) -> None:
        rest = dict(self._embedded)
        for number in range(self._model.rowCount() if rest else 0):
            parent = self._model.index(number, 0)
            section = self._model.item(parent)
            if not isinstance(section, Section) or not self.isExpanded(parent):
                continue
            for at, row in enumerate(section.rows):
                part = rest.pop(row.key, None) if row.form is Form.EMBEDDED else None
                if part is not None:
                    part.setGeometry(self.visualRect(self._model.index(at, 0, parent)))
                    part.show()
        for part in rest.values():
            part.hide()

    def _activate(self, index: QModelIndex) -> None:
        item = self._model.item(index)
        if isinstance(item, Section):
            self.setExpanded(index, not self.isExpanded(index))
        elif isinstance(item, Row) and item.thing:
            self.followed.emit(item.thing)

    def _copy(self, index: QModelIndex) -> None:
        item = self._model.item(index)
        if item is None:
            return
        text = (item.copied or item.value or item.label) if isinstance(item, Row) else section_text(item)
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)

    def _show_menu(self, at: QPoint) -> None:
        index = self.indexAt(at)
        item = index.data(ITEM_ROLE)
        if item is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if isinstance(item, Row) and item.thing:
            menu.addAction("Go there", lambda: self.followed.emit(item.thing))
        menu.addAction("Copy section" if isinstance(item, Section) else "Copy", lambda: self._copy(index))
        menu.popup(self.viewport().mapToGlobal(at))

    def _next_link(self, forward: bool) -> QModelIndex | None:
        index = self.currentIndex()
        step = self.indexBelow if forward else self.indexAbove
        index = step(index) if index.isValid() else self._model.index(0, 0)
        while index.isValid() and not self._is_link(index):
            index = step(index)
        return index if index.isValid() else None

    def _links(self) -> list[QModelIndex]:
        """The links in open sections, from the top on."""
        found = []
        index = self._model.index(0, 0)
        while index.isValid():
            if self._is_link(index):
                found.append(index)
            index = self.indexBelow(index)
        return found

    def _is_link(self, index: QModelIndex) -> bool:
        item = self._model.item(index)
        return isinstance(item, Row) and bool(item.thing)

    def _unfold_new(self, parent: QModelIndex, first: int, last: int) -> None:
        if not parent.isValid():
            self._arrange(first, last)

    def _arrange(self, first: int, last: int) -> None:
        """Opens or folds sections: as the person chose before, else as the section says."""
        self._arranging = True
        for row in range(first, last + 1):
            index = self._model.index(row, 0)
            section = self._model.item(index)
            if isinstance(section, Section):
                self.setExpanded(index, not self._chosen_folds.get(section.key, section.folded))
        self._arranging = False

    def _remember(self, index: QModelIndex, opened: bool) -> None:
        section = self._model.item(index)
        if isinstance(section, Section) and not self._arranging:
            self._chosen_folds[section.key] = not opened


def section_text(section: Section) -> str:
    """A section as lines of text, for the clipboard."""
    return "\n".join([section.title, *(f"{row.label}\t{row.value}\t{row.note}".rstrip() for row in section.rows)])
