"""Entries of the container list and inspects as Containers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bayplan.domain.model import Container, ContainerDetails
from bayplan.engine.client import Json
from bayplan.engine.masking import mask_arguments, mask_environment, mask_labels, mask_text
from bayplan.engine.remote_names import references_from
from bayplan.engine.translate.groups import group_of
from bayplan.engine.translate.mounts import inspected_mounts, listed_mounts
from bayplan.engine.translate.repeats import Repeats
from bayplan.engine.translate.values import full_id, items, mapping, moment, string_map, text, texts, whole_number

#: Podman's words for states, in Docker's.
_STATES = {"stopped": "exited", "configured": "created", "initialized": "created", "stopping": "running", "": "created"}
#: What stands before the program proper in many images and says nothing about what runs.
_WRAPPERS = frozenset({"docker-entrypoint.sh", "docker-php-entrypoint", "entrypoint.sh", "tini", "dumb-init", "--"})
_SHELL_PREFIXES = ("/bin/sh -c ", "sh -c ", "/bin/bash -c ", "bash -c ")


def container_from_list(payload: Json) -> Container:
    """A container from an entry of GET /containers/json: no details, and of its mounts only what the list tells."""
    container_id = text(payload.get("Id"))
    labels = string_map(payload.get("Labels"))
    group = group_of(labels, payload)
    size_rw = whole_number(payload.get("SizeRw"))
    if size_rw is None and "SizeRw" not in payload and whole_number(payload.get("SizeRootFs")) is not None:
        size_rw = 0  # with size=1 the classic store leaves a zero out
    return Container(
        id=container_id,
        name=_listed_name(payload),
        image=text(payload.get("Image")),
        image_id=full_id(payload.get("ImageID")),
        state=_state(text(payload.get("State"))),
        status=text(payload.get("Status")),
        command=readable_command(mask_text(" ".join(texts(payload.get("Command"))))),
        created=moment(payload.get("Created")),
        project=group.project,
        service=group.service,
        group_kind=group.kind,
        labels=mask_labels(labels),
        size_rw=size_rw,
        mounts=listed_mounts(container_id, payload),
    )


def container_from_inspect(payload: Json, listed: Container | None = None, repeats: Repeats | None = None) -> Container:
    """A container from GET /containers/{id}/json; what only the list knows (phrase, measured size) is kept.

    ``repeats`` is shared by the containers of one bulk read.
    """
    repeats = repeats or Repeats()
    container_id = text(payload.get("Id"))
    config = mapping(payload.get("Config"))
    host_config = mapping(payload.get("HostConfig"))
    state = mapping(payload.get("State"))
    labels = string_map(config.get("Labels"))
    group = group_of(labels, payload)
    words = (text(payload.get("Path")), *texts(payload.get("Args")))
    now = _state(text(state.get("Status")))
    size_rw = whole_number(payload.get("SizeRw"))
    return Container(
        id=container_id,
        name=text(payload.get("Name")).lstrip("/"),
        image=(listed.image if listed else "") or text(config.get("Image")),
        image_id=full_id(payload.get("Image")) or (listed.image_id if listed else ""),
        state=now,
        status=listed.status if listed and listed.state == now else "",
        command=listed.command if listed and listed.command else _command(words),
        created=moment(payload.get("Created")) or (listed.created if listed else None),
        project=group.project or (listed.project if listed else None),
        service=group.service or (listed.service if listed else None),
        group_kind=group.kind or (listed.group_kind if listed else ""),
        labels=mask_labels(labels),
        auto_remove=_flag(host_config.get("AutoRemove")),
        read_only_rootfs=_flag(host_config.get("ReadonlyRootfs")),
        restart_policy=_restart_policy(host_config),
        size_rw=size_rw if size_rw is not None else listed.size_rw if listed else None,
        mounts=inspected_mounts(container_id, payload),
        remotes=references_from(
            environment=texts(config.get("Env")),
            arguments=(*texts(config.get("Entrypoint")), *texts(config.get("Cmd"))),
            health_check=texts(mapping(config.get("Healthcheck")).get("Test")),
            labels=labels,
            known=repeats.remotes,
        ),
        details=_details(payload, config, host_config, state, repeats),
    )


def readable_command(command: str) -> str:
    """What runs, without shells and scripts around it: "docker-entrypoint.sh postgres" gives "postgres"."""
    words = command.split()
    while len(words) > 1 and words[0].strip("\"'").rpartition("/")[2] in _WRAPPERS:
        del words[0]
    shown = " ".join(words)
    for prefix in _SHELL_PREFIXES:
        if shown.startswith(prefix):
            return _unquoted_script(shown.removeprefix(prefix))
    return shown


def _unquoted_script(words: str) -> str:
    """The list quotes arguments with blanks: "'sleep 5; ls' x" gives "sleep 5; ls x"."""
    quote = words[:1]
    if quote not in {"'", '"'}:
        return words
    script, _, rest = words[1:].rpartition(quote)
    return f"{script}{rest}" if script else words


def _command(words: Iterable[str]) -> str:
    return readable_command(" ".join(mask_arguments([word for word in words if word])))


def _listed_name(payload: Json) -> str:
    """The container's own name: a legacy link adds "/other/alias" to the list of names."""
    names = [name.removeprefix("/") for name in texts(payload.get("Names"))]
    return next((name for name in names if "/" not in name), names[0] if names else text(payload.get("Id"))[:12])


