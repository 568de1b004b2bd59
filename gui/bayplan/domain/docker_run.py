"""A container as the ``docker run`` that would make another one like it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from bayplan.domain import recreation
from bayplan.domain.inventory import Inventory
from bayplan.domain.model import Container, ContainerDetails
from bayplan.domain.mount_flags import MASK, Snippet, masked_note, mount_flag, relabel_letter, volume_flag


def docker_run(container: Container, inventory: Inventory) -> Snippet:
    """The command, one option a line, for a POSIX shell; lines above it say what its reader must fill in or know.

    No text before the container was inspected. What comes by itself is left out (see ``recreation``).
    """
    details = container.details
    if details is None:
        return Snippet(None, "The container's details have not been read yet.")
    mounts, unsaid = _mount_options(container, details, inventory)
    options = [
        f"--name {shlex.quote(container.name)}",
        *_lifecycle_options(container, details),
        *_isolation_options(container, details),
        *(f"-e {shlex.quote(variable)}" for variable in details.environment),
        *(f"-p {shlex.quote(port)}" for port in details.ports),
        *mounts,
        *(
            f"--label {shlex.quote(f'{name}={value}')}"
            for name, value in recreation.own_labels(container, inventory).items()
        ),
    ]
    if details.entrypoint:
        options.append(f"--entrypoint {shlex.quote(details.entrypoint[0])}")
    words = [container.image, *details.entrypoint[1:], *details.command]
    options.append(" ".join(shlex.quote(word) for word in words))
    command = " \\\n  ".join(["docker run -d", *options])
    notes = [masked_note()] if MASK in command else []
    notes.extend(unsaid)
    return Snippet("".join(f"# {note}\n" for note in notes) + command)


def _lifecycle_options(container: Container, details: ContainerDetails) -> Iterable[str]:
    if container.auto_remove:
        yield "--rm"
    elif container.restart_policy and container.restart_policy != "no":  # the engine refuses both together
        yield f"--restart {shlex.quote(container.restart_policy)}"
    if hostname := recreation.own_hostname(container, details):
        yield f"--hostname {shlex.quote(hostname)}"
    if network := recreation.own_network(details):
        yield f"--network {shlex.quote(network)}"
    if details.user:
        yield f"--user {shlex.quote(details.user)}"
    if details.working_dir:
        yield f"--workdir {shlex.quote(details.working_dir)}"


def _isolation_options(container: Container, details: ContainerDetails) -> Iterable[str]:
    if container.read_only_rootfs:
        yield "--read-only"
    if details.privileged:
        yield "--privileged"
    if details.memory_limit:
        yield f"--memory {details.memory_limit}"
    if ipc_mode := recreation.own_ipc_mode(details):
        yield f"--ipc {shlex.quote(ipc_mode)}"
    if shm_size := recreation.own_shm_size(details):
        yield f"--shm-size {shm_size}"


def _mount_options(
    container: Container, details: ContainerDetails, inventory: Inventory
) -> tuple[list[str], list[str]]:
    """The options that make the container's mounts, and sentences about those that cannot be said."""
    options = [f"--volumes-from {shlex.quote(source)}" for source in details.volumes_from]
    unsaid = []
    for mount in recreation.own_mounts(container, inventory):
        volume = inventory.volumes.get(mount.source) if mount.kind.is_volume else None
        said = volume_flag(mount, fresh=True) if relabel_letter(mount) else mount_flag(mount, volume, fresh=True)
        if said.text is None:
            unsaid.append(f"Not mounted at {one_line(mount.destination)}: {said.note}")
        else:
            options.append(said.text)
    return options, unsaid


def one_line(text: str) -> str:
    """Text of the engine for a comment: a line break in it must not end the comment."""
    return " ".join(text.splitlines())
