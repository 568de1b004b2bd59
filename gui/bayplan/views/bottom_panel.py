"""The panel below the diagram: findings, activity, test mounts, experiments."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from bayplan.domain import ids
from bayplan.domain.activity import Activity
from bayplan.domain.formatting import count_text
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import CREATED_LABEL, Container, Finding
from bayplan.domain.test_mount import TEST_MOUNT
from bayplan.layout.theme import Theme
from bayplan.views.journal import Line
from bayplan.views.line_table import LineTable

FINDINGS, ACTIVITY, TEST_MOUNTS, EXPERIMENTS = range(4)
_NOTHING_READ = "Nothing has been read yet."
_SEVERITY_ROLE = {"high": "danger", "medium": "warning", "low": "muted"}


class BottomPanel(QTabWidget):
    """The panel's four tabs.

    Attributes:
        findings, activity, tests: the pages of three of them.

    Signals:
        thing_chosen(str): go to this thing. context_menu_requested(list, QPoint): its menu, at this point (global).
        experiments_wanted(): the fourth tab is in front, and its page is still to be made.
    """

    thing_chosen = Signal(str)
    context_menu_requested = Signal(list, QPoint)
    experiments_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabBar().setDrawBase(False)
        self.findings = LineTable("Findings", ("", "Finding", "Where", "What to do"), (1, 2, 3), _NOTHING_READ)
        self.activity = LineTable("Activity", ("When", "What"), (1,), "Nothing has happened since this window looks.")
        self.tests = LineTable(
            "Test mounts",
            ("Container", "Mounts", "State"),
            (1,),
            "There are no test mounts. Ctrl+N makes one: a mount in a container of its own, tried and easily removed.",
        )
        self.findings.set_widths({0: 110})
        self.activity.set_widths({0: 84})
        self.tests.set_widths({0: 260, 2: 180})
        for page, title in ((self.findings, "Findings"), (self.activity, "Activity"), (self.tests, "Test mounts")):
            self.addTab(page, title)
            page.thing_chosen.connect(self.thing_chosen)
            page.context_menu_requested.connect(self.context_menu_requested)
        self._experiments = QVBoxLayout()
        self._experiments.setContentsMargins(0, 0, 0, 0)
        room = QWidget()
        room.setLayout(self._experiments)
        self.addTab(room, "Experiments")
        self.currentChanged.connect(self._want_experiments)
        self.tabBar().setAccessibleName("Findings, activity, test mounts, experiments")

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        for page in (self.findings, self.activity, self.tests):
            page.set_theme(theme)

    def set_inventory(self, inventory: Inventory) -> None:
        """Shows the findings and the test mounts of an inventory."""
        self.findings.set_empty_words("There is nothing to object to in the mounts of this engine.")
        self.findings.lines.show_lines([finding_line(finding) for finding in inventory.findings])
        tests = [c for c in inventory.containers.values() if c.labels.get(CREATED_LABEL) == TEST_MOUNT]
        self.tests.lines.show_lines([test_line(container) for container in tests])
        self._count(FINDINGS, "Findings", len(inventory.findings))
        self._count(TEST_MOUNTS, "Test mounts", len(tests))

    def add_activity(self, activity: Activity) -> None:
        """Adds an event to the journal."""
        self.activity.lines.put_first(activity_line(activity))

    def put_experiments(self, page: QWidget) -> None:
        """Puts the fourth tab's page in, once."""
        self._experiments.addWidget(page)

    def mark_experiments(self, differing: int) -> None:
        """Says on the tab how many stores did otherwise than predicted."""
        self.setTabText(EXPERIMENTS, f"Experiments  ≠ {differing}" if differing else "Experiments")

    def forget(self) -> None:
        """Empties all of it, as when another engine is shown."""
        for page in (self.findings, self.activity, self.tests):
            page.lines.clear()
        self.findings.set_empty_words(_NOTHING_READ)
        self._count(FINDINGS, "Findings", 0)
        self._count(TEST_MOUNTS, "Test mounts", 0)
        self.mark_experiments(0)

    def _want_experiments(self, tab: int) -> None:
        if tab == EXPERIMENTS and not self._experiments.count():
            self.experiments_wanted.emit()

    def _count(self, tab: int, title: str, number: int) -> None:
        self.setTabText(tab, f"{title}  {number}" if number else title)
        self.tabBar().setTabToolTip(tab, count_text(number, title.lower().rstrip("s")))


def finding_line(finding: Finding) -> Line:
    """A finding as a line: how bad, what, where, what to do."""
    role = _SEVERITY_ROLE[finding.severity]
    return Line(
        cells=(f"●  {finding.severity}", finding.explanation, finding.place, finding.remedy),
        roles=(role, "text", "muted", "selection"),
        thing=finding.thing,
        more=f"{finding.explanation}\n{finding.place}\n{finding.remedy}",
    )


def activity_line(activity: Activity) -> Line:
    """An event as a line: when (local time), what."""
    when = activity.at.astimezone().strftime("%H:%M:%S")
    return Line(
        cells=(when, activity.sentence), roles=("muted", "test" if activity.own else "text"), thing=activity.subject
    )


def test_line(container: Container) -> Line:
    """A test container as a line: its name, what it mounts, how it is."""
    mounts = ", ".join(f"{m.kind.value} {m.source or '(memory)'} → {m.destination}" for m in container.mounts)
    return Line(
        cells=(container.name, mounts, container.status or container.state),
        roles=("test", "text", "muted"),
        thing=ids.container_thing(container.id),
    )
