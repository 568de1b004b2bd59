"""Whether a thing is still the one that was listed for removal; if not, why it is left alone.

Names say little: a volume may have been removed and made anew under its name, a container started since the list was
shown, an image given a name. Each function gives one plain sentence, "" when the thing may go.
"""

from __future__ import annotations

from collections.abc import Iterable

from bayplan.domain.model import Container, Image, Volume


def why_container_stays(listed: Container, now: Container) -> str:
    """``now`` is the container with the same id, read again just before it would be removed."""
    if now.running and not listed.running:
        return "It has been started since the list was made."
    return ""


def why_volume_stays(listed: Volume, now: Volume) -> str:
    """``now`` is the volume with the same name. One that a container refers to the engine itself refuses to remove."""
    if listed.created != now.created:
        return "It was made anew since the list was made: it is another volume of the same name."
    same = (listed.driver, listed.mountpoint, listed.options) == (now.driver, now.mountpoint, now.options)
    return "" if same else "It has another driver, place or options than the volume that was listed."


def why_image_stays(listed: Image, now: Image, users: Iterable[str]) -> str:
    """``now`` is the image with the same id; ``users`` are the names of the containers made from it by now."""
    using = sorted(users)
    if using:
        return f"{', '.join(using)} was made from it by now."
    added = sorted(set(now.tags) - set(listed.tags))
    return f"It has been given the name {', '.join(added)} since the list was made." if added else ""
