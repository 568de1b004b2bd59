"""``bayplan --self-test``: uses the installed program as a person would, without a display, and says what works.

It works on the demo, with settings of its own, and looks at an engine only by reading its lists: nothing of the
person's is touched. A checkout, a wheel and a packaged program all run exactly this.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSettings, QSize
from PySide6.QtGui import QColor, QFontInfo, QImage, QImageWriter
from PySide6.QtWidgets import QApplication

from bayplan.app import Bayplan, WindowOptions, make_application
from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.formatting import count_text
from bayplan.domain.test_mount import MountType, TestMountSpec
from bayplan.engine.failures import NoEngineError
from bayplan.errors import BayplanError, unforeseen
from bayplan.headless import Source, read
from bayplan.jobs.exception_hook import ExceptionHook
from bayplan.parts import Parts
from bayplan.settings import Settings
from bayplan.versions import version_line
from bayplan.views.fonts import FAMILY
from bayplan.views.lists.panel import DEFINITIONS
from bayplan.waiting import is_complete, wait_for

#: The container of the demo that is worked with, and what is lost with it.
_CONTAINER, _EVENT = "db-1", Event.REMOVE
_WINDOW = QSize(1440, 900)
#: A picture of the window with fewer colours than this, looked at every few pixels, shows nothing.
_LEAST_COLOURS, _EVERY = 40, 7


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is tried.

    Attributes:
        name: what it is. work: does it and returns what came of it in a few words; raises when it does not work.
    """

    name: str
    work: Callable[[], str]


