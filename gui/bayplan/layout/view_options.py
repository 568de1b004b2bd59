"""What a person chose about how the diagram is to look."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewOptions:
    """Choices that shape the diagram.

    Attributes:
        folded: ids of groups (``ids.group_thing``) that the person folded.
        unfolded: ids of groups and folds (``ids.fold_thing``) that the person opened.
        show_quiet: show default /dev/shm, logs and runtime files one by one.
        hide_tests: leave out what Bayplan created itself. mark_tests: mark what Bayplan created itself.
        aspect: width divided by height of the window that the whole picture is to fit.
        room: width of that window in pixels, 0 when it is not known; a small one makes cards and stores narrower.
        home: the person's home folder, written as "~" in paths of an engine on this machine; "" leaves paths whole.
    """

    folded: frozenset[str] = frozenset()
    unfolded: frozenset[str] = frozenset()
    show_quiet: bool = False
    hide_tests: bool = False
    mark_tests: bool = True
    aspect: float = 1.6
    room: float = 0.0
    home: str = ""
