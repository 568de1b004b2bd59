"""What each experiment needs on its stage before the event."""

from __future__ import annotations

from bayplan.domain.event import Event
from bayplan.domain.experiment import LAB_PREFIX, LabPhase
from bayplan.domain.kinds import StoreKind
from bayplan.engine.lab.bench import Bench
from bayplan.engine.lab.compose import Compose
from bayplan.engine.lab.places import IMAGE_MARKER, IMAGE_TEXT, Place
from bayplan.engine.lab.specimen import (
    Specimen,
    add_bystander,
    add_lender,
    add_subject,
    add_unused_volumes,
    mark,
)
from bayplan.engine.lab.trying import new_image

COMPOSED = frozenset({Event.RECREATE, Event.RENEW, Event.COMPOSE_DOWN, Event.COMPOSE_DOWN_VOLUMES})
#: Prunes that remove containers, which must have been stopped for that.
_NEED_STOPPED = frozenset({Event.CONTAINER_PRUNE, Event.SYSTEM_PRUNE, Event.SYSTEM_PRUNE_VOLUMES})
_NEED_VOLUMES = frozenset({Event.VOLUME_PRUNE, Event.VOLUME_PRUNE_ALL, Event.SYSTEM_PRUNE, Event.SYSTEM_PRUNE_VOLUMES})
_NEED_IMAGES = frozenset({Event.IMAGE_PRUNE_ALL, Event.SYSTEM_PRUNE, Event.SYSTEM_PRUNE_VOLUMES})


def set_up(bench: Bench, compose: Compose) -> Specimen:
    """Makes everything, writes the markers, and stops what has to be stopped before the event."""
    event = bench.experiment.event
    specimen = Specimen()
    lender = add_lender(bench, specimen)
    if event in COMPOSED:
        specimen.project = bench.name("project")
        add_subject(bench, specimen, lender=lender, make=lambda body: compose.up(bench, specimen, body))
    elif event in {Event.ENGINE_RESTART, Event.HOST_REBOOT}:
        add_subject(bench, specimen, lender=lender)
        add_subject(bench, specimen, "automatic", "a --rm container", AutoRemove=True)
        always = {"Name": "always", "MaximumRetryCount": 0}
        add_subject(bench, specimen, "always", "a container with --restart always", RestartPolicy=always)
    else:
        add_subject(bench, specimen, lender=lender, AutoRemove=bench.experiment.auto_remove)
    if event in _NEED_STOPPED | _NEED_VOLUMES | _NEED_IMAGES:
        # From the person's image, so that no prune can take that away.
        add_bystander(bench, specimen, bench.helper)
    if event in _NEED_VOLUMES:
        add_unused_volumes(bench, specimen)
    if event in _NEED_IMAGES:
        _add_images(bench, specimen)
    mark(bench, specimen)
    if event in _NEED_STOPPED:
        _stop(bench, specimen)
    return specimen


def _add_images(bench: Bench, specimen: Specimen) -> None:
    """An image that no container uses, and one that has no name either."""
    for label, tag in (("unused image", f"{LAB_PREFIX}{bench.run}:unused"), ("dangling image", "")):
        bench.step(LabPhase.MAKE, f"Making an {label}." if label[0] in "aeiou" else f"Making a {label}.")
        image = new_image(bench, bench.helper, tag)
        place = Place(label=label, kind=StoreKind.IMAGE_LAYERS, path=IMAGE_MARKER, image=image, marker=IMAGE_TEXT)
        specimen.places.append(place)


def _stop(bench: Bench, specimen: Specimen) -> None:
    for identity, name in specimen.subjects.items():
        bench.step(LabPhase.MAKE, f"Stopping {name}: prune removes only what does not run.", f"docker stop {name}")
        bench.client.stop_container(identity)
    for place in specimen.places:
        if place.in_memory and place.container in specimen.subjects:
            place.there = False
