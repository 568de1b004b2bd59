"""Writes what the window shows into files: the diagram as a picture, everything known as a snapshot."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from bayplan.domain.inventory import Inventory
from bayplan.domain.snapshot import snapshot_to_json
from bayplan.errors import BayplanError
from bayplan.jobs.control import JobControl
from bayplan.jobs.runner import JobRunner
from bayplan.layout.shapes import Diagram
from bayplan.layout.svg import to_svg
from bayplan.layout.theme import Theme
from bayplan.views.diagram.export import render_image


class Exporter(QObject):
    """Asks where to, then writes as a job; ``written(text)`` and ``failed(error)`` are told what came of it."""

    def __init__(
        self,
        window: QWidget,
        runner: JobRunner,
        written: Callable[[str], None],
        failed: Callable[[BayplanError], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._runner = runner
        self._written = written
        self._failed = failed

    def export_svg(self, diagram: Diagram, theme: Theme) -> None:
        """The diagram as SVG."""
        self._ask("Export the diagram", "bayplan.svg", "SVG (*.svg)", lambda path: write_svg(path, diagram, theme))

    def export_png(self, diagram: Diagram, theme: Theme) -> None:
        """The diagram as PNG, two pixels to a unit."""
        self._ask("Export the diagram", "bayplan.png", "PNG (*.png)", lambda path: write_png(path, diagram, theme))

    def export_snapshot(self, inventory: Inventory) -> None:
        """All that is known, without secrets, as JSON."""
        self._ask(
            "Export a snapshot",
            "snapshot.bayplan.json",
            "Snapshot (*.json)",
            lambda path: write_snapshot(path, inventory),
        )

    def export_text(self, title: str, name: str, kinds: str, text: str) -> None:
        """Any text, under a ``name`` to begin with; ``kinds`` as QFileDialog has them."""
        self._ask(title, name, kinds, lambda path: write_text(path, text))

    def _ask(self, title: str, name: str, kinds: str, write: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._window, title, name, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.fileSelected.connect(lambda chosen: self.write(Path(chosen), write))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, path: Path, write: Callable[[Path], None]) -> None:
        """Runs ``write(path)`` as a job."""

        def work(_control: JobControl) -> None:
            try:
                write(path)
            except OSError as error:
                raise BayplanError(
                    f"{path.name} could not be written.",
                    why=f"{error.strerror or error}.",
                    what_next="Choose a folder that you may write to.",
                ) from error

        self._runner.run(
            f"Writing {path.name}",
            work,
            done=lambda _nothing: self._written(f"wrote {path}"),
            failed=self._failed,
            owner=self,
        )


def write_svg(path: Path, diagram: Diagram, theme: Theme) -> None:
    """Writes the diagram as SVG. Raises OSError."""
    path.write_text(to_svg(diagram, theme), encoding="utf-8")


def write_png(path: Path, diagram: Diagram, theme: Theme) -> None:
    """Writes the diagram as PNG. Raises OSError."""
    if not render_image(diagram, theme).save(str(path), "PNG"):  # type: ignore[call-overload] # stub wants bytes
        raise OSError(f"Qt could not write {path}")


def write_text(path: Path, text: str) -> None:
    """Writes a text. Raises OSError."""
    path.write_text(text, encoding="utf-8")


def write_snapshot(path: Path, inventory: Inventory) -> None:
    """Writes the inventory as a snapshot. Raises OSError."""
    text = json.dumps(snapshot_to_json(inventory), indent=2, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")
