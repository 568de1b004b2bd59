"""Carries out a removal: exactly what is listed, one thing after the other, each looked at again before it goes.

Never the engine's own prune, which takes whatever it finds by then. Whatever fails or has changed is reported, and the
rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bayplan.domain.model import Container, Image, Volume
from bayplan.domain.protection import PROTECTED, Protection
from bayplan.domain.safe_removal.plan import SafeRemoval
from bayplan.domain.safe_removal.report import Ended, RemovalEntry, RemovalReport
from bayplan.domain.safe_removal.sameness import why_container_stays, why_image_stays, why_volume_stays
from bayplan.domain.safe_removal.words import container_name, image_name, volume_name
from bayplan.engine.client import EngineClient
from bayplan.engine.failures import AnswerError, is_gone
from bayplan.engine.translate import container_from_inspect, container_from_list, image_from_list, volume_from
from bayplan.errors import BayplanError

#: Gets how far it is (0.0 to 1.0) and what is being done.
Progress = Callable[[float, str], None]

#: The engine's status for "something else holds it".
_CONFLICT = 409

#: How it ended for one thing, and why.
_Outcome = tuple[Ended, str]
_REMOVED: _Outcome = (Ended.REMOVED, "")
_GONE: _Outcome = (Ended.GONE, "Somebody else had removed it.")


def remove(
    client: EngineClient,
    plan: SafeRemoval,
    progress: Progress,
    *,
    protection: Callable[[], Protection],
    stop: Callable[[], bool],
) -> RemovalReport:
    """Removes what the plan lists; what came of each thing.

    Args:
        protection: what is protected by now; asked before each thing goes.
        stop: asked before each thing whether the person wants no more to go; what went by then is gone.
    """
    steps: list[tuple[str, Callable[[], _Outcome]]] = [
        *((container_name(each), partial(_remove_container, client, each, protection)) for each in plan.containers),
        *((volume_name(each), partial(_remove_volume, client, each, protection)) for each in plan.volumes),
        *((image_name(each), partial(_remove_image, client, each)) for each in plan.images),
    ]
    entries: list[RemovalEntry] = []
    for done, (name, step) in enumerate(steps):
        if stop():
            entries += [RemovalEntry(left, Ended.NOT_TRIED) for left, _ in steps[done:]]
            break
        progress(done / len(steps), f"Removing {name}")
        entries.append(_tried(name, step))
    return RemovalReport(tuple(entries))


def _tried(name: str, step: Callable[[], _Outcome]) -> RemovalEntry:
    """Removes one thing; what the engine refuses is told, not raised."""
    try:
        ended, why = step()
    except BayplanError as error:
        if is_gone(error):
            ended, why = _GONE
        elif isinstance(error, AnswerError) and error.status == _CONFLICT:
            ended, why = Ended.LEFT_ALONE, f"The engine refuses: {error.why}"
        else:
            ended, why = Ended.FAILED, error.sentence()
    return RemovalEntry(name, ended, why)


def _remove_container(client: EngineClient, listed: Container, protection: Callable[[], Protection]) -> _Outcome:
    now = next((container_from_inspect(payload) for payload in client.inspect_containers([listed.id])), None)
    if now is None:
        return _GONE
    if {listed.name, now.name} & protection().containers:
        return Ended.LEFT_ALONE, PROTECTED
    why = why_container_stays(listed, now)
    if why:
        return Ended.LEFT_ALONE, why
    # Without force the engine itself refuses one that was started in this very moment. Its anonymous volumes stay, for
    # those that go are listed one by one.
    client.remove_container(listed.id, force=listed.running)
    return _REMOVED


def _remove_volume(client: EngineClient, listed: Volume, protection: Callable[[], Protection]) -> _Outcome:
    now = next((volume_from(payload) for payload in client.volumes([listed.name])), None)
    if now is None:
        return _GONE
    if listed.name in protection().volumes:
        return Ended.LEFT_ALONE, PROTECTED
    why = why_volume_stays(listed, now)
    if why:
        return Ended.LEFT_ALONE, why
    client.remove_volume(listed.name)
    return _REMOVED


def _remove_image(client: EngineClient, listed: Image) -> _Outcome:
    now = next((image for image in map(image_from_list, client.images()) if image.id == listed.id), None)
    if now is None:
        return _GONE
    users = [c.name for c in map(container_from_list, client.containers()) if c.image_id == listed.id]
    why = why_image_stays(listed, now, users)
    if why:
        return Ended.LEFT_ALONE, why
    # By its id the engine removes an image with one name only; each but the last is taken off before.
    for name in now.tags[1:]:
        client.remove_image(name, parents=False)
    client.remove_image(listed.id, parents=False)
    return _REMOVED
