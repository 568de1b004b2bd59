"""The table of a proof, to read, to explain row by row, and to copy."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from bayplan.domain.experiment import ExperimentResult
from bayplan.domain.proof_rows import rows_of
from bayplan.layout.theme import Theme
from bayplan.views.lab.proof_model import OBSERVED, PREDICTED, STORE, VERDICT, ProofModel

_ROW_HEIGHT = 24
_WIDTHS = {PREDICTED: 112, OBSERVED: 112, VERDICT: 92}


class _Tinted(QStyledItemDelegate):
    """Paints the model's background, which the style sheet would cover."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tint = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(tint, QColor):
            painter.fillRect(option.rect, tint)
        super().paint(painter, option, index)


class ProofTable(QTableView):
    """Predicted beside observed, store by store.

    Attributes:
        rows: the model.

    Signals:
        row_chosen(ProofRow | None): this row is to be explained. markdown_requested(): copy all of it.
    """

    row_chosen = Signal(object)
    markdown_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ProofModel(self)
        self.setAccessibleName("Predicted and observed")
        self.setModel(self.rows)
        self.setItemDelegate(_Tinted(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        heading = self.horizontalHeader()
        heading.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heading.setHighlightSections(False)
        heading.setSectionResizeMode(STORE, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            heading.resizeSection(column, width)
        self.selectionModel().currentChanged.connect(self._choose)
        copy = QAction("Copy", self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_rows)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)

    def add_result(self, result: ExperimentResult) -> None:
        """Adds what came of an experiment, and follows it there unless the person looks elsewhere."""
        bar = self.verticalScrollBar()
        at_end = bar.value() == bar.maximum()
        first = len(self.rows.rows)
        self.rows.add(rows_of(result))
        self.setSpan(first, STORE, 1, VERDICT + 1)
        if at_end:
            self.scrollToBottom()

    def clear(self) -> None:
        """Takes all rows away."""
        self.clearSpans()
        self.rows.clear()
        self.row_chosen.emit(None)

    def copy_rows(self) -> None:
        """Puts the selected rows, or all of them, on the clipboard, their cells apart by tabs."""
        chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
        rows = [self.rows.rows[number] for number in chosen] or self.rows.rows
        QApplication.clipboard().setText("\n".join(row.text for row in rows))

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self.rows.set_theme(theme)

    def _choose(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.row_chosen.emit(self.rows.rows[now.row()] if now.isValid() else None)

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction("Copy the selected rows", self.copy_rows)
        menu.addAction("Copy all as Markdown", self.markdown_requested.emit)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(at))
