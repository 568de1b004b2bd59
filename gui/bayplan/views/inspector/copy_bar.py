"""The foot of the inspector: the thing as commands and its raw JSON, in a drawer that opens upwards."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QTabBar, QToolButton, QVBoxLayout, QWidget

from bayplan.domain.copy_forms import CopyForm, CopySubject, copy_forms
from bayplan.domain.inventory import Inventory
from bayplan.layout.theme import Theme
from bayplan.views.inspector.row_layout import MARGIN
from bayplan.views.inspector.text_drawer import TextDrawer

_NOTICE_MS = 2000
_ANY_HEIGHT = 16_777_215  # Qt's QWIDGETSIZE_MAX


class CopyBar(QWidget):
    """Two buttons, "Copy as" and "Raw JSON", and the drawer that one of them opens.

    Signals:
        forms_wanted(): the drawer with the commands was opened: ``set_subjects`` is awaited.
        json_wanted(): the drawer with the raw JSON was opened: ``set_json`` is awaited.
        toggled(open): a drawer was opened or closed.
        copied(text): a text was put on the clipboard.
    """

    forms_wanted = Signal()
    json_wanted = Signal()
    toggled = Signal(bool)
    copied = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspectorFoot")
        self._inventory: Inventory | None = None
        self._subjects: tuple[CopySubject, ...] = ()
        self._json = ""
        self._as_button = self._toggle("Copy as", "The mount or the container as a command or Compose YAML")
        self._json_button = self._toggle("Raw JSON", "What the engine itself says, secrets masked")
        self._as_button.clicked.connect(lambda on: self._open(self._as_button if on else None))
        self._json_button.clicked.connect(lambda on: self._open(self._json_button if on else None))
        self._notice = QLabel()
        self._notice.setObjectName("muted")
        self._notice.setTextFormat(Qt.TextFormat.PlainText)
        self._notice_timer = QTimer(self)
        self._notice_timer.setSingleShot(True)
        self._notice_timer.setInterval(_NOTICE_MS)
        self._notice_timer.timeout.connect(self._notice.clear)
        self._subject = QComboBox()
        self._subject.setAccessibleName("Which mount to copy")
        self._subject.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._subject.setMinimumContentsLength(12)
        self._subject.currentIndexChanged.connect(lambda _row: self._show())
        self._forms = QTabBar()
        self._forms.setAccessibleName("Copy as")
        self._forms.setDrawBase(False)
        self._forms.setExpanding(False)
        self._forms.setUsesScrollButtons(True)
        self._forms.currentChanged.connect(lambda _tab: self._show())
        self._drawer = TextDrawer(theme)
        self._drawer.copied.connect(self.copied)
        self._drawer.closed.connect(self._close)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addWidget(self._as_button)
        buttons.addWidget(self._json_button)
        buttons.addStretch(1)
        buttons.addWidget(self._notice)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(MARGIN, 6, MARGIN, 10)
        rows.setSpacing(6)
        rows.addLayout(buttons)
        rows.addWidget(self._subject)
        rows.addWidget(self._forms)
        rows.addWidget(self._drawer, 1)
        self._open(None)

    @property
    def is_open(self) -> bool:
        """Whether a drawer is open."""
        return self._drawer.isVisibleTo(self)

    @property
    def shows_json(self) -> bool:
        """Whether the drawer with the raw JSON is open."""
        return self.is_open and self._json_button.isChecked()

    def offer(self, *, forms: bool, raw_json: bool) -> None:
        """Says what the thing shown has; a drawer that has nothing to show any more closes."""
        self._as_button.setEnabled(forms)
        self._json_button.setEnabled(raw_json)
        if (self._as_button.isChecked() and not forms) or (self._json_button.isChecked() and not raw_json):
            self._open(None)

    def set_subjects(self, inventory: Inventory, subjects: tuple[CopySubject, ...]) -> None:
        """What to copy; the subject and the form that were chosen stay chosen where they exist."""
        self._inventory = inventory
        if subjects != self._subjects:
            self._subjects = subjects
            labels = [subject.label for subject in subjects]
            with QSignalBlocker(self._subject):
                chosen = self._subject.currentText()
                self._subject.clear()
                self._subject.addItems(labels)
                self._subject.setCurrentIndex(labels.index(chosen) if chosen in labels else 0)
        self._show()

    def set_json(self, text: str) -> None:
        """The raw JSON, masked; "" while it is being read."""
        self._json = text
        self._show()

    def note(self, text: str) -> None:
        """Says something for two seconds."""
        self._notice.setText(text)
        self._notice_timer.start()

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        self._drawer.set_theme(theme)

    def _toggle(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(f"▸ {text}")
        button.setCheckable(True)
        button.setProperty("quiet", True)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        return button

    def _open(self, wanted: QToolButton | None) -> None:
        for button in (self._as_button, self._json_button):
            button.setChecked(button is wanted)
            button.setText(f"{'▾' if button is wanted else '▸'} {button.accessibleName()}")
        is_open = wanted is not None
        self._drawer.setVisible(is_open)
        self._show()
        self.setMaximumHeight(_ANY_HEIGHT if is_open else self.sizeHint().height())
        self.toggled.emit(is_open)
        if wanted is self._json_button:
            self.json_wanted.emit()
        elif is_open:
            self.forms_wanted.emit()

    def _close(self) -> None:
        button = self._json_button if self._json_button.isChecked() else self._as_button
        self._open(None)
        button.setFocus()

    def _show(self) -> None:
        copying = self._as_button.isChecked()
        self._forms.setVisible(copying)
        self._subject.setVisible(copying and len(self._subjects) > 1)
        if self._json_button.isChecked():
            note = "" if self._json else "Being read from the engine…"
            self._drawer.show_text(self._json, note, searchable=True)
        elif copying and self._subjects and self._inventory is not None:
            forms = copy_forms(self._inventory, self._subjects[self._subject.currentIndex()])
            self._offer_forms(forms)
            snippet = forms[self._forms.currentIndex()].snippet
            self._drawer.show_text(snippet.text, snippet.note)

    def _offer_forms(self, forms: tuple[CopyForm, ...]) -> None:
        names = [form.name for form in forms]
        if names == [self._forms.tabText(tab) for tab in range(self._forms.count())]:
            return
        with QSignalBlocker(self._forms):
            while self._forms.count():
                self._forms.removeTab(0)
            for name in names:
                self._forms.addTab(name)
