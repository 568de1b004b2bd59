"""Experiments: events that are done for real, and what was predicted and observed of every store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bayplan.domain.event import EVENT_WORDS, Event
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Engine
from bayplan.domain.outcome import Fate
from bayplan.domain.outcome_words import FATE_WORDS

#: Value of the label CREATED_LABEL on everything that an experiment makes.
EXPERIMENT = "experiment"
#: Label with the token of the one experiment that made a thing; it also limits the prunes of experiments.
LAB_LABEL = "io.bayplan.lab"
#: Label of the note (an empty volume) that lists, with commas, the anonymous volumes that came without a label.
ANONYMOUS_LABEL = "io.bayplan.anonymous"
#: How the names of containers, volumes, images, projects and folders of experiments begin.
LAB_PREFIX = "bayplan-lab-"


class Needs(StrEnum):
    """What must be in hand to do an event for real."""

    CLIENT = "client"  #: the engine's API is enough
    ENGINE = "engine"  #: the engine's own process must be ended and started
    NODES = "nodes"  #: two engines of one swarm


_WHY_NOT = {
    Needs.CLIENT: "",
    Needs.ENGINE: "It would end every container of this engine; the program's own tests do it on an engine of theirs.",
    Needs.NODES: "It needs a swarm of two nodes; the program's own tests do it on two engines of theirs.",
}


@dataclass(frozen=True, slots=True)
class Experiment:
    """One event, done for real to a container made for it.

    Attributes:
        auto_remove: the container is made with ``--rm``.
    """

    event: Event
    auto_remove: bool = False
    needs: Needs = Needs.CLIENT

    @property
    def id(self) -> str:
        """One word: "stop", or "stop--rm"."""
        return f"{self.event}--rm" if self.auto_remove else str(self.event)

    @property
    def title(self) -> str:
        """For people: "stop", "stop of a --rm container"."""
        title = EVENT_WORDS[self.event].title
        return f"{title} of a --rm container" if self.auto_remove else title

    @property
    def why_not(self) -> str:
        """Why it cannot be done where the engine's API is all that is in hand; "" when it can."""
        return _WHY_NOT[self.needs]


#: Every experiment, in the order in which they are done.
EXPERIMENTS: tuple[Experiment, ...] = (
    Experiment(Event.PAUSE),
    Experiment(Event.RESTART),
    Experiment(Event.STOP),
    Experiment(Event.STOP, auto_remove=True),
    Experiment(Event.KILL),
    Experiment(Event.REMOVE),
    Experiment(Event.REMOVE_VOLUMES),
    Experiment(Event.RECREATE),
    Experiment(Event.RENEW),
    Experiment(Event.COMPOSE_DOWN),
    Experiment(Event.COMPOSE_DOWN_VOLUMES),
    Experiment(Event.COMMIT),
    Experiment(Event.CONTAINER_PRUNE),
    Experiment(Event.VOLUME_PRUNE),
    Experiment(Event.VOLUME_PRUNE_ALL),
    Experiment(Event.IMAGE_PRUNE_ALL),
    Experiment(Event.SYSTEM_PRUNE),
    Experiment(Event.SYSTEM_PRUNE_VOLUMES),
    Experiment(Event.ENGINE_RESTART, needs=Needs.ENGINE),
    Experiment(Event.HOST_REBOOT, needs=Needs.ENGINE),
    Experiment(Event.MOVE_NODE, needs=Needs.NODES),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One store of an experiment: what was predicted beside what was seen.

    Attributes:
        place: what it is, for people: "anonymous volume of the image". path: where the container sees it, or what was
            asked ("docker logs"). store: its id in the inventory.
        reason: why the prediction is so. how: how the marker was looked for, and what was found.
        predicted_captured, observed_captured: with ``commit``, whether the new image holds the data; else None.
    """

    place: str
    kind: StoreKind
    store: str
    path: str
    predicted: Fate
    reason: str
    observed: Fate
    how: str
    predicted_captured: bool | None = None
    observed_captured: bool | None = None

    @property
    def same(self) -> bool:
        """The engine did as predicted; "depends" is right whatever comes of it."""
        fate = self.predicted in {self.observed, Fate.DEPENDS}
        return fate and self.predicted_captured is self.observed_captured

    @property
    def predicted_text(self) -> str:
        """What was predicted, in a word or two."""
        return _word(self.predicted, self.predicted_captured)

    @property
    def observed_text(self) -> str:
        """What was observed, in a word or two."""
        return _word(self.observed, self.observed_captured)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that could not be tried, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentResult:
    """What came of one experiment.

    Attributes:
        variant: what was special about the engine ("with live-restore"), or "". seconds: from its first step to its
            last. commands: docker commands that do what was done, in order.
    """

    experiment: Experiment
    started_at: datetime
    seconds: float
    commands: tuple[str, ...]
    observations: tuple[Observation, ...]
    left_out: tuple[LeftOut, ...] = ()
    variant: str = ""

    @property
    def title(self) -> str:
        """The experiment's title with the variant."""
        return f"{self.experiment.title} {self.variant}".rstrip()

    @property
    def same(self) -> bool:
        """Every store did as predicted."""
        return all(observation.same for observation in self.observations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """All experiments of one run on one engine.

    Attributes:
        left_out: experiments that could not be done here, by title. stores_left_out: stores that could not be had.
    """

    engine: Engine
    started_at: datetime
    results: tuple[ExperimentResult, ...]
    left_out: tuple[LeftOut, ...] = ()
    stores_left_out: tuple[LeftOut, ...] = ()

    @property
    def same(self) -> bool:
        """Every experiment came out as predicted."""
        return all(result.same for result in self.results)


class LabPhase(StrEnum):
    """Where an experiment is."""

    MAKE = "make"
    MARK = "mark"
    PREDICT = "predict"
    HAPPEN = "happen"
    LOOK = "look"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class LabStep:
    """One step of an experiment, told before it is done.

    Attributes:
        text: one plain sentence. command: the docker command that does the same, "" where there is none.
        things: ids of the things that it concerns, as far as they exist already (see ``ids``).
    """

    experiment: Experiment
    phase: LabPhase
    text: str
    command: str = ""
    things: tuple[str, ...] = ()


def chosen_experiments(events: Iterable[Event] | None) -> tuple[Experiment, ...]:
    """The experiments for the events, in their usual order; all of them for None."""
    wanted = None if events is None else frozenset(events)
    return tuple(experiment for experiment in EXPERIMENTS if wanted is None or experiment.event in wanted)


def _word(fate: Fate, captured: bool | None) -> str:
    if captured is None:
        return FATE_WORDS[fate].word
    return "captured" if captured else "not captured"
