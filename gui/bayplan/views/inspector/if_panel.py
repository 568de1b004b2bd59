"""What an event would do to the thing that is inspected: the outcome in a few lines, and how to bring it about."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from bayplan.domain.outcome_brief import BriefLine, brief_text
from bayplan.domain.outcome_words import FATE_WORDS
from bayplan.layout.theme import Theme
from bayplan.views.context_menus import MenuItem
from bayplan.views.elided_button import ElidedButton
from bayplan.views.inspector.embedded_part import EmbeddedPart
from bayplan.views.inspector.row_layout import MARGIN
from bayplan.views.plain_text import ElidedLabel, PlainLabel, for_tool_tip
from bayplan.views.theme_colours import theme_colours

_PADDING = 12
_BELOW = 8
_TINT = 0.10
_BESIDE_OFFER = 26  # pixels of a button that are not for its words
_LONGEST = 400  # characters of a command: nobody reads the names of a thousand containers here
#: The slash that begins a path: no line may end with it.
_WORD_BEGINS = re.compile(r"(?<![^\s:])/")


class IfPanel(EmbeddedPart):
    """Lines in a dashed frame: it has not happened.

    Attributes:
        lines: the labels that are shown, one for each fate. buttons: what can be done about it.

    Signals:
        list_requested(): all of it is wanted. copied(str): something was put on the clipboard.
        action_requested(str, tuple): something is to be done about it: the action and the arguments of a MenuItem.
    """

    list_requested = Signal()
    copied = Signal(str)
    action_requested = Signal(str, tuple)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = "muted"
        self._brief: Sequence[BriefLine] = ()
        self._commands: Sequence[str] = ()
        self._offers: Sequence[MenuItem] = []
        self.lines: list[PlainLabel] = []
        self._texts = QVBoxLayout()
        self._texts.setSpacing(4)
        self.command = ElidedLabel("", "ifCommand")
        self.copy_command = self._link("copy", "Copy the command that does this", lambda: "\n".join(self._commands))
        self.copy_list = self._link(
            "copy the list", "Copy these lines and the command", lambda: brief_text(self._brief, self._commands)
        )
        self.whole_list = QToolButton()
        self.whole_list.setProperty("link", True)
        self.whole_list.setText("whole list…")
        self.whole_list.setToolTip("Everything that would happen, each with its reason")
        self.whole_list.clicked.connect(self.list_requested)
        self._command_row = QWidget()
        row = QHBoxLayout(self._command_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.command, 1)
        row.addWidget(self.copy_command)
        links = QHBoxLayout()
        links.setSpacing(6)
        links.addStretch(1)
        links.addWidget(self.whole_list)
        links.addWidget(self.copy_list)
        self._frame = QWidget()
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(_PADDING, _PADDING - 2, _PADDING, _PADDING - 4)
        column.setSpacing(6)
        column.addLayout(self._texts)
        column.addWidget(self._command_row)
        column.addLayout(links)
        self.buttons: list[ElidedButton] = []
        whole = self._column = QVBoxLayout(self)
        whole.setContentsMargins(MARGIN, 0, MARGIN, _BELOW)
        whole.setSpacing(_BELOW)
        whole.addWidget(self._frame)

    def show_outcome(
        self, brief: Sequence[BriefLine], commands: Sequence[str], offers: Sequence[MenuItem] = ()
    ) -> None:
        """Shows the lines, the docker commands that would bring them about, and what can be done about it."""
        self._show_offers(offers)
        self._brief, self._commands = brief, commands
        self._tone = FATE_WORDS[brief[0].fate].tone
        while len(self.lines) < len(brief):
            label = PlainLabel("", "ifLine")
            label.setWordWrap(True)
            self.lines.append(label)
            self._texts.addWidget(label)
        for extra in self.lines[len(brief) :]:
            self._texts.removeWidget(extra)
            extra.deleteLater()
        del self.lines[len(brief) :]
        for label, line in zip(self.lines, brief, strict=True):
            label.setText(_WORD_BEGINS.sub("/\u2060", line.text))
            label.setProperty("tone", FATE_WORDS[line.fate].tone)
            label.style().polish(label)
        self._command_row.setVisible(bool(commands))
        first = commands[0][:_LONGEST] if commands else ""
        more = f" … and {len(commands) - 1:,} more" if len(commands) > 1 else ""
        self.command.set_full_text(f"{first}{more}")
        self.command.setToolTip(for_tool_tip("\n".join(commands)[: 4 * _LONGEST]))
        self.update()
        self.resized.emit()

    def prepare(self, width: int) -> int:
        """The height that it needs in a width."""
        return self._column.heightForWidth(width)

    def stops(self) -> Sequence[QWidget]:
        """Its links, then its buttons."""
        return self.copy_command, self.whole_list, self.copy_list, *self.buttons

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the frame in the tone of the worst fate."""
        colours = theme_colours(self._theme.name)
        colour = colours.colour(self._tone)
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(colour, 1.2)
            pen.setDashPattern([3.5, 2.5])
            painter.setPen(pen)
            painter.setBrush(colours.blend(colour, colours.colour("panel"), _TINT))
            painter.drawRoundedRect(QRectF(self._frame.geometry()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        finally:
            painter.end()

    def _show_offers(self, offers: Sequence[MenuItem]) -> None:
        if offers == self._offers:
            return
        self._offers = list(offers)
        for button in self.buttons:
            self._column.removeWidget(button)
            button.deleteLater()
        before: QWidget = self.copy_list
        self.buttons = []
        for offer in offers:
            button = ElidedButton(_BESIDE_OFFER)
            button.setObjectName("offer")
            button.set_sentence(offer.title)
            button.clicked.connect(partial(self.action_requested.emit, offer.action, offer.arguments))
            self._column.addWidget(button)
            self.buttons.append(button)
            QWidget.setTabOrder(before, button)
            before = button

    def _link(self, text: str, tip: str, get: Callable[[], str]) -> QToolButton:
        button = QToolButton()
        button.setProperty("link", True)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda: self._copy(get()))
        return button

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)