def _state(word: str) -> str:
    return _STATES.get(word.lower(), word.lower())


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _restart_policy(host_config: Json) -> str | None:
    """ "no", "always", "unless-stopped", "on-failure" or "on-failure:3"; None when the engine does not say."""
    policy = host_config.get("RestartPolicy")
    if not isinstance(policy, dict):
        return None
    name = text(policy.get("Name")) or "no"
    retries = whole_number(policy.get("MaximumRetryCount"))
    return f"{name}:{retries}" if retries and name == "on-failure" else name


def _details(payload: Json, config: Json, host_config: Json, state: Json, repeats: Repeats) -> ContainerDetails:
    driver = mapping(payload.get("GraphDriver"))
    snapshot = mapping(mapping(mapping(payload.get("Storage")).get("RootFS")).get("Snapshot"))  # API 1.52
    finished = moment(state.get("FinishedAt"))
    ended = not state.get("Running") and finished is not None
    health = text(mapping(state.get("Health")).get("Status"))
    return ContainerDetails(
        entrypoint=mask_arguments(texts(config.get("Entrypoint"))),
        command=mask_arguments(texts(config.get("Cmd"))),
        environment=mask_environment(texts(config.get("Env")), repeats.shown),
        working_dir=text(config.get("WorkingDir")),
        user=text(config.get("User")),
        hostname=text(config.get("Hostname")),
        network_mode=text(host_config.get("NetworkMode")),
        ports=_ports(mapping(host_config.get("PortBindings"))),
        ipc_mode=text(host_config.get("IpcMode")),
        shm_size=whole_number(host_config.get("ShmSize")) or None,
        volumes_from=texts(host_config.get("VolumesFrom")),
        graph_driver=text(driver.get("Name")) or text(snapshot.get("Name")) or None,
        upper_dir=text(mapping(driver.get("Data")).get("UpperDir")) or None,
        log_driver=text(mapping(host_config.get("LogConfig")).get("Type")) or None,
        log_path=text(payload.get("LogPath")) or None,
        privileged=host_config.get("Privileged") is True,
        memory_limit=whole_number(host_config.get("Memory")) or None,
        started_at=moment(state.get("StartedAt")),
        finished_at=finished,
        exit_code=whole_number(state.get("ExitCode")) if ended else None,
        health=health if health not in {"", "none"} else None,
        network_names=_network_names(mapping(payload.get("NetworkSettings"))),
    )


def _ports(bindings: Mapping[str, Any]) -> tuple[str, ...]:
    """Published ports in the spelling of ``-p``: "8080:80", "127.0.0.1:5353:53/udp"; an open host port is left out."""
    if not bindings:
        return ()
    ports: list[str] = []
    for inner, outer in bindings.items():
        port = inner.removesuffix("/tcp")
        for binding in map(mapping, items(outer)):
            address, number = text(binding.get("HostIp")), text(binding.get("HostPort"))
            if ":" in address:
                address = f"[{address}]"
            if address:
                ports.append(f"{address}:{number}:{port}")
            else:
                ports.append(f"{number}:{port}" if number else port)
    return tuple(ports)


def _network_names(settings: Json) -> tuple[str, ...]:
    """Aliases and addresses under which containers of the same networks reach this one."""
    names: dict[str, None] = {}
    for network in mapping(settings.get("Networks")).values():
        endpoint = mapping(network)
        for name in (*texts(endpoint.get("Aliases")), *texts(endpoint.get("DNSNames"))):
            names[name.lower()] = None
        for address in (text(endpoint.get("IPAddress")), text(endpoint.get("GlobalIPv6Address"))):
            if address:
                names[address] = None
    return tuple(names)