def run_self_test(picture: Path | None, host: str | None = None, context: str | None = None) -> bool:
    """Tries everything, prints a line for each step, and stops at the first that fails; True when all works.

    ``picture``: keep the picture of the window in this file (.png). ``host``, ``context``: which engine to
    connect to; when neither is given, it is no failure if none is reachable.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="bayplan-self-test-") as folder:
        return run_steps(SelfTest(Path(folder), picture, Source(host=host, context=context)))


def run_steps(test: SelfTest) -> bool:
    """Runs the steps of ``test``, and closes what it opened."""
    try:
        for step in test.steps():
            error = test.attempt(step)
            if error is not None:
                print(f"✕ {step.name}: {error.sentence()}", flush=True)
                if error.details:
                    print(error.details, flush=True)
                print("The self-test failed.", flush=True)
                return False
    finally:
        test.close()
    print("The self-test passed.", flush=True)
    return True


class _Watched(Bayplan):
    """The program, with its errors taken down instead of shown."""

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__(application, WindowOptions(demo=True), settings)
        self.errors: list[BayplanError] = []

    def show_error(self, error: BayplanError) -> None:
        """Takes an error down."""
        self.errors.append(error)


class SelfTest:
    """What is tried, and the window that it is tried with."""

    def __init__(self, folder: Path, picture: Path | None, source: Source) -> None:
        """``folder``: where the settings go, and the picture when ``picture`` is None. ``source``: the engine to
        connect to."""
        self._picture = picture or folder / "bayplan.png"
        self._keeps_picture = picture is not None
        self._source = source
        store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        settings = Settings(store)
        settings.theme = "dark"
        self._running = _Watched(make_application(), settings)
        self._hook = ExceptionHook()
        self._hook.install()
        self._hook.unforeseen.connect(self._running.show_error)

    def steps(self) -> tuple[Step, ...]:
        """What is tried, in this order; each builds on those before."""
        return (
            Step("Versions", self._versions),
            Step("Window", self._window),
            Step("Demo", self._demo),
            Step("Lists", self._lists),
            Step("Diagram", self._diagram),
            Step("What if", self._what_if),
            Step("Test mount", self._test_mount),
            Step("Picture", self._take_picture),
            Step("Engine", self._engine),
        )

    def attempt(self, step: Step) -> BayplanError | None:
        """Runs a step and prints what came of it; gives the error when it failed, or when the window told of one."""
        try:
            told = step.work()
        except TimeoutError as error:
            return next(iter(self._running.errors), unforeseen(error))
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is what the self-test is there to find
            return unforeseen(error)
        if self._running.errors:
            return self._running.errors[0]
        print(f"✓ {step.name}: {told}", flush=True)
        return None

    def close(self) -> None:
        """Closes the window without questions and ends what runs beside it."""
        self._running.window.may_close = lambda: True
        self._running.window.close()
        self._running.stop()
        self._hook.uninstall()
        # What is not written by now Qt writes at its end, and makes the folder anew for that.
        self._running.settings.store.sync()

    @property
    def _parts(self) -> Parts:
        if self._running.wiring is None:
            raise BayplanError("The window has no parts.")
        return self._running.wiring.parts

    def _complete(self) -> None:
        wait_for(lambda: is_complete(self._running) or bool(self._running.errors))

    def _versions(self) -> str:
        return version_line()

    def _window(self) -> str:
        application = make_application()
        family = QFontInfo(application.font()).family()
        _check(family.startswith(FAMILY), f"Text is set in {family!r} instead of {FAMILY}.")
        icon = application.windowIcon().pixmap(64, 64).toImage()
        _check(_colours(icon) > 1, "The icon is not drawn; Qt's reader for SVG files is missing.")
        self._running.window.resize(_WINDOW)
        self._running.start()
        wait_for(lambda: self._running.wiring is not None or bool(self._running.errors))
        return f"opened, on Qt's {application.platformName()} platform"

    def _demo(self) -> str:
        self._complete()
        inventory = self._parts.engine.inventory
        _check(inventory is not None and inventory.engine.demo, "The demo is not what is shown.")
        assert inventory is not None
        counts = ((inventory.containers, "container"), (inventory.images, "image"), (inventory.stores, "store"))
        return "loaded, with " + ", ".join(count_text(len(things), noun) for things, noun in counts)

    def _lists(self) -> str:
        lists, told = self._parts.lists, []
        for index in range(len(DEFINITIONS)):
            lists.show_list(index)
            self._complete()
            rows = len(lists.page.model.entries)
            title = lists.page.definition.title
            _check(rows > 0, f"The list of {title} is empty.")
            told.append(f"{rows} in {title}")
        lists.show_list(0)
        whole = len(lists.page.model.entries)
        lists.filter.setText(_CONTAINER)
        wait_for(lambda: 0 < len(lists.page.model.entries) < whole)
        lists.filter.clear()
        wait_for(lambda: len(lists.page.model.entries) == whole)
        return ", ".join(told)

    def _diagram(self) -> str:
        diagram = self._parts.diagram
        found = diagram.find_things(_CONTAINER)
        _check(self._thing in found, f"{_CONTAINER} is not in the diagram.")
        self._parts.selection.select(self._thing)
        diagram.centre_on(self._thing)
        self._complete()
        diagram.fit()
        self._complete()
        _check(not self._parts.inspector.isHidden(), "The inspector is not shown.")
        return f"{count_text(len(diagram.index.boxes_of), 'thing')} drawn; {_CONTAINER} found, selected and inspected"

    def _what_if(self) -> str:
        what_if = self._parts.what_if
        self._parts.pane.bar.event_chosen.emit(_EVENT)
        self._complete()
        given = what_if.answer
        _check(given is not None, "There is no answer.")
        assert given is not None
        shown = self._parts.layout.outcome
        _check(shown == given.outcome, "The diagram does not show the outcome.")
        _check(self._parts.pane.bar.summary.sentence == given.sentence, "The bar does not say the answer.")
        what_if.leave()
        self._complete()
        _check(what_if.answer is None and self._parts.layout.outcome is None, "The question cannot be left.")
        return given.sentence

    def _test_mount(self) -> str:
        tests = self._parts.tests
        _check(not tests.left(), "There is a test mount already.")
        spec = TestMountSpec(type=MountType.VOLUME, source="bayplan-self-test", destination="/data")
        dialog = tests.new(spec)
        assert dialog is not None
        dialog.create_button.click()
        wait_for(lambda: dialog.outcome.text().startswith(("✓", "⚠", "✕")))
        told = dialog.outcome.text()
        dialog.close()
        _check(told.startswith("✓"), told)
        wait_for(lambda: bool(tests.left()))
        removal = tests.remove()
        assert removal is not None
        removal.remove_button.click()
        wait_for(lambda: not tests.left())
        self._complete()
        return f"{told.removeprefix('✓').strip()} Removed again."

    def _take_picture(self) -> str:
        image = self._running.window.grab().toImage()
        _check(_colours(image) >= _LEAST_COLOURS, "The window is painted, but shows next to nothing.")
        writer = QImageWriter(str(self._picture), b"png")
        if not writer.write(image):
            raise BayplanError(f"{self._picture} cannot be written.", why=writer.errorString())
        where = str(self._picture.resolve()) if self._keeps_picture else "a temporary file"
        return f"{image.width()} × {image.height()} pixels, written to {where}"

    def _engine(self) -> str:
        try:
            inventory = read(self._source, sizes=False)
        except NoEngineError as error:
            if self._source.host or self._source.context:
                raise
            return f"none to connect to. {error.sentence()}"
        engine, containers = inventory.engine, count_text(len(inventory.containers), "container")
        return f"{engine.product} {engine.version} on {engine.name} read, with {containers}"

    @property
    def _thing(self) -> str:
        inventory = self._parts.engine.inventory
        assert inventory is not None
        return next(
            ids.container_thing(container.id)
            for container in inventory.containers.values()
            if container.name == _CONTAINER
        )


def _check(holds: bool, what: str) -> None:
    if not holds:
        raise BayplanError(what)


def _colours(image: QImage) -> int:
    """How many colours a picture has, looked at every few pixels."""
    return len(
        {
            QColor(image.pixelColor(x, y)).rgba()
            for x in range(0, image.width(), _EVERY)
            for y in range(0, image.height(), _EVERY)
        }
    )
