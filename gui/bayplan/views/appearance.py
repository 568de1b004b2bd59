"""Which theme the program wears: the person's choice, or what the desktop says, as it changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from bayplan.layout.theme import Theme, load_theme
from bayplan.settings import Settings
from bayplan.views.style import dress


class Appearance(QObject):
    """Dresses the application and says so.

    Attributes:
        theme: what is worn now.

    Signals:
        changed(Theme): another theme is worn from now on.
    """

    changed = Signal(object)

    def __init__(self, application: QApplication, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application = application
        self._settings = settings
        self._hints = application.styleHints()
        self.theme: Theme = load_theme(self._wanted())
        # Fusion looks the same everywhere and leaves the painting to the style sheet.
        application.setStyle("fusion")
        dress(application, self.theme)
        self._hints.colorSchemeChanged.connect(self._follow)

    @property
    def choice(self) -> str:
        """What the person chose, one of settings.THEME_CHOICES."""
        return self._settings.theme

    def choose(self, choice: str) -> None:
        """Wears "dark", "light", or what the desktop says ("desktop"), now and at the next start."""
        self._settings.theme = choice
        self._follow()

    def _wanted(self) -> str:
        if self._settings.theme != "desktop":
            return self._settings.theme
        return "light" if self._hints.colorScheme() == Qt.ColorScheme.Light else "dark"

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted != self.theme.name:
            self.theme = load_theme(wanted)
            dress(self._application, self.theme)
            self.changed.emit(self.theme)
