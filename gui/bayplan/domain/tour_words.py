"""What the strip of the guided tour says, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bayplan.domain.model import Engine
from bayplan.domain.outcome_words import FATE_WORDS, OutcomeLine
from bayplan.domain.tour import Place, Step, Told
from bayplan.errors import BayplanError

_INVITATION = "Where does a container keep its state, and how long does it last? Seven short steps show it."


@dataclass(frozen=True, slots=True, kw_only=True)
class StripWords:
    """The words of one moment of a tour.

    Attributes:
        title, sentence: of the step. progress: "step 2 of 7, part 1 of 3".
        caption: what happened; what went wrong where something did. tone: "text", "muted", "warning" or "danger".
        console: commands and answers, as on a terminal.
    """

    title: str
    sentence: str
    progress: str = ""
    caption: str = ""
    tone: str = "text"
    console: tuple[str, ...] = ()


def invitation(engine: Engine) -> StripWords:
    """What the strip says before the tour begins."""
    where = "the demo" if engine.demo else engine.name
    return StripWords(
        title="Guided tour",
        sentence=_INVITATION,
        caption=f"Each step is really done on {where}: one or two small containers at a time, a volume, a temporary "
        "folder. All of it bears Bayplan’s label, and is removed when you leave.",
        tone="muted",
    )


def words_at(
    steps: tuple[Step, ...], place: Place, told: tuple[Told, ...], error: BayplanError | None = None
) -> StripWords:
    """What the strip says when the moment at ``place`` was done, or when that failed."""
    step = steps[place.step]
    surprises = [each for each in told if not each.as_expected]
    caption = step.moments[place.moment].caption
    if error is not None:
        caption = error.sentence()
    elif surprises:
        caption = f"Not as expected: {surprises[0].command} gave “{surprises[0].answer}”."
    return StripWords(
        title=step.title,
        sentence=step.sentence,
        progress=progress_text(steps, place),
        caption=caption,
        tone="danger" if surprises or error else "text",
        console=tuple(line for each in told for line in console_lines(each)),
    )


def outcome_console(lines: Iterable[OutcomeLine]) -> tuple[str, ...]:
    """What an event would do, a line for each store that anybody would miss."""
    loud = [line for line in lines if not line.quiet]
    width = max((len(FATE_WORDS[line.fate].word) for line in loud), default=0)
    return tuple(f"{FATE_WORDS[line.fate].sign} {FATE_WORDS[line.fate].word:{width}}  {line.name}" for line in loud)


def progress_text(steps: tuple[Step, ...], place: Place) -> str:
    """ "step 2 of 7, part 1 of 3"; the parts are left out where there is one."""
    parts = len(steps[place.step].moments)
    part = f", part {place.moment + 1} of {parts}" if parts > 1 else ""
    return f"step {place.step + 1} of {len(steps)}{part}"


def console_lines(told: Told) -> list[str]:
    """An act as a terminal would show it."""
    return [f"$ {told.command}", *([told.answer] if told.answer else [])]


def moving_words(steps: tuple[Step, ...], place: Place, command: str) -> StripWords:
    """What the strip says on the way to a place, while ``command`` is being done."""
    return StripWords(
        title=steps[place.step].title,
        sentence=steps[place.step].sentence,
        progress=progress_text(steps, place),
        console=(f"$ {command}",),
    )


def why_not_here(engine: Engine, *, can_act: bool) -> str:
    """Why no tour can be given on an engine, "" when it can."""
    if not can_act:
        return "A snapshot holds still: nothing can be done on it. The tour can be taken on the demo."
    if engine.os_type != "linux":
        return "This engine runs Windows containers, which have no tmpfs. The tour can be taken on the demo."
    return ""
