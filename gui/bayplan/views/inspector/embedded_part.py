"""What stands in the inspector in place of a row and is more than lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class EmbeddedPart(QWidget):
    """A part that scrolls with the rows around it.

    Signals:
        resized(): it needs another height than it said.
    """

    resized = Signal()

    def prepare(self, width: int) -> int:
        """Gets ready to be shown in a width, and returns the height that it needs in it, in pixels."""
        raise NotImplementedError

    def stops(self) -> Sequence[QWidget]:
        """Where the Tab key stops in it, in order."""
        raise NotImplementedError
