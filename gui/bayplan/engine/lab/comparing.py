"""Puts what was predicted beside what was seen."""

from __future__ import annotations

from collections.abc import Sequence

from bayplan.domain.docker_run import docker_run
from bayplan.domain.event import EVENT_WORDS, WHOLE_ENGINE, Event, Reach, Target
from bayplan.domain.experiment import LAB_LABEL, LeftOut, Observation
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import HostFacts, Outcome
from bayplan.engine.lab.bench import Bench
from bayplan.engine.lab.looking import Seen
from bayplan.engine.lab.places import Place, store_of
from bayplan.engine.lab.safety import Limit
from bayplan.engine.lab.specimen import Specimen
from bayplan.errors import BayplanError

#: What these remove is left alone by a filter on a label that the thing does not bear.
_PRUNING_VOLUMES = frozenset({Event.VOLUME_PRUNE, Event.VOLUME_PRUNE_ALL, Event.SYSTEM_PRUNE_VOLUMES})


def predict(bench: Bench, specimen: Specimen, before: Inventory, facts: HostFacts) -> Outcome:
    """The outcome by the same rules as everywhere in Bayplan, from what the engine itself told."""
    event = bench.experiment.event
    stores = [store_of(place, before) for place in specimen.places]
    outcome = fates(before, event, _target(event, specimen), facts=facts, stores=stores)
    if outcome.refused:
        raise BayplanError("The experiment does not fit its event.", why=outcome.refused)
    return outcome


def compare(
    bench: Bench,
    specimen: Specimen,
    *,
    before: Inventory,
    predicted: Outcome,
    seen: Sequence[Seen],
    captured: Sequence[bool] | None,
    limit: Limit,
) -> tuple[tuple[Observation, ...], tuple[LeftOut, ...]]:
    """A row for each place, and the places that a limited prune could not be tried on.

    ``captured``: for a commit, whether the image holds each place's marker.
    """
    rows, left_out = [], []
    for index, place in enumerate(specimen.places):
        if _out_of_reach(bench, place, before, limit):
            why = "The filter that protects your own volumes goes by a label, which this volume does not bear."
            left_out.append(LeftOut(place.label, why))
            continue
        store = store_of(place, before)
        fate = predicted.stores[store]
        rows.append(
            Observation(
                place=place.label,
                kind=place.kind,
                store=store,
                path=place.shown,
                predicted=fate.fate,
                reason=fate.reason,
                observed=seen[index].fate,
                how=seen[index].how,
                predicted_captured=fate.captured,
                observed_captured=None if captured is None else captured[index],
            )
        )
    return tuple(rows), tuple(left_out)


def commands_of(specimen: Specimen, before: Inventory) -> list[str]:
    """The ``docker run`` of each subject as the engine tells it, on one line each."""
    snippets = [docker_run(before.containers[identity], before).text or "" for identity in specimen.subjects]
    return [snippet.replace(" \\\n  ", " ") for snippet in snippets]


def _target(event: Event, specimen: Specimen) -> Target:
    match EVENT_WORDS[event].reach:
        case Reach.ENGINE:
            return WHOLE_ENGINE
        case Reach.PROJECT:
            return Target.project(specimen.project)
        case Reach.CONTAINERS:
            return Target.containers(*specimen.subjects)


def _out_of_reach(bench: Bench, place: Place, before: Inventory, limit: Limit) -> bool:
    pruned = bench.experiment.event in _PRUNING_VOLUMES and bool(limit.filters) and bool(place.volume)
    return pruned and before.volumes[place.volume].labels.get(LAB_LABEL) != bench.token
