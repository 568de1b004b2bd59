"""Removes what experiments made, found by its label, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bayplan.domain.experiment import LAB_LABEL
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.failures import is_gone
from bayplan.engine.lab.bench import Bench
from bayplan.errors import BayplanError


def clear(bench: Bench) -> None:
    """Removes everything that bears the bench's token. Raises BayplanError for what could not be, after trying all.

    It tells no step, for it also runs after a cancel.
    """
    client, failures = bench.client, []

    def attempt(step: Callable[[], None]) -> None:
        try:
            step()
        except BayplanError as error:
            if not is_gone(error):
                failures.append(error)

    for payload in client.containers():
        if _ours(payload, bench.token):
            attempt(partial(client.remove_container, payload["Id"], volumes=True, force=True))
    volumes = client.volumes()
    there = {volume["Name"] for volume in volumes}
    ours = {volume["Name"] for volume in volumes if _ours(volume, bench.token)}
    for name in sorted(ours | (bench.anonymous & there)):
        attempt(partial(client.remove_volume, name))
    for image in client.images():
        if _ours(image, bench.token):
            attempt(partial(_remove_image, client, image["Id"]))
    if failures:
        raise BayplanError(
            f"{len(failures)} things that the experiment made could not be removed.",
            why=failures[0].sentence(),
            what_next="Remove them with: bayplan clean.",
            details="\n".join(failure.sentence() for failure in failures),
        )


def _remove_image(client: EngineClient, image: str) -> None:
    client.remove_image(image, force=True)


def _ours(payload: Json, token: str) -> bool:
    return bool((payload.get("Labels") or {}).get(LAB_LABEL) == token)
