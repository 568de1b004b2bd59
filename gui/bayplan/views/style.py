"""Dresses the application: qdarkstyle as the base in this theme's colours, and the design's own look on top."""

from __future__ import annotations

import re
from pathlib import Path

import qdarkstyle  # type: ignore[import-untyped]  # it has no type hints
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from bayplan.layout.theme import Theme
from bayplan.resources import resource

#: Which of our roles stands in for each colour of qdarkstyle's palettes, so that what we do not style ourselves
#: (dialogs, message boxes, file choosers, calendars) still has the window's colours.
_ROLE_OF_BASE_COLOUR = {
    "COLOR_BACKGROUND_1": "panel",
    "COLOR_BACKGROUND_2": "panel-raised",
    "COLOR_BACKGROUND_3": "panel-sunken",
    "COLOR_BACKGROUND_4": "border",
    "COLOR_BACKGROUND_5": "border-strong",
    "COLOR_BACKGROUND_6": "border-strong",
    "COLOR_TEXT_1": "text",
    "COLOR_TEXT_2": "text",
    "COLOR_TEXT_3": "muted",
    "COLOR_TEXT_4": "muted",
    "COLOR_DISABLED": "faint",
    "COLOR_ACCENT_1": "selection-fill",
    "COLOR_ACCENT_2": "selection-fill",
    "COLOR_ACCENT_3": "accent",
    "COLOR_ACCENT_4": "selection",
    "COLOR_ACCENT_5": "selection",
}
_PALETTE_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "panel",
    QPalette.ColorRole.AlternateBase: "panel-raised",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Button: "panel-raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.ToolTipBase: "panel-raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Highlight: "selection-fill",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.Link: "selection",
    QPalette.ColorRole.LinkVisited: "selection",
}
#: The widgets for which qdarkstyle's rules are kept; all others are ours or never appear, and every rule that Qt has to
#: look through costs each new widget some time.
_BASE_WIDGETS = frozenset(
    {
        "*",
        "QWidget",
        "QAbstractItemView",
        "QAbstractSpinBox",
        "QCheckBox",
        "QComboBox",
        "QDialogButtonBox",
        "QGroupBox",
        "QHeaderView",
        "QListView",
        "QMenu",
        "QProgressBar",
        "QRadioButton",
        "QSpinBox",
        "QSplitter",
        "QTableView",
        "QToolTip",
        "QTreeView",
    }
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_WIDGET = re.compile(r"[*\w]+")
_TOKEN = re.compile(r"@([a-z][a-z0-9-]*)@")


def dress(application: QApplication, theme: Theme) -> None:
    """Gives every window of the application the colours and the style sheet of ``theme``."""
    application.setPalette(palette(theme))
    application.setStyleSheet(style_sheet(theme))


def palette(theme: Theme) -> QPalette:
    """The theme as a Qt palette, for what is painted without the style sheet."""
    made = QPalette()
    for role, name in _PALETTE_ROLES.items():
        made.setColor(role, QColor(theme.colour(name)))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.colour("faint")))
    return made


def style_sheet(theme: Theme) -> str:
    """The whole style sheet of a theme."""
    template = resource("styles", "window.qss").read_text(encoding="utf-8")
    return f"{_base(theme)}\n{fill(template, theme)}"


def fill(template: str, theme: Theme) -> str:
    """Replaces each ``@role@`` by the theme's colour; ``@icons@`` is the folder of icons. KeyError: no such role."""
    icons = resource("icons").as_posix()
    return _TOKEN.sub(lambda found: icons if found[1] == "icons" else theme.colour(found[1]), template)


def _base(theme: Theme) -> str:
    """qdarkstyle's style sheet in the colours of ``theme``.

    The file is read directly: ``qdarkstyle.load_stylesheet`` gives the same text, but imports qtpy and a compiled copy
    of all its pictures for it, which costs 60 ms and 16 MB at every start.
    """
    base_palette = qdarkstyle.DarkPalette if theme.name == "dark" else qdarkstyle.LightPalette
    folder = Path(qdarkstyle.PACKAGE_PATH) / base_palette.ID
    text = (folder / f"{base_palette.ID}style.qss").read_text(encoding="utf-8")
    ours = {getattr(base_palette, name).upper(): theme.colour(role) for name, role in _ROLE_OF_BASE_COLOUR.items()}
    text = _wanted_rules(text)
    text = re.sub(r"#[0-9A-Fa-f]{6}\b", lambda found: ours.get(found[0].upper(), found[0]), text)
    return text.replace(f":/qss_icons/{base_palette.ID}/rc/", f"{(folder / 'rc').as_posix()}/")


def _wanted_rules(text: str) -> str:
    """The rules of a style sheet that are for _BASE_WIDGETS alone."""
    kept = []
    for selectors, body in _RULE.findall(_COMMENT.sub("", text)):
        wanted = [selector.strip() for selector in selectors.split(",") if _is_wanted(selector.strip())]
        if wanted:
            kept.append(f"{', '.join(wanted)} {{{body}}}")
    return "\n".join(kept)


def _is_wanted(selector: str) -> bool:
    widget = _WIDGET.match(selector)
    return widget is not None and widget[0] in _BASE_WIDGETS and " " not in selector
