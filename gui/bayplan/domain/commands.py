"""Things and mounts as text that makes them again: ``--mount``, ``-v``, Compose, ``docker run``.

Every function gives a :class:`Snippet`: the text, or why there is none. All are pure.
"""

from __future__ import annotations

from bayplan.domain.compose_yaml import compose_container, compose_mount
from bayplan.domain.docker_run import docker_run
from bayplan.domain.mount_flags import MASK, Snippet, mount_flag, volume_flag

__all__ = ["MASK", "Snippet", "compose_container", "compose_mount", "docker_run", "mount_flag", "volume_flag"]
