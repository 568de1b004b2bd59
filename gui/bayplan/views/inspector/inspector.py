"""The inspector: everything about the state of what is selected, or of the engine when nothing is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from bayplan.domain import ids
from bayplan.domain.copy_forms import can_be_copied, copy_subjects
from bayplan.domain.event_commands import event_commands
from bayplan.domain.inspect_thing import inspect_thing, inspect_things
from bayplan.domain.inspect_what_if import IF_ROW, SURVIVAL_ROW, with_what_if
from bayplan.domain.inspection import Inspection, Section, Tone, sentence
from bayplan.domain.inventory import Inventory, InventoryDiff
from bayplan.domain.outcome import NO_FACTS, HostFacts
from bayplan.domain.outcome_brief import outcome_brief
from bayplan.domain.what_if_answer import Answer
from bayplan.layout.theme import Theme, load_theme
from bayplan.views.context_menus import MenuItem
from bayplan.views.inspector.copy_bar import CopyBar
from bayplan.views.inspector.header import Header
from bayplan.views.inspector.if_panel import IfPanel
from bayplan.views.inspector.inspection_view import InspectionView
from bayplan.views.inspector.survival_panel import SurvivalPanel
from bayplan.views.selection import Selection

#: Ages ("3 minutes ago") are told anew this often, while the panel can be seen.
_AGES_EVERY_MS = 60_000

#: How much of the panel the drawer takes when it is opened for the first time.
_DRAWER_SHARE = 0.45


class Inspector(QWidget):
    """Shows the current thing of a selection, in place: scroll and folds stay when the inventory changes.

    Attributes:
        offers: gives what can be done about an answer, as far as it concerns a thing.

    Signals:
        raw_json_requested(thing): its JSON is wanted; answer with ``set_raw_json``.
        event_asked(Event | None, Target): what the event would do is to be asked; None: no longer.
        list_requested(): all that the event would do is wanted.
        action_requested(str, tuple): something is to be done about it: the action and the arguments of a MenuItem.
        copied(text): something was put on the clipboard.
    """

    raw_json_requested = Signal(str)
    event_asked = Signal(object, object)
    list_requested = Signal()
    action_requested = Signal(str, tuple)
    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName("Inspector")
        theme = load_theme("dark")
        self._inventory: Inventory | None = None
        self._selection: Selection | None = None
        self._measuring = False
        self._shown: Inspection | None = None
        self._waiting = False
        self._drawer_share = _DRAWER_SHARE
        self._header = Header(theme)
        self._rows = InspectionView(theme)
        self._survival = SurvivalPanel(theme)
        self._if = IfPanel(theme)
        self._given: Answer | None = None
        self._facts = NO_FACTS
        self.offers: Callable[[Answer, str], Sequence[MenuItem]] = lambda _answer, _thing: ()
        self._foot = CopyBar(theme)
        self._rows.embed(SURVIVAL_ROW, self._survival)
        self._rows.embed(IF_ROW, self._if)
        self._survival.asked.connect(self.event_asked)
        self._if.list_requested.connect(self.list_requested)
        self._if.action_requested.connect(self.action_requested)
        self._header.back_requested.connect(self._go_back)
        self._rows.followed.connect(self._follow)
        self._foot.json_wanted.connect(self._request_json)
        self._foot.forms_wanted.connect(self._fill_drawer)
        self._foot.toggled.connect(self._make_room)
        for part in (self._header, self._rows, self._if, self._foot):
            part.copied.connect(self._say_copied)
        self._parts = QSplitter(Qt.Orientation.Vertical)
        self._parts.setChildrenCollapsible(False)
        self._parts.addWidget(self._rows)
        self._parts.addWidget(self._foot)
        self._parts.setStretchFactor(0, 1)
        self._parts.setStretchFactor(1, 0)
        self._parts.splitterMoved.connect(lambda _place, _handle: self._remember_share())
        before: QWidget = self._rows
        for stop in (*self._survival.stops(), *self._if.stops()):
            QWidget.setTabOrder(before, stop)
            before = stop
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._header)
        rows.addWidget(self._parts, 1)
        self._ages = QTimer(self)
        self._ages.setInterval(_AGES_EVERY_MS)
        self._ages.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._ages.timeout.connect(self._refresh)
        self.setFocusProxy(self._rows)

    def set_selection(self, selection: Selection) -> None:
        """Follows a selection from now on."""
        self._selection = selection
        selection.changed.connect(self._refresh)
        self._refresh()

    def set_inventory(self, inventory: Inventory, diff: InventoryDiff) -> None:
        """Shows the selected thing as it is in ``inventory``; raw JSON is asked for again when the thing changed."""
        self._inventory = inventory
        self._refresh()
        prefix, rest = ids.split_thing(self._thing())
        changes = {"container": diff.containers, "image": diff.images, "volume": diff.volumes}.get(prefix)
        if self._foot.shows_json and changes is not None and rest in changes.changed:
            self.raw_json_requested.emit(self._thing())

    def set_sizes_pending(self, pending: bool) -> None:
        """Says whether sizes are being measured just now."""
        self._measuring = pending
        self._refresh()

    def set_answer(self, answer: Answer | None, facts: HostFacts) -> None:
        """Shows what an event would do to the thing; None: no event is asked about. ``facts``: of the host."""
        self._given, self._facts = answer, facts
        self._refresh()

    def set_raw_json(self, thing: str, text: str) -> None:
        """The engine's JSON of a thing, secrets masked already; ignored when another thing is shown meanwhile."""
        if thing == self._thing():
            self._foot.set_json(text)

    def set_theme(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        for part in (self._header, self._rows, self._survival, self._if, self._foot):
            part.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        """Catches up with what changed while nobody could see it."""
        super().showEvent(event)
        self._ages.start()
        if self._waiting:
            self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rests while nobody can see it."""
        super().hideEvent(event)
        self._ages.stop()

    def _thing(self) -> str:
        return self._shown.thing if self._shown else ""

    def _refresh(self) -> None:
        if self._inventory is None:
            return
        self._waiting = not self.isVisible()
        if self._waiting:
            return
        before = self._thing()
        outcome = self._given.outcome if self._given else None
        inspection = with_what_if(self._inspect(self._inventory), self._inventory, outcome)
        self._shown = inspection
        self._answer(self._inventory, inspection.thing)
        can_go_back = self._selection is not None and self._selection.can_go_back
        self._header.show_inspection(inspection, can_go_back=can_go_back)
        self._rows.show_inspection(inspection)
        forms = can_be_copied(self._inventory, inspection.thing)
        self._foot.offer(forms=forms, raw_json=inspection.has_raw_json)
        if inspection.thing != before:
            self._foot.set_json("")
            if self._foot.shows_json:
                self._request_json()
        self._fill_drawer()

    def _inspect(self, inventory: Inventory) -> Inspection:
        now = datetime.now(tz=UTC).astimezone()
        things = self._selection.things if self._selection else frozenset()
        if len(things) > 1:
            return inspect_things(inventory, things, now, measuring=self._measuring)
        thing = self._selection.current if self._selection else ""
        found = inspect_thing(inventory, thing, now, measuring=self._measuring)
        return found or self._gone(thing)

    def _answer(self, inventory: Inventory, thing: str) -> None:
        """Fills what is embedded in the rows, before these are laid out."""
        self._survival.set_subject(inventory, thing, self._facts)
        given = self._given
        self._survival.ask(given.outcome.event if given else None)
        if given is not None:
            commands = event_commands(inventory, given.outcome.event, given.outcome.of)
            self._if.show_outcome(outcome_brief(given, thing), commands, self.offers(given, thing))

    def _gone(self, thing: str) -> Inspection:
        """What is said of a thing that was shown and has vanished since."""
        known = self._shown is not None and self._shown.thing == thing
        title = self._shown.title if known and self._shown else ids.split_thing(thing)[1]
        gone = Section(key="gone", title="Gone", rows=(sentence("The engine does not have it any more."),))
        return Inspection(thing=thing, title=title, pill="gone", pill_tone=Tone.WARNING, sections=(gone,))

    def _fill_drawer(self) -> None:
        if self._inventory is not None and self._foot.is_open and not self._foot.shows_json:
            self._foot.set_subjects(self._inventory, copy_subjects(self._inventory, self._thing()))

    def _request_json(self) -> None:
        self.raw_json_requested.emit(self._thing())

    def _make_room(self, is_open: bool) -> None:
        """Opens the drawer to the height that it had before, or to a good one."""
        whole = sum(self._parts.sizes())
        if is_open and whole:
            drawer = round(whole * self._drawer_share)
            self._parts.setSizes([whole - drawer, drawer])

    def _remember_share(self) -> None:
        rows, drawer = self._parts.sizes()
        if self._foot.is_open and rows + drawer > 0:
            self._drawer_share = drawer / (rows + drawer)

    def _follow(self, thing: str) -> None:
        if self._selection is not None:
            self._selection.select(thing)

    def _go_back(self) -> None:
        if self._selection is not None:
            self._selection.back()

    def _say_copied(self, text: str) -> None:
        self._foot.note("Copied")
        self.copied.emit(text)
