"""The chip that says what the event is applied to, and lets one choose it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from bayplan.domain.event import Target
from bayplan.layout.theme import Theme
from bayplan.views.icons import icon
from bayplan.views.plain_text import for_action, for_tool_tip
from bayplan.views.what_if.menu_heading import menu_heading

_WIDEST = 170


class TargetChip(QToolButton):
    """Names the target. Its menu pins another, or lets it follow the selection.

    Signals:
        chosen(Target | None): a target to pin; None: what is selected.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("pill", True)
        self.setObjectName("whatIfTarget")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._theme: Theme | None = None
        self._pinned = False
        self._target: Target | None = None
        self._choices: Sequence[tuple[Target, str]] = ()
        self.choices_menu = QMenu(self)
        self.choices_menu.aboutToShow.connect(self._fill)
        self.setMenu(self.choices_menu)

    def show_target(
        self, target: Target, label: str, choices: Sequence[tuple[Target, str]], *, pinned: bool, fixed: bool
    ) -> None:
        """Shows a target; ``choices`` are what the menu offers, with their words.

        ``fixed``: the event always concerns the whole engine, so there is nothing to choose.
        """
        self._target, self._choices, self._pinned = target, choices, pinned
        words = "whole engine" if fixed else label
        # A space more between the sign and the words than the style leaves.
        self.setText(" " + for_action(self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, _WIDEST)))
        if fixed:
            about = "This always concerns the whole engine."
        elif pinned:
            about = f"Applied to {words}, whatever is selected. Click to choose."
        else:
            about = f"Applied to {words}: it follows what is selected. Click to choose."
        self.setToolTip(for_tool_tip(about))
        self.setAccessibleName(f"What it is applied to: {words}")
        self.setAccessibleDescription(about)
        self.setEnabled(not fixed)
        self._dress()

    def set_theme(self, theme: Theme) -> None:
        """Draws its sign in another theme."""
        self._theme = theme
        self._dress()

    def _dress(self) -> None:
        if self._theme is not None:
            name, role = ("pin", "selection") if self._pinned else ("target", "muted")
            self.setIcon(icon(name, self._theme, role, 12))

    def _fill(self) -> None:
        menu = self.choices_menu
        menu.clear()
        group = QActionGroup(menu)
        follow = QAction("What is selected", group)
        follow.setCheckable(True)
        follow.setChecked(not self._pinned)
        follow.triggered.connect(lambda: self.chosen.emit(None))
        menu.addAction(follow)
        menu.addSeparator()
        menu.addAction(menu_heading("Always", menu))
        for target, title in self._choices:
            action = QAction(for_action(title), group)
            action.setCheckable(True)
            action.setChecked(self._pinned and target == self._target)
            action.triggered.connect(lambda _on=False, target=target: self.chosen.emit(target))
            menu.addAction(action)
