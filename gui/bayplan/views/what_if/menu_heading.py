"""A heading between the entries of a menu: Qt's own sections show no words in most styles."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QWidgetAction

from bayplan.views.plain_text import PlainLabel


def menu_heading(title: str, menu: QMenu) -> QWidgetAction:
    """An entry that only says what the following ones have in common."""
    action = QWidgetAction(menu)
    action.setText(title)
    action.setEnabled(False)
    action.setDefaultWidget(PlainLabel(title, "menuHeading"))
    return action
