"""A test mount as the commands that do the same, ready to copy."""

from __future__ import annotations

import shlex

from bayplan.domain.commands import Snippet, compose_mount, mount_flag
from bayplan.domain.test_mount import TestMountSpec, as_mount, planned_volume


def as_docker_run(spec: TestMountSpec) -> Snippet:
    """The ``docker run`` that makes a container with this mount."""
    flag = mount_flag(as_mount(spec), planned_volume(spec), fresh=True)
    if flag.text is None:
        return flag
    image = shlex.quote(spec.image or "busybox:latest")
    return Snippet(f"docker run --rm -it \\\n  {flag.text} \\\n  {image}", flag.note)


def as_compose(spec: TestMountSpec) -> Snippet:
    """The Compose file with one service that has this mount."""
    return compose_mount(as_mount(spec), planned_volume(spec), service="app", external=False)
