"""Makes an anonymous volume a named one: the data are copied, and the container is made again on the named volume.

The old container is stopped and put aside under another name, and kept until the new one runs. Whatever fails on the
way, or a cancel, puts everything back as it was: the old container has its name, and runs if it ran before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from bayplan.domain.formatting import short_volume_name
from bayplan.domain.model import Volume
from bayplan.domain.promotion import Promotion
from bayplan.domain.protection import PROTECTED, Protection
from bayplan.domain.ways_out import Reader
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.same_again import SameAgain, same_again
from bayplan.engine.translate import container_from_inspect, image_from_list
from bayplan.engine.ways_out import Progress, VolumeSource, copy_volume
from bayplan.errors import BayplanError

#: Seconds that the old container gets to end by itself, as docker stop gives it.
_STOP_SECONDS = 10
#: Seconds after which a new container that has not ended counts as running.
_SETTLED = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Promoted:
    """What came of it.

    Attributes:
        container: id of the new container. old: id of the one that was put aside, under the name ``aside``.
    """

    container: str
    old: str
    aside: str
    sentence: str


class Promoting:
    """One promotion; :meth:`run` it once."""

    def __init__(
        self,
        client: EngineClient,
        promotion: Promotion,
        volume: Volume,
        images: Sequence[str],
        protection: Callable[[], Protection],
    ) -> None:
        """``volume`` is the anonymous one, ``images`` are for the helper (see ``domain.ways_out``)."""
        self._client = client
        self._promotion = promotion
        self._volume = volume
        self._images = images
        self._protection = protection
        self._undo: list[tuple[str, Callable[[], None]]] = []

    def run(self, progress: Progress) -> Promoted:
        """Does it. Raises BayplanError, also what ``progress`` raises to stop it; then all is as it was before."""
        promotion, name = self._promotion, self._promotion.container.name
        inspected = self._look_again()
        try:
            new = self._steps(inspected, progress)
        except BaseException as error:
            left = self._put_back()
            if left:
                raise _half_undone(error, name, left) from error
            raise
        return Promoted(
            container=new,
            old=promotion.container.id,
            aside=promotion.aside,
            sentence=f"{name} now keeps {promotion.mount.destination} in the named volume {promotion.name}. The old "
            f"container is kept as {promotion.aside}, with the volume {short_volume_name(self._volume.name)}.",
        )

    def _steps(self, inspected: Json, progress: Progress) -> str:
        """Stops, copies, puts aside, makes again, starts; the id of the new container."""
        client, promotion, old = self._client, self._promotion, self._promotion.container.id
        name, volume = promotion.container.name, promotion.name
        again = self._same_again(inspected)
        ran = container_from_inspect(inspected).running
        if ran:
            progress(None, f"Stopping {name}")
            self._to_undo(f"{name} does not run any more", client.start_container, old)
            client.stop_container(old, _STOP_SECONDS)
        reader = Reader(old, promotion.mount.destination.rstrip("/"))
        copy_volume(client, VolumeSource(self._volume, (reader,), self._images), volume, progress)
        self._to_undo(f"the new volume {volume} is left", client.remove_volume, volume)
        progress(None, f"Putting {name} aside as {promotion.aside}")
        client.rename_container(old, promotion.aside)
        self._to_undo(f"{name} is called {promotion.aside}", client.rename_container, old, name)
        progress(None, f"Making {name} again")
        new = client.create_container(name, again.body)
        self._to_undo(f"the new container {name} is left", partial(client.remove_container, force=True), new)
        for network, endpoint in again.networks:
            client.connect_network(network, new, endpoint)
        if ran:
            progress(None, f"Starting {name}")
            client.start_container(new)
            _see_it_run(client, new, name)
        if promotion.container.restart_policy == "always":
            # Else both would run after the engine's next start. That an engine cannot do it is no reason to go back.
            with suppress(BayplanError):
                client.update_container(old, {"RestartPolicy": {"Name": "no"}})
        return new

    def _look_again(self) -> Json:
        """The container as it is now. Raises BayplanError when it is not as it was when it was asked."""
        container, mount = self._promotion.container, self._promotion.mount
        inspected: Json | None = next(iter(self._client.inspect_containers([container.id])), None)
        now = container_from_inspect(inspected) if inspected is not None else None
        if inspected is None or now is None:
            why = "It is not there any more."
        elif {container.name, now.name} & self._protection().containers:
            why = PROTECTED
        elif now.name != container.name:
            why = f"It is called {now.name} by now."
        elif now.state != container.state:
            why = f"It was {container.state} when it was asked, and is {now.state} now."
        elif not any((each.source, each.destination) == (mount.source, mount.destination) for each in now.mounts):
            why = f"It does not have the volume at {mount.destination} any more."
        else:
            return inspected
        raise BayplanError(f"{container.name} was left as it is.", why=why, what_next="Look at it again.")

    def _same_again(self, inspected: Json) -> SameAgain:
        """The request for the new container; by the image's name where it still means the same image."""
        image, reference = str(inspected["Image"]), str(inspected["Config"].get("Image") or "")
        tags = next((each.tags for each in map(image_from_list, self._client.images()) if each.id == image), ())
        tagged = reference if ":" in reference.rpartition("/")[2] else f"{reference}:latest"
        return same_again(
            inspected,
            image=reference if tagged in tags else image,
            inherited=self._promotion.inherited,
            volumes={self._promotion.mount.destination.rstrip("/"): self._promotion.name},
        )

    def _to_undo(self, otherwise: str, step: Callable[..., None], *arguments: str) -> None:
        """Remembers what has to be done if a later step fails; ``otherwise`` is what a person finds if it cannot be."""
        self._undo.append((otherwise, partial(step, *arguments)))

    def _put_back(self) -> list[str]:
        """Undoes what was done, the last first; what could not be undone, in words."""
        left = []
        for otherwise, step in reversed(self._undo):
            try:
                step()
            except BayplanError as error:
                left.append(f"{otherwise} ({error.sentence()})")
        return left


def _see_it_run(client: EngineClient, container: str, name: str) -> None:
    """Waits a moment; raises BayplanError when the container ends with an error at once, or is started again."""
    with suppress(BayplanError):  # it has not ended: that is what is wanted
        client.wait_container(container, _SETTLED)
    payload: Json = next(iter(client.inspect_containers([container])), {})
    state = payload.get("State") or {}
    failed = state.get("Restarting") or (not state.get("Running") and state.get("ExitCode") != 0)
    if failed or not payload:
        said = client.container_logs(container).strip() if payload else ""
        raise BayplanError(
            f"The new {name} does not run.",
            why=f"It ended at once, with exit code {state.get('ExitCode', 'unknown')}.",
            what_next="The old one is back in its place.",
            details=said,
        )


def _half_undone(error: BaseException, name: str, left: list[str]) -> BayplanError:
    why = error.sentence() if isinstance(error, BayplanError) else str(error)
    return BayplanError(
        f"{name} could not be made again, and not everything could be put back.",
        why=why,
        what_next=f"Put it right by hand: {'; '.join(left)}.",
        details="\n".join(left),
    )
