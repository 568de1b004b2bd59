"""Joins the experiment lab to the window: the page that asks and shows, and whoever else wants something proven."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from bayplan.domain.event import Event
from bayplan.domain.experiment import ExperimentResult, LabStep, Proof
from bayplan.domain.inventory import Inventory, InventoryDiff
from bayplan.domain.model import Engine
from bayplan.domain.proof_markdown import proof_markdown
from bayplan.domain.proof_rows import differing
from bayplan.domain.proof_text import proof_summary, proof_to_json
from bayplan.layout.theme import Theme
from bayplan.parts import Parts
from bayplan.views.bottom_panel import EXPERIMENTS

if TYPE_CHECKING:
    from bayplan.views.lab.experiments_page import ExperimentsPage

#: The share of the window's height that the page takes when it is opened.
_SHARE = 0.44
#: Of a low window's height so much is left to everything else, in pixels.
_LEFT = 330


class LabWiring(QObject):
    """The lab, joined."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._parts = parts
        self._page: ExperimentsPage | None = None
        parts.experiments.failed.connect(parts.show_error)
        parts.bottom.experiments_wanted.connect(self.open)
        parts.window.top_bar.experiments_requested.connect(self.open)
        parts.window.commands.provide("experiments", self.open)

    @property
    def page(self) -> ExperimentsPage:
        """The page; it is made when it is first wanted."""
        if self._page is None:
            # Imported when it is first used: few look at it at the start.
            from bayplan.views.lab.experiments_page import ExperimentsPage  # noqa: PLC0415

            self._page = ExperimentsPage()
            self._join(self._page)
        return self._page

    def _join(self, page: ExperimentsPage) -> None:
        parts, lab = self._parts, self._parts.experiments
        page.run_requested.connect(self._run)
        page.stop_requested.connect(lab.stop)
        page.export_requested.connect(self._export)
        lab.changed.connect(self._show)
        lab.stepped.connect(self._show_step)
        lab.preparing.connect(page.show_status)
        lab.result_came.connect(self._show_result)
        lab.ended.connect(self._show_end)
        page.set_theme(parts.appearance.theme)
        parts.bottom.put_experiments(page)
        self._show_engine(page)
        self._show()

    @property
    def at_work(self) -> bool:
        """Whether experiments are going on."""
        return self._parts.experiments.running

    def open(self) -> None:
        """Brings the page into view, with room for a table."""
        window, bottom = self._parts.window, self._parts.bottom
        dock = window.bottom_dock
        dock.show()
        dock.raise_()
        bottom.setCurrentIndex(EXPERIMENTS)
        wanted = min(round(window.height() * _SHARE), window.height() - _LEFT)
        if dock.height() < wanted and not dock.isFloating():
            window.resizeDocks([dock], [wanted], Qt.Orientation.Vertical)
        self.page.choice.list.setFocus()

    def prove(self, event: Event) -> None:
        """Tries one event for real, on a container of the lab's own; at once if nothing needs to be asked first."""
        self.open()
        if self.at_work:
            return
        self.page.choose({event})
        if self.page.run.isEnabled() and not self.page.image.missing:
            self.page.run.click()

    def set_inventory(self, _inventory: Inventory, _difference: InventoryDiff) -> None:
        """What is on the engine is another now."""
        if self._page is not None:
            self._show_engine(self._page)

    def forget(self) -> None:
        """Another engine is shown from now on; what is going on is stopped, and removes what it made."""
        self._parts.experiments.forget()
        if self._page is not None:
            self._page.forget()

    def wear(self, theme: Theme) -> None:
        """Takes over the theme's colours."""
        if self._page is not None:
            self._page.set_theme(theme)

    def _show_engine(self, page: ExperimentsPage) -> None:
        inventory, can_act = self._parts.engine.inventory, self._parts.engine.can_act
        if inventory is not None:
            page.set_inventory(inventory, _why_not(inventory.engine, can_act=can_act))

    def _run(self, image: str, pull: bool) -> None:
        source = self._parts.engine.source
        if source is None or source.open_client is None:
            return
        self.page.begin()
        self.page.show_status("Getting ready…")
        self._parts.experiments.start(source.open_client, self.page.choice.chosen(), image, pull=pull)

    def _show(self) -> None:
        lab = self._parts.experiments
        self.page.show_running(running=lab.running, stopping=lab.stopping)
        if lab.stopping:
            self.page.show_status("Stopping, and removing what was made…")

    def _show_step(self, step: LabStep) -> None:
        lab = self._parts.experiments
        if lab.running and not lab.stopping:
            self.page.show_step(step, len(lab.results) + 1, len(lab.chosen))

    def _show_result(self, result: ExperimentResult) -> None:
        self.page.add_result(result)
        self.page.show_progress(len(self._parts.experiments.results), len(self._parts.experiments.chosen))
        wrong = differing(self._parts.experiments.results)
        self._parts.bottom.mark_experiments(wrong)

    def _show_end(self) -> None:
        proof = self._parts.experiments.proof
        if proof is None:
            self.page.show_status("")
            return
        stopped = len(proof.results) < len(self._parts.experiments.chosen)
        text = f"{'Stopped. ' if stopped else ''}{proof_summary(proof)}"
        self.page.show_status(text, "danger" if not proof.same else "ok" if proof.results else "muted")

    def _export(self, what: str) -> None:
        proof = self._parts.experiments.proof
        if proof is None:
            return
        if what == "copy":
            QApplication.clipboard().setText(proof_markdown(proof))
            self._parts.window.status.show_event("copied")
            return
        # Imported when it is first used: few starts of the program write a file.
        from bayplan.views.exporting import Exporter  # noqa: PLC0415

        parts = self._parts
        exporter = Exporter(parts.window, parts.runner, parts.window.status.show_event, parts.show_error)
        name, kinds, text = {
            "markdown": ("bayplan-proof.md", "Markdown (*.md)", proof_markdown),
            "json": ("bayplan-proof.json", "JSON (*.json)", _as_json),
        }[what]
        exporter.export_text("Save what was observed", name, kinds, text(proof))


def _as_json(proof: Proof) -> str:
    return json.dumps(proof_to_json(proof), indent=2, ensure_ascii=False) + "\n"


def _why_not(engine: Engine, *, can_act: bool) -> str:
    """Why nothing can be tried on an engine, "" when it can."""
    if not can_act:
        return "A snapshot holds still: nothing can be tried on it."
    if engine.os_type != "linux":
        return f"The experiments need Linux containers, and {engine.name} runs Windows containers."
    return ""
