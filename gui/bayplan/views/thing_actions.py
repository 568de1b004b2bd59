"""Does what a context menu offers, as far as it needs no engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QWidget

from bayplan.errors import BayplanError
from bayplan.jobs.runner import JobRunner
from bayplan.views.selection import Selection


class ThingActions(QObject):
    """Copies, selects and shows on the host.

    ``say`` gets a sentence about what was done, ``failed`` the error when it could not be.
    """

    def __init__(
        self,
        window: QWidget,
        selection: Selection,
        runner: JobRunner,
        say: Callable[[str], None],
        failed: Callable[[BayplanError], None],
    ) -> None:
        super().__init__(window)
        self._selection = selection
        self._runner = runner
        self._say = say
        self._failed = failed

    def copy(self, text: str) -> None:
        """Puts text on the clipboard."""
        QApplication.clipboard().setText(text)
        first, *rest = text.splitlines() or [""]
        self._say(f"copied {first}{' …' if rest else ''}")

    def select(self, things: tuple[str, ...]) -> None:
        """Selects things; the first is inspected."""
        if things:
            self._selection.select_many(things, current=things[0])

    def reveal(self, path: str) -> None:
        """Shows a folder (or the folder of a file) of this machine in the desktop's file manager."""
        self._runner.run(
            f"Looking for {path}",
            lambda _control: folder_to_show(Path(path)),
            done=self._open_folder,
            failed=self._failed,
            owner=self,
        )

    def _open_folder(self, folder: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._failed(
                BayplanError(
                    f"{folder} could not be shown.",
                    why="The desktop has no program that opens folders.",
                    what_next="Copy the location and go there in a terminal.",
                )
            )


def folder_to_show(path: Path) -> Path:
    """The folder to open for a path: itself, or the one a file lies in. Raises BayplanError when it is out of reach."""
    try:
        is_folder = path.is_dir()
        if not is_folder:
            path.lstat()
    except FileNotFoundError as error:
        raise BayplanError(
            f"{path} is not there.",
            why="Nothing has this path on this machine any more.",
            what_next="A container that mounts it with -v would get an empty folder.",
        ) from error
    except OSError as error:
        raise BayplanError(
            f"{path} is out of reach.",
            why=f"{error.strerror}.",
            what_next="Volumes usually belong to root: look with sudo, or through a container.",
        ) from error
    return path if is_folder else path.parent
