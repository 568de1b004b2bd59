"""Shows exactly what would go and what that means for the data, asks, and shows what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from bayplan.domain.inspection import Inspection, Section
from bayplan.domain.outcome import Fate
from bayplan.domain.safe_removal import RemovalReport, SafeRemoval
from bayplan.domain.safe_removal.sections import MORE, removal_sections, report_sections
from bayplan.layout.theme import Theme
from bayplan.views.dialogs.command_box import CommandBox
from bayplan.views.dialogs.task_dialog import TaskDialog, set_tone
from bayplan.views.dialogs.way_out_bar import WayOutBar, WayOutChoice
from bayplan.views.inspector.inspection_view import InspectionView
from bayplan.views.plain_text import PlainLabel

_WIDTH = 680
#: Heights in pixels, about: of a row and a section's title; the list's own, at least and at most.
_ROW, _SECTION = 42, 38
_LEAST_LIST, _MOST_LIST = 120, 360
#: Rows of a section that are shown until all are asked for: some 2 ms each.
_MOST_ROWS = 100


class SafeRemovalDialog(TaskDialog):
    """Asks before a person's own things are removed.

    Attributes:
        plan: what is shown and would be removed. listing: the list of it. confirmation: where a name must be typed.
        commands: the docker commands. ways_out: offers to keep what would be lost.

    Signals:
        remove_requested(): the person agreed; answer with :meth:`show_progress`, then :meth:`show_report` or
            :meth:`show_error`.
        way_out_requested(str, WayOut): what is in the store with this id is to be kept.
    """

    remove_requested = Signal()
    way_out_requested = Signal(str, object)

    def __init__(
        self, plan: SafeRemoval, theme: Theme, choices: Sequence[WayOutChoice] = (), parent: QWidget | None = None
    ) -> None:
        """``choices`` are the stores of which data would be lost and can be kept."""
        super().__init__(plan.title, "Remove", parent, danger=True)
        self.plan = plan
        self.setObjectName("safeRemovalDialog")
        self.sentence = PlainLabel(f"{plan.sentence[:1].upper()}{plan.sentence[1:]}.", "outcome")
        self.sentence.setWordWrap(True)
        self.listing = InspectionView(theme)
        self.listing.setAccessibleName("What goes, and what becomes of the data")
        loose = " (it takes whatever it finds then; Bayplan removes exactly this list)" if plan.loose else ""
        self.commands = CommandBox(f"The same by hand{loose}")
        self.ways_out = WayOutBar(choices)
        self.confirmation = QLineEdit()
        self._build()
        sections = removal_sections(plan, _MOST_ROWS)
        self._fit(sections)
        # Only now, in the width that it will have: each other width means to break all texts anew.
        self._list(sections)
        loses = any(line.fate is Fate.LOST and not line.quiet for line in plan.lines)
        set_tone(self.sentence, "danger" if loses else "")
        self.update_buttons()
        self.close_button.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Paints in another theme."""
        self.listing.set_theme(theme)

    def show_report(self, report: RemovalReport) -> None:
        """Shows what came of it, thing by thing."""
        self.finish("", "")
        self.sentence.setText(report.sentence())
        set_tone(self.sentence, "ok" if report.complete else "warning")
        self.listing.show_inspection(Inspection(thing="report", title="Report", sections=report_sections(report)))

    def can_act(self) -> bool:
        """Whether there is anything to remove, and what must be typed has been."""
        return bool(self.plan) and self.confirmation.text().strip() == self.plan.phrase

    def _build(self) -> None:
        self.column.insertWidget(1, self.sentence)
        self.column.insertWidget(2, self.listing, 1)
        self.act_button.setVisible(bool(self.plan))
        self.act_button.clicked.connect(self.remove_requested)
        self.close_button.setText("Cancel" if self.plan else "Close")
        self.ways_out.chosen.connect(self.way_out_requested)
        self.listing.followed.connect(self._follow)
        self.body_column.addWidget(self.ways_out)
        for note in self.plan.notes:
            label = PlainLabel(note, "mutedText")
            label.setWordWrap(True)
            self.body_column.addWidget(label)
        self.commands.show_commands(self.plan.commands)
        self.body_column.addWidget(self.commands)
        if self.plan.phrase:
            label = PlainLabel(f"Data of a named volume would be lost. To confirm, type: {self.plan.phrase}")
            label.setWordWrap(True)
            label.setBuddy(self.confirmation)
            self.confirmation.setAccessibleName(f"Type {self.plan.phrase} to confirm")
            self.confirmation.setPlaceholderText(self.plan.phrase)
            self.confirmation.textChanged.connect(self.update_buttons)
            self.body_column.addWidget(label)
            self.body_column.addWidget(self.confirmation)

    def _list(self, sections: Sequence[Section]) -> None:
        long = any(len(section.rows) > _MOST_ROWS for section in sections)
        if long:
            self.listing.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.listing.show_inspection(Inspection(thing="removal", title=self.plan.title, sections=tuple(sections)))

    def _follow(self, thing: str) -> None:
        if thing == MORE:
            self._list(removal_sections(self.plan))
        else:
            self.ways_out.choose_store(thing)

    def _fit(self, sections: Sequence[Section]) -> None:
        """Makes the list as high as what it shows at first, within reason."""
        rows = sum(len(section.rows) for section in sections if not section.folded)
        wanted = min(_MOST_LIST, rows * _ROW + len(sections) * _SECTION)
        self.listing.setMinimumHeight(min(wanted, _LEAST_LIST))
        self.resize(_WIDTH, self.sizeHint().height() - self.listing.sizeHint().height() + wanted)
        self.column.activate()
