"""The field that finds things in the diagram and flies to them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton

from bayplan.views.diagram.view import DiagramView

_WIDTH = 380
_MARGIN = 10  # view pixels to the top left corner


class FindBar(QFrame):
    """Lies over the top of the diagram while one searches. Enter goes to the next match, Shift+Enter to the one before.

    Attributes:
        found: the matches. position: which of them is shown, -1 for none.
    """

    def __init__(self, view: DiagramView) -> None:
        super().__init__(view)
        self._view = view
        self.found: list[str] = []
        self.position = -1
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Find in the diagram")
        self.field.setAccessibleName("Find in the diagram")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.count = QLabel(self)
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        for text, tip, action in (
            ("↑", "Previous match (Shift+Enter)", self.previous),
            ("↓", "Next match (Enter)", self.next),
            ("×", "Close (Esc)", self.dismiss),
        ):
            button = QToolButton(self)
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setAutoRaise(True)
            button.clicked.connect(action)
            row.addWidget(button)
        self.hide()
        view.find_requested.connect(self.open)
        view.diagram_changed.connect(self._refresh)

    def open(self) -> None:
        """Shows the bar, ready to type."""
        self.setGeometry(_MARGIN, _MARGIN, min(_WIDTH, self._view.width() - 2 * _MARGIN), self.sizeHint().height())
        self.show()
        self.raise_()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dismiss(self) -> None:
        """Hides the bar and gives the keyboard back to the diagram."""
        self.hide()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def next(self) -> None:
        """Flies to the next match, after the last to the first."""
        self._go(self.position + 1)

    def previous(self) -> None:
        """Flies to the match before, before the first to the last."""
        self._go(self.position - 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, Shift+Enter and Esc in the field."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                (self.previous if back else self.next)()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.dismiss()
                return True
        return super().eventFilter(watched, event)

    def _search(self, text: str) -> None:
        self.found = self._view.find_things(text)
        self.position = -1
        if self.found:
            self._go(0)
        else:
            self._show_count()

    def _refresh(self) -> None:
        """Keeps the matches true when the diagram changes, without moving the view."""
        if not self.isVisible():
            return
        current = self.found[self.position] if self.position >= 0 else ""
        self.found = self._view.find_things(self.field.text())
        self.position = self.found.index(current) if current in self.found else -1
        self._show_count()

    def _go(self, position: int) -> None:
        if not self.found:
            return
        self.position = position % len(self.found)
        thing = self.found[self.position]
        self._view.selection.select(thing)
        self._view.centre_on(thing)
        self._show_count()

    def _show_count(self) -> None:
        if not self.field.text().strip():
            self.count.setText("")
        elif not self.found:
            self.count.setText("nothing found")
        else:
            self.count.setText(f"{self.position + 1} of {len(self.found)}")
