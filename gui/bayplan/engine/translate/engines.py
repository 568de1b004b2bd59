"""``/info`` and ``/version`` as an Engine."""

from __future__ import annotations

from bayplan.domain.model import Engine
from bayplan.engine.client import Json
from bayplan.engine.translate.values import items, mapping, text, texts

#: The driver type that info shows when images are kept by containerd (Engine 24 on; the default of fresh 29s).
_SNAPSHOTTER = "io.containerd.snapshotter.v1"


def engine_from(info: Json, version: Json, host: str, *, api_version: str, local: bool, demo: bool) -> Engine:
    """An engine from GET /info and GET /version.

    ``host`` is the URL that is spoken to, ``api_version`` the version in use, ``local`` whether ``host`` is on this
    machine; an engine in a virtual machine is never local, for its paths are those of the machine's.
    """
    name = text(info.get("Name"))
    root_dir = text(info.get("DockerRootDir")) or None
    os_type = text(info.get("OSType")) or text(version.get("Os")) or "linux"
    podman = is_podman(version)
    vm = _virtual_machine(info, version, host, podman=podman)
    swarm_state = mapping(info.get("Swarm")).get("LocalNodeState")
    options = info.get("SecurityOptions")
    return Engine(
        # Podman makes up another id for every answer (seen on 4.3 to 6.1), so its host's name tells it apart better.
        id=("" if podman else text(info.get("ID"))) or name or host,
        name=name,
        host=host,
        product="Podman" if podman else _product(version),
        version=text(info.get("ServerVersion")) or text(version.get("Version")),
        api_version=api_version,
        os_type=os_type,
        operating_system=text(info.get("OperatingSystem")) or None,
        storage_driver=text(info.get("Driver")) or None,
        image_store="containerd" if _uses_containerd(info) else "classic",
        root_dir=root_dir,
        volumes_dir=_volumes_dir(root_dir, os_type),
        rootless=any("name=rootless" in option for option in texts(options)) if isinstance(options, list) else None,
        swarm=swarm_state == "active" if isinstance(swarm_state, str) else None,
        live_restore=info["LiveRestoreEnabled"] if isinstance(info.get("LiveRestoreEnabled"), bool) else None,
        vm=vm,
        local=local and vm is None,
        demo=demo,
    )


def _component_names(version: Json) -> list[str]:
    return [text(mapping(component).get("Name")) for component in items(version.get("Components"))]


def is_podman(version: Json) -> bool:
    """Whether GET /version is answered by Podman."""
    return any(name.startswith("Podman") for name in _component_names(version))


def _product(version: Json) -> str:
    """Docker's own builds call their platform "Docker Engine - …" or "Docker Desktop …", distributions' nothing."""
    platform = text(mapping(version.get("Platform")).get("Name"))
    return "Docker Engine" if not platform or platform.startswith("Docker") else platform


def _uses_containerd(info: Json) -> bool:
    return any(
        isinstance(pair, list) and len(pair) == 2 and pair[1] == _SNAPSHOTTER
        for pair in items(info.get("DriverStatus"))
    )


def _volumes_dir(root_dir: str | None, os_type: str) -> str | None:
    if root_dir is None:
        return None
    separator = "\\" if os_type == "windows" else "/"
    return f"{root_dir.rstrip(separator)}{separator}volumes"


def _virtual_machine(info: Json, version: Json, host: str, *, podman: bool) -> str | None:
    """The name of the product whose virtual machine the engine runs in; None when nothing says that it does."""
    name = text(info.get("Name")).lower()
    system = text(info.get("OperatingSystem")).lower()
    kernel = text(info.get("KernelVersion")).lower()
    platform = text(mapping(version.get("Platform")).get("Name")).lower()
    place = host.lower()
    if "docker desktop" in system or "docker desktop" in platform or name == "docker-desktop":
        return "Docker Desktop"
    if "orbstack" in system or "orbstack" in kernel or name == "orbstack" or "/.orbstack/" in place:
        return "OrbStack"
    if "rancher desktop" in system or "rancher-desktop" in name or "/.rd/" in place:
        return "Rancher Desktop"
    if name.startswith("colima") or "/.colima/" in place:
        return "Colima"
    if name.startswith("lima-") or "/.lima/" in place:
        return "Lima"
    if podman and ("podman-machine" in place or "podman/machine" in place):
        return "Podman machine"
    return None
