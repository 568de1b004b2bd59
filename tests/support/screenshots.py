"""Takes the pictures of README.md from the program itself: ``make screenshots``.

The demo needs nothing; the other pictures are of a private engine that is started for them, which needs root.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# Pictures must not depend on the screen they are taken on.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from bayplan.app import Bayplan, WindowOptions
from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.test_mount import MountType, TestMountSpec
from bayplan.domain.tour import Place
from bayplan.jobs.tour import TourPhase
from tests.bench.big_engine import build_big_engine
from tests.support.private_engine import PrivateEngine
from tests.support.windows import close, open_window, parts_of, wait_for, wait_until_complete

WIDE = QSize(1920, 1080)
SMALL = QSize(1280, 800)


def main(folder: Path) -> None:
    """Writes every picture into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    demo = WindowOptions(demo=True)
    take(folder / "demo-dark.png", demo, "dark", WIDE, select_container("db-1"))
    take(folder / "demo-light.png", demo, "light", WIDE, select_container("web-1"))
    take(folder / "demo-small-dark.png", demo, "dark", SMALL)
    take(folder / "windows-dark.png", WindowOptions(demo=True, demo_os="windows"), "dark", SMALL)
    take(folder / "what-if-remove-dark.png", demo, "dark", WIDE, ask("db-1", Event.REMOVE))
    take(folder / "what-if-reboot-light.png", demo, "light", WIDE, ask("web-1", Event.HOST_REBOOT))
    take(folder / "what-if-move-dark.png", demo, "dark", SMALL, ask("worker-1", Event.MOVE_NODE))
    take(folder / "what-if-prune-light.png", demo, "light", SMALL, ask("", Event.SYSTEM_PRUNE_VOLUMES))
    nobody = WindowOptions()
    with without_engine():
        take(folder / "no-engine-light.png", nobody, "light", SMALL)
    take(folder / "experiments-dark.png", demo, "dark", WIDE, try_for_real(Event.REMOVE, Event.REMOVE_VOLUMES))
    take_tour(folder / "tour-volume-dark.png", "dark", Place(2, 2))
    take_tour(folder / "tour-move-light.png", "light", Place(6, 1))
    take_question(folder / "safe-removal.png")
    # After the others: the demo keeps the test mount as long as the program runs.
    take_dialog(folder / "test-mount.png", demo)
    engine = PrivateEngine()
    try:
        engine.start()
        there = WindowOptions(host=engine.host)
        take(folder / "empty-light.png", there, "light", SMALL)
        engine.import_busybox_image()
        engine.docker("volume", "create", "pgdata")
        for name, *options in (
            ("web", "--volume", "uploads:/uploads", "--tmpfs", "/run:size=16m"),
            ("db", "--volume", "pgdata:/var/lib/postgresql/data", "--shm-size", "256m", "--volume", "/backup"),
            ("proxy", "--volume", "/etc/ssl/certs:/certs:ro", "--read-only"),
        ):
            engine.docker("run", "-d", "--network", "none", "--name", name, *options, "busybox:latest", "sleep", "9999")
        take(folder / "engine-dark.png", there, "dark", SMALL)
        engine.remove_containers_and_volumes()
        build_big_engine(engine)
        take(folder / "many-dark.png", there, "dark", WIDE)
    finally:
        engine.stop()


def take(
    target: Path, options: WindowOptions, theme: str, size: QSize, prepare: Callable[[Bayplan], None] | None = None
) -> None:
    """One picture of the whole window, when all is read and drawn."""
    with tempfile.TemporaryDirectory() as settings:
        running = open_window(options, Path(settings), theme=theme, size=size)
        try:
            wait_until_complete(running)
            if prepare is not None:
                prepare(running)
                wait_until_complete(running)
            QApplication.processEvents()
            running.window.grab().save(str(target))
        finally:
            close(running)
    print(target)


def take_tour(target: Path, theme: str, place: Place) -> None:
    """The guided tour on the demo, at a place."""
    with tempfile.TemporaryDirectory() as settings:
        running = open_window(WindowOptions(demo=True), Path(settings), theme=theme, size=SMALL)
        parts = parts_of(running)
        try:
            wait_until_complete(running)
            running.window.commands.run("tour")
            parts.pane.strip.start.begin.click()
            wait_for(lambda: parts.tour.place is not None)
            parts.tour.go_to(place)
            wait_for(lambda: parts.tour.place == place and not parts.tour.doing)
            wait_for(lambda: running.wiring is not None and running.wiring.tour.settled)
            wait_until_complete(running)
            QApplication.processEvents()
            running.window.grab().save(str(target))
            # The demo would keep the tour's things as long as the program runs.
            parts.tour.leave()
            wait_for(lambda: parts.tour.phase is TourPhase.OFF)
        finally:
            close(running)
    print(target)


def take_question(target: Path) -> None:
    """The question before a container goes with its anonymous volumes."""
    with tempfile.TemporaryDirectory() as settings:
        running = open_window(WindowOptions(demo=True), Path(settings), size=SMALL)
        try:
            wait_until_complete(running)
            parts = parts_of(running)
            inventory = parts.engine.inventory
            assert inventory is not None
            database = next(container for container in inventory.containers.values() if container.name == "db-1")
            question = parts.removals.ask([ids.container_thing(database.id)], with_volumes=True)
            assert question is not None
            QApplication.processEvents()
            question.grab().save(str(target))
            question.close()
        finally:
            close(running)
    print(target)


def take_dialog(target: Path, options: WindowOptions) -> None:
    """The test-mount dialog after a test mount was proven."""
    with tempfile.TemporaryDirectory() as settings:
        running = open_window(options, Path(settings), size=SMALL)
        try:
            wait_until_complete(running)
            spec = TestMountSpec(type=MountType.VOLUME, source="trial", destination="/data")
            dialog = parts_of(running).tests.new(spec)
            assert dialog is not None
            dialog.create_button.click()
            wait_for(lambda: dialog.outcome.text().startswith("✓"))
            QApplication.processEvents()
            dialog.grab().save(str(target))
            dialog.close()
        finally:
            close(running)
    print(target)


def select_container(name: str) -> Callable[[Bayplan], None]:
    """Selects the container called ``name``."""

    def select(running: Bayplan) -> None:
        parts = parts_of(running)
        inventory = parts.engine.inventory
        assert inventory is not None
        found = next(container for container in inventory.containers.values() if container.name == name)
        parts.selection.select(ids.container_thing(found.id))

    return select


def ask(name: str, event: Event) -> Callable[[Bayplan], None]:
    """Asks what an event would do to a container, or to the whole engine for ""."""

    def prepare(running: Bayplan) -> None:
        if name:
            select_container(name)(running)
        parts_of(running).what_if.ask(event)

    return prepare


def try_for_real(*events: Event) -> Callable[[Bayplan], None]:
    """Runs the experiments of some events, and lets a row explain itself."""

    def prepare(running: Bayplan) -> None:
        parts = parts_of(running)
        running.window.commands.run("experiments")
        assert running.wiring is not None
        page = running.wiring.lab.page
        page.choose(events)
        page.run.click()
        wait_for(lambda: parts.experiments.proof is not None)
        page.table.scrollToTop()
        page.table.selectRow(4)

    return prepare


@contextmanager
def without_engine() -> Iterator[None]:
    """A home and an environment in which no engine is found."""
    kept = dict(os.environ)
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, XDG_RUNTIME_DIR=home, DOCKER_HOST=f"unix://{home}/docker.sock")
        os.environ.pop("DOCKER_CONTEXT", None)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(kept)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("resources/screenshots"))
