"""A container's inspect payload as the request that makes one like it, with other volumes where they are asked for.

As Compose recreates a container (docker/compose, pkg/compose, create.go and convergence.go: the anonymous volumes are
carried over by their names, the networks joined with what was asked of each), but from what the engine tells alone, for
there need not be a Compose file. The image is named by its id where its name means another one by now.

What the engine filled in is left out, so that it fills it in anew: a host name made of the id, the aliases it adds, the
addresses it chose, and what may not be sent together (moby, runconfig/hostconfig_unix.go, daemon/create.go). A MAC
address chosen for one network (API 1.44, and the CLI from then on) looks like one that was not, and is left out.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bayplan.domain.formatting import short_id
from bayplan.engine.client import Json
from bayplan.engine.translate.mount_options import split_bind

#: Networks that every engine has: the network mode says all there is to say of them.
_BUILT_IN = frozenset({"", "default", "bridge", "host", "none", "nat"})
#: What a person may ask of a connection to a network; all else in it is the engine's.
_ENDPOINT_KEYS = ("IPAMConfig", "Links", "Aliases", "DriverOpts", "GwPriority")


@dataclass(frozen=True, slots=True, kw_only=True)
class SameAgain:
    """What makes a container again.

    Attributes:
        name: without the slash. body: of POST /containers/create.
        networks: name and endpoint of each further network, to be joined before the start: engines before API 1.44 take
            only one at the creation.
    """

    name: str
    body: Json
    networks: tuple[tuple[str, Json], ...]


def same_again(
    inspected: Json,
    *,
    image: str,
    volumes: Mapping[str, str] | None = None,
    inherited: Collection[str] = (),
) -> SameAgain:
    """The request for a container like the inspected one.

    Args:
        image: what to make it from: the reference that it was made from where that still means the same image, else
            the image's id.
        volumes: names of other volumes, by the path at which each takes the place of what was mounted there.
        inherited: paths of mounts that come from another container (``--volumes-from``), and will again.
    """
    config: Json = copy.deepcopy(inspected["Config"])
    host_config: Json = copy.deepcopy(inspected["HostConfig"])
    config["Image"] = image
    _leave_to_the_engine(config, host_config, str(inspected["Id"]))
    others = {_clean(path): name for path, name in (volumes or {}).items()}
    _mount(inspected, host_config, others, frozenset(map(_clean, inherited)))
    networks = _networks(inspected, host_config)
    body = {**config, "HostConfig": host_config}
    if networks:
        name, endpoint = networks[0]
        body["NetworkingConfig"] = {"EndpointsConfig": {name: endpoint}}
    return SameAgain(name=str(inspected["Name"]).lstrip("/"), body=body, networks=tuple(networks[1:]))


def _leave_to_the_engine(config: Json, host_config: Json, container: str) -> None:
    """Takes out what an inspect tells but nobody asked for, and what may not be sent together."""
    mode = str(host_config.get("NetworkMode") or "")
    joined = mode.startswith("container:")
    of_host = mode == "host" or host_config.get("UTSMode") == "host"
    if joined or of_host or config.get("Hostname") == short_id(container):
        config.pop("Hostname", None)
    if joined:
        for key in ("Domainname", "ExposedPorts"):
            config.pop(key, None)
        host_config["PortBindings"] = {}
    if joined or not config.get("MacAddress"):
        config.pop("MacAddress", None)
    # Shown as /db:/web/alias, taken as db:alias.
    links = [str(link).lstrip("/").split(":", 1) for link in host_config.get("Links") or ()]
    host_config["Links"] = [f"{other}:{alias.rpartition('/')[2]}" for other, alias in links]


def _mount(inspected: Json, host_config: Json, others: Mapping[str, str], inherited: frozenset[str]) -> None:
    """Puts the other volumes in their places, and carries the rest over by their names."""
    there = {_clean(mount["Destination"]): mount for mount in inspected.get("Mounts") or ()}
    requests = [mount for mount in host_config.get("Mounts") or () if _clean(mount["Target"]) not in others]
    binds = [bind for bind in host_config.get("Binds") or () if _bound_at(bind) not in others]
    tmpfs = {path: options for path, options in (host_config.get("Tmpfs") or {}).items() if _clean(path) not in others}
    for request in requests:
        known = there.get(_clean(request["Target"]), {})
        if request["Type"] == "volume" and not request.get("Source") and known.get("Name"):
            request["Source"] = known["Name"]  # it was asked for without a name
    done = {_clean(request["Target"]) for request in requests} | {_bound_at(bind) for bind in binds} | inherited
    carried = {path: source for path, mount in there.items() if path not in done and (source := _source(mount))}
    for path, source in {**carried, **others}.items():
        known = there.get(path, {})
        destination = str(known.get("Destination") or path)
        binds.append(f"{source}:{destination}" if known.get("RW", True) else f"{source}:{destination}:ro")
    host_config["Mounts"], host_config["Binds"] = requests, binds
    if "Tmpfs" in host_config:
        host_config["Tmpfs"] = tmpfs


def _source(mount: Json) -> str:
    """What Binds call the source of a mount that exists; "" for what they cannot name."""
    match mount["Type"]:
        case "volume":
            return str(mount.get("Name") or "")
        case "bind" | "npipe":
            return str(mount.get("Source") or "")
    return ""


def _bound_at(bind: str) -> str:
    return _clean(split_bind(bind)[1])


def _clean(path: str) -> str:
    return path.rstrip("/\\") or "/"


def _networks(inspected: Json, host_config: Json) -> list[tuple[str, Json]]:
    """The networks that a person made, with what was asked of each; the one of the network mode first."""
    mode = str(host_config.get("NetworkMode") or "")
    if mode.startswith("container:") or mode in {"host", "none"}:
        return []
    known: dict[str, Any] = (inspected.get("NetworkSettings") or {}).get("Networks") or {}
    own = {name: endpoint or {} for name, endpoint in known.items() if name not in _BUILT_IN}
    # The mode may be the network's id.
    names = sorted(own, key=lambda name: (mode not in {name, own[name].get("NetworkID")}, name))
    return [(name, _endpoint(own[name], str(inspected["Id"]))) for name in names]


def _endpoint(endpoint: Json, container: str) -> Json:
    asked = {key: endpoint[key] for key in _ENDPOINT_KEYS if endpoint.get(key)}
    if aliases := list(_own_aliases(asked.get("Aliases") or (), container)):
        asked["Aliases"] = aliases
    else:
        asked.pop("Aliases", None)
    return asked


def _own_aliases(aliases: Iterable[str], container: str) -> Iterable[str]:
    """Without the container's own short id, which the engine adds (before API 1.45)."""
    return (alias for alias in aliases if alias != short_id(container))
