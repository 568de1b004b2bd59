"""A drawer with text to read and to take away: the things as commands, and the engine's raw JSON."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFontDatabase, QGuiApplication, QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from bayplan.layout.theme import Theme

#: More matches than this are found one by one, but not all marked at once.
_MOST_MARKS = 2000
_LEAST_HEIGHT = 90


class TextDrawer(QWidget):
    """Plain, monospaced text with a search field, a note and a button to copy it all.

    Signals:
        copied(text): the text was put on the clipboard.
        closed(): Escape was pressed in it.
    """

    copied = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = QPlainTextEdit()
        self._text.setObjectName("drawerText")
        self._text.setReadOnly(True)
        self._text.setMinimumHeight(_LEAST_HEIGHT)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName("Text to copy")
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(11)
        self._text.setFont(font)
        self._find = QLineEdit()
        self._find.setPlaceholderText("Find in this text")
        self._find.setAccessibleName("Find in this text")
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(lambda _text: self._search(from_start=True))
        self._find.returnPressed.connect(lambda: self._search(from_start=False))
        self._count = QLabel()
        self._count.setObjectName("matches")
        self._count.setProperty("muted", True)
        self._note = QLabel()
        self._note.setObjectName("muted")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.hide()
        self._copy = QPushButton("Copy")
        self._copy.setAccessibleName("Copy the text")
        self._copy.clicked.connect(self._copy_all)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(0, 0, 0, 0)
        bottom.addWidget(self._find, 1)
        bottom.addStretch(0)
        bottom.addWidget(self._count)
        bottom.addWidget(self._copy)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addWidget(self._text, 1)
        rows.addWidget(self._note)
        rows.addLayout(bottom)
        for part in (self._text, self._find):
            part.installEventFilter(self)

    def show_text(self, text: str | None, note: str = "", *, searchable: bool = False) -> None:
        """Shows a text and a note about it; None when there is nothing to copy. The same text keeps its scroll."""
        # A command is one long line to be seen whole; JSON has lines of its own.
        modes = QPlainTextEdit.LineWrapMode
        self._text.setLineWrapMode(modes.NoWrap if searchable else modes.WidgetWidth)
        self._find.setVisible(searchable)
        self._count.setVisible(searchable)
        if not searchable:
            self._find.clear()
        shown = text or ""
        if shown != self._text.toPlainText():
            self._text.setPlainText(shown)
            self._search(from_start=True)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._copy.setEnabled(bool(shown))

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self._theme = theme
        self._search(from_start=True)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Escape clears the search, and closes the drawer when there is none."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            if self._find.text():
                self._find.clear()
            else:
                self.closed.emit()
            return True
        return False

    def _copy_all(self) -> None:
        text = self._text.toPlainText()
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)

    def _search(self, *, from_start: bool) -> None:
        wanted = self._find.text()
        matches = self._matches(wanted) if wanted else []
        self._mark(matches)
        self._count.setText(f"{len(matches):,} found" if wanted else "")
        if not matches:
            return
        if from_start or not self._text.find(wanted):
            self._text.setTextCursor(matches[0])

    def _matches(self, wanted: str) -> list[QTextCursor]:
        document: QTextDocument = self._text.document()
        found: list[QTextCursor] = []
        cursor = document.find(wanted)
        while not cursor.isNull() and len(found) < _MOST_MARKS:
            found.append(QTextCursor(cursor))
            cursor = document.find(wanted, cursor)
        return found

    def _mark(self, matches: list[QTextCursor]) -> None:
        marks = []
        for cursor in matches:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            mark.format.setBackground(QColor(self._theme.colour("selection-fill")))
            marks.append(mark)
        self._text.setExtraSelections(marks)
