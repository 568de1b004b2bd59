"""The strip below the diagram in which the guided tour speaks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QSizePolicy, QWidget

from bayplan.domain.tour_words import StripWords
from bayplan.layout.theme import Theme
from bayplan.views.lab.console import Console
from bayplan.views.lab.tour_controls import TourControls
from bayplan.views.lab.tour_start import TourStart

#: Pixels of the sentence and the caption, at size 1.
_SENTENCE, _CAPTION = 22.0, 16.5
_SIDE, _TOP, _GAP, _BOTTOM = 16, 8, 6, 12
_BAR = 3
#: With at least this width the console stands beside the words.
_WIDE = 860
_CONSOLE_SHARE = 0.42
_CONSOLE_LINES, _LARGEST_CONSOLE = 5, 1.4
#: Of the window's height; in a low window the type gets smaller, down to a limit.
_MOST_SHARE = 0.38
_SMALLEST, _STEP_DOWN = 0.7, 0.94


class TourStrip(QFrame):
    """The strip; it decides nothing.

    Attributes:
        controls: its buttons. start: what is asked before the tour begins. sentence, caption, console: what it says.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tourStrip")
        self.setAccessibleName("Guided tour")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.controls = TourControls(self)
        self.start = TourStart(self)
        self.sentence = _label("tourSentence", self)
        self.caption = _label("tourCaption", self)
        self.console = Console(self)
        self._busy = QProgressBar(self)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._size = 1.0
        self._script: Sequence[StripWords] = ()
        self._words = StripWords(title="", sentence="")
        self._asking = False
        self.hide()

    def set_script(self, script: Sequence[StripWords]) -> None:
        """All that the strip will say: it takes the room for the longest at once, so that the picture never jumps."""
        self._script = script
        self._arrange()

    def set_size(self, size: float) -> None:
        """The size of the type; 1.0 is for reading at a desk."""
        self._size = size
        self._arrange()

    def show_words(self, words: StripWords, *, asking: bool = False, busy: bool = False) -> None:
        """Says something. ``asking``: before the tour begins, with the question where the console will be."""
        self._words, self._asking = words, asking
        self.controls.show_title(words.title, words.progress)
        self.sentence.setText(words.sentence)
        self.caption.setText(words.caption)
        if self.caption.property("tone") != words.tone:
            self.caption.setProperty("tone", words.tone)
            self.caption.style().polish(self.caption)
        self.console.show_lines(words.console)
        self.console.setVisible(not asking and bool(words.console))
        self.start.setVisible(asking)
        self._busy.setVisible(busy)
        self.setAccessibleDescription(f"{words.sentence} {words.caption}")
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self.controls.set_theme(theme)
        self.console.set_theme(theme)

    def sizeHint(self) -> QSize:
        """As high as what it says, as wide as there is room."""
        return QSize(600, self.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 -- Qt's name
        """It gives way in width."""
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places everything anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def _arrange(self) -> None:
        """Gives everything its size and place, and the strip its height."""
        size, most = self._size, self.window().height() * _MOST_SHARE
        height = self._place(size)
        while height > most and size > _SMALLEST:
            size *= _STEP_DOWN
            height = self._place(size)
        if self.height() != height:
            self.setFixedHeight(height)

    def _place(self, size: float) -> int:
        """Places everything with type of a size; the height that it takes."""
        for label, pixels in ((self.sentence, _SENTENCE), (self.caption, _CAPTION)):
            font = label.font()
            font.setPixelSize(round(pixels * size))
            label.setFont(font)
        self.console.set_size(min(size, _LARGEST_CONSOLE))
        width = self.width() - 2 * _SIDE
        wide = width >= _WIDE
        aside = round(width * _CONSOLE_SHARE) if wide else width
        words = width - aside - _SIDE if wide else width
        self._busy.setGeometry(0, 0, self.width(), _BAR)
        top = self._put(self.controls, _SIDE, _TOP, width, self.controls.sizeHint().height()) + _GAP
        script = [self._words] if self._asking else [*self._script, self._words]
        y = self._put(self.sentence, _SIDE, top, words, _height(self.sentence, [w.sentence for w in script], words))
        y = self._put(self.caption, _SIDE, y + _GAP, words, _height(self.caption, [w.caption for w in script], words))
        least = self.start.sizeHint().height() if self._asking else self.console.height_of(_CONSOLE_LINES)
        left, begin = (_SIDE + words + _SIDE, top) if wide else (_SIDE, y + _GAP)
        height = max(least, y - top) if wide else least
        self._put(self.start, left, begin, aside, height)
        return self._put(self.console, left, begin, aside, height) + _BOTTOM

    @staticmethod
    def _put(widget: QWidget, x: int, y: int, width: int, height: int) -> int:
        """Places a widget; where the next one may begin."""
        widget.setGeometry(QRect(x, y, width, height))
        return y + height


def _label(name: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return label


def _height(label: QLabel, texts: Sequence[str], width: int) -> int:
    """The height that the longest of the texts takes in a label of this width."""
    metrics, room = QFontMetrics(label.font()), QRect(0, 0, max(width, 50), 10_000)
    return max((metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text).height() for text in texts), default=0)
