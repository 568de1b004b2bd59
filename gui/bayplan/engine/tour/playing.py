"""Sets the stage for a tour, gets from any of its places to any other, and strikes the stage in the end."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial

from bayplan.domain.tour import TOUR_LABEL, TOUR_PREFIX, Cast, Place, Start, Step, Told
from bayplan.domain.tour_script import tour_steps
from bayplan.engine.assemble import read_engine
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.failures import is_gone
from bayplan.engine.test_mounts import image_id
from bayplan.engine.tour.acts import Tell, perform
from bayplan.engine.tour.folder import is_here, name_folder, remove_folder
from bayplan.engine.tour.stage import Stage
from bayplan.errors import BayplanError


def set_stage(client: EngineClient, image: str) -> Stage:
    """Prepares a tour; nothing is made on the engine yet. The image must be there (see ``test_mounts.pull``).

    Raises BayplanError where the tour cannot be given.
    """
    engine = read_engine(client)
    if engine.os_type != "linux":
        raise BayplanError(
            "The guided tour needs an engine that runs Linux containers.",
            why=f"{engine.name} runs {engine.os_type.capitalize()} containers.",
            what_next="Take the tour on the demo instead.",
        )
    identity = image_id(client, image)
    if not identity:
        raise BayplanError(
            f"The engine has no image {image}, from which the tour makes its containers.",
            what_next="Let it be pulled, or choose an image that is there and has a shell.",
        )
    taken = {str(name).lstrip("/") for c in client.containers() for name in c.get("Names") or ()}
    taken |= {str(volume["Name"]) for volume in client.volumes()}
    token = secrets.token_hex(3)
    cast = Cast(token=token, image=image, image_id=identity, suffix=_free_suffix(taken), folder=name_folder(engine))
    return Stage(engine=engine, steps=tour_steps(host_is_here=is_here(engine)), cast=cast)


def go(client: EngineClient, stage: Stage, place: Place, tell: Tell) -> list[Told]:
    """Brings the engine to where it is after the moment at ``place``, from wherever the tour is; what was done there.

    ``tell`` gets each command before it is done; may raise CancelledError. Raises BayplanError when the engine refuses
    something: then ``stage.at`` is None, and going anywhere begins that step anew.
    """
    at, stage.at = stage.at, None
    first = at.moment + 1 if at is not None and at.step == place.step and at.moment < place.moment else 0
    if first == 0:
        _begin_step(client, stage, stage.steps[place.step], tell)
    told: list[Told] = []
    for moment in stage.steps[place.step].moments[first : place.moment + 1]:
        told = [perform(client, stage, act, tell) for act in moment.acts]
    stage.at = place
    return told


def strike(client: EngineClient, stage: Stage) -> None:
    """Removes everything that the tour made. Raises BayplanError for what could not be removed, after trying all."""
    failures: list[BayplanError] = []
    stage.at = None
    stage.untouched.clear()
    for payload in client.containers():
        if _ours(payload, stage):
            _attempt(failures, partial(client.remove_container, str(payload["Id"]), volumes=True, force=True))
    for payload in client.volumes():
        if _ours(payload, stage):
            _attempt(failures, partial(client.remove_volume, str(payload["Name"])))
    _attempt(failures, partial(remove_folder, client, stage))
    if failures:
        raise BayplanError(
            "Not all that the tour made could be removed.",
            why=failures[0].sentence(),
            what_next="Remove it with: bayplan clean.",
            details="\n".join(failure.sentence() for failure in failures),
        )


def _begin_step(client: EngineClient, stage: Stage, step: Step, tell: Tell) -> None:
    """Leaves of the tour's things exactly those that the step begins with."""
    wanted = {stage.cast.name(player.role): player for player in step.begins_with}
    for payload in client.containers():
        if not _ours(payload, stage):
            continue
        name = str(payload["Names"][0]).lstrip("/")
        if name in wanted and payload["Id"] in stage.untouched:
            del wanted[name]
            continue
        tell(f"docker rm -f {name}")
        client.remove_container(str(payload["Id"]), volumes=True, force=True)
        stage.untouched.discard(str(payload["Id"]))
    for payload in client.volumes():
        if _ours(payload, stage):
            tell(f"docker volume rm {payload['Name']}")
            client.remove_volume(str(payload["Name"]))
    for player in wanted.values():
        perform(client, stage, Start(player), tell)


def _ours(payload: Json, stage: Stage) -> bool:
    return bool((payload.get("Labels") or {}).get(TOUR_LABEL) == stage.cast.token)


def _free_suffix(taken: set[str]) -> str:
    """What to end names with so that none is taken: "" mostly, else "-2", "-3" …."""
    number = 1
    while True:
        suffix = "" if number == 1 else f"-{number}"
        if not any(name.startswith(TOUR_PREFIX) and name.endswith(suffix) for name in taken):
            return suffix
        number += 1


def _attempt(failures: list[BayplanError], step: Callable[[], None]) -> None:
    try:
        step()
    except BayplanError as error:
        if not is_gone(error):
            failures.append(error)
