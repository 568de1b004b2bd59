"""The colours of a theme as Qt colours, made once."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QColor

from bayplan.layout.theme import Theme, load_theme


class ThemeColours:
    """A theme's colours by role, as QColor.

    Attributes:
        theme: the theme they come from.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._cache: dict[str, QColor] = {}

    def colour(self, role: str) -> QColor:
        """The colour of a role, see ``Theme.colour``. Raises KeyError for a role no theme has."""
        found = self._cache.get(role)
        if found is None:
            found = self._cache[role] = QColor(self.theme.colour(role))
        return found

    def kind(self, kind: str) -> QColor:
        """The colour of a store kind; that of "unused" for a kind that no theme knows."""
        return self.colour(f"kind-{kind}" if kind in self.theme.kinds else "kind-unused")

    def blend(self, colour: QColor, over: QColor, share: float) -> QColor:
        """``colour`` laid over ``over`` with an opacity of ``share`` (0 to 1), as an opaque colour.

        Opaque, because Qt draws thousands of opaque lines some twenty times as fast as translucent ones.
        """
        rest = 1.0 - share
        return QColor.fromRgbF(
            colour.redF() * share + over.redF() * rest,
            colour.greenF() * share + over.greenF() * rest,
            colour.blueF() * share + over.blueF() * rest,
        )


@cache
def theme_colours(name: str) -> ThemeColours:
    """The colours of the theme called ``name`` ("dark" or "light")."""
    return ThemeColours(load_theme(name))
