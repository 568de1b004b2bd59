"""Opens the window on the engine given as argument, goes to the middle of the guided tour, says so, and stays there."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from bayplan.app import WindowOptions
from bayplan.domain.tour import Place
from tests.support.windows import open_window, parts_of, wait_for, wait_until_complete


def main(host: str) -> None:
    """Never returns: it is there to be killed."""
    running = open_window(WindowOptions(host=host), Path(tempfile.mkdtemp()))
    wait_until_complete(running)
    running.window.commands.run("tour")
    tour = parts_of(running).tour
    parts_of(running).pane.strip.start.begin.click()
    wait_for(lambda: tour.place == Place() and not tour.doing)
    tour.go_to(Place(3, 0))
    wait_for(lambda: tour.place == Place(3, 0) and not tour.doing)
    print("in the middle of it", flush=True)
    wait_for(lambda: False, 600_000)


if __name__ == "__main__":
    main(sys.argv[1])
