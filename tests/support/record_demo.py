"""Records the demo: makes the scenario on a private engine, reads its payloads, makes them neutral, writes the file.

Run it as root on Linux with Docker installed: ``make demo``. Only a private engine of its own is touched.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bayplan.domain.inventory import Inventory
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.memory_use import measure_memory
from tests.support.demo_scenario.containers import make_host_folders, make_volumes, run_containers
from tests.support.demo_scenario.images import build_images
from tests.support.demo_scenario.volume_plugin import volume_plugin
from tests.support.private_engine import PrivateEngine

#: What of /info is worth keeping; the rest tells of the recording machine.
_INFO = (
    *("ID", "Name", "Driver", "DriverStatus", "DockerRootDir", "OSType", "OperatingSystem", "ServerVersion"),
    *("SecurityOptions", "LiveRestoreEnabled", "Architecture", "LoggingDriver", "Swarm", "CgroupVersion"),
)
_VERSION = ("Platform", "Version", "ApiVersion", "MinAPIVersion", "Os", "Arch")


def main(folder: Path) -> None:
    """Records into ``folder``/linux.json."""
    with tempfile.TemporaryDirectory(prefix="bp-demo-", dir="/tmp") as name:
        work = Path(name)
        root = work / "host"
        root.mkdir()
        make_host_folders(root)
        contexts = work / "build"
        contexts.mkdir()
        engine = PrivateEngine()
        with _shared(root), volume_plugin(work / "blockstore"):
            engine.start()
            try:
                build_images(engine, contexts)
                make_volumes(engine)
                run_containers(engine, root)
                recorded = read_all(connect(resolve(host=engine.host)))
            finally:
                engine.stop()
    replaced = {
        str(root): "",
        str(engine.folder / "data"): "/var/lib/docker",
        str(engine.folder / "exec"): "/run/docker",
        str(work / "blockstore"): "/var/lib/blockstore",
    }
    text = neutral(json.dumps(recorded, indent=1, ensure_ascii=False, sort_keys=True), replaced)
    target = folder / "linux.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text + "\n", encoding="utf-8")
    print(f"Recorded {len(recorded['containers'])} containers into {target} ({len(text) // 1000} kB)")


def read_all(client: EngineClient) -> dict[str, Any]:
    """Every payload that the demo answers from."""
    containers = client.containers(size=True)
    inventory = read_inventory(client)
    images = client.images()
    info = {key: value for key, value in client.info().items() if key in _INFO}
    version = {key: value for key, value in client.version().items() if key in _VERSION}
    return {
        "recorded_at": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        "info": info | {"Name": "workstation"},
        "version": version,
        "containers": containers,
        "inspect_containers": list(client.inspect_containers([c["Id"] for c in containers])),
        "images": images,
        "inspect_images": client.inspect_images([i["Id"] for i in images]),
        "volumes": client.volumes(),
        "disk_usage": {"Volumes": client.disk_usage().get("Volumes") or []},
        "changes": {c["Id"]: client.changes(c["Id"]) for c in containers},
        "memory": _memory(inventory, measure_memory(client, inventory)),
    }


def _memory(inventory: Inventory, measured: Mapping[str, int | None]) -> dict[str, dict[str, int]]:
    """What EngineClient.memory_use tells of each container, by path, where something lies in memory."""
    found: dict[str, dict[str, int]] = {}
    for mount in inventory.mounts():
        size = measured.get(mount.store)
        if size and inventory.stores[mount.store].owner == mount.container:
            found.setdefault(mount.container, {})[mount.destination] = size
    return found


def neutral(text: str, replaced: dict[str, str]) -> str:
    """The recording with this machine's paths replaced; a path that becomes empty was the root of the host."""
    for path, replacement in replaced.items():
        if not replacement:
            text = text.replace(f'"{path}"', '"/"').replace(f'"{path}:', '"/:')
        text = text.replace(path, replacement)
    return text


@contextmanager
def _shared(folder: Path) -> Iterator[None]:
    """Makes ``folder`` a shared mount, which the scenario's propagation options need."""
    subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
    try:
        subprocess.run(["mount", "--make-rshared", str(folder)], check=True)
        yield
    finally:
        subprocess.run(["umount", "--recursive", str(folder)], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("resources/demo"))
