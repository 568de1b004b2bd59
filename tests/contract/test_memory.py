"""How much lies in the memory of containers: told without touching them, and only while they run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from bayplan.domain import ids
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from bayplan.engine.memory_use import measure_memory
from tests.contract.containers import started
from tests.support.cli_engine import CliEngine

PAGE = 4096
SCRATCH = {"Type": "tmpfs", "Target": "/scratch", "TmpfsOptions": {"SizeBytes": 8 << 20}}
FAST = {"Type": "volume", "Source": "contract-fast", "Target": "/fast"}
#: Not with the mount: Podman would make an ordinary volume.
FAST_VOLUME = {"Name": "contract-fast", "Driver": "local", "DriverOpts": {"type": "tmpfs", "device": "tmpfs"}}


def measured(client: EngineClient, identity: str) -> dict[str, int | None]:
    """Bytes by store, of what one container sees."""
    return measure_memory(client, read_inventory(client), {identity})


def test_what_is_written_is_measured_in_whole_pages(client: EngineClient) -> None:
    client.create_volume(FAST_VOLUME)
    identity = started(client, "contract-memory", SCRATCH, FAST, Tmpfs={"/quick": "size=1m"})
    stores = {
        "/scratch": ids.tmpfs_store(identity, "/scratch"),
        "/quick": ids.tmpfs_store(identity, "/quick"),
        "/dev/shm": ids.shm_store(identity),
        "/fast": ids.volume_store("contract-fast"),
    }
    assert measured(client, identity) == dict.fromkeys(stores.values(), 0)
    for number, path in enumerate(stores, 1):
        client.write_file(identity, f"{path}/file", "x" * (number * PAGE - 1))
    assert measured(client, identity) == {store: number * PAGE for number, store in enumerate(stores.values(), 1)}
    inventory = read_inventory(client, sizes=True)
    assert inventory.stores[stores["/scratch"]].size == PAGE
    assert inventory.stores[stores["/fast"]].size == 4 * PAGE


def test_a_container_that_does_not_run_has_nothing_in_memory(client: EngineClient) -> None:
    identity = started(client, "contract-memory", SCRATCH)
    client.write_file(identity, "/scratch/file", "x")
    client.stop_container(identity)
    assert measured(client, identity) == {}
    client.start_container(identity)
    assert measured(client, identity)[ids.tmpfs_store(identity, "/scratch")] == 0


def test_shared_memory_is_measured_where_its_owner_sees_it(client: EngineClient) -> None:
    owner = started(client, "contract-owner", IpcMode="shareable")
    guest = started(client, "contract-guest", IpcMode=f"container:{owner}")
    client.write_file(guest, "/dev/shm/file", "x")
    both = measure_memory(client, read_inventory(client))
    assert both[ids.shm_store(owner)] == PAGE
    assert ids.shm_store(guest) not in both
    client.remove_container(guest, force=True)  # Podman removes no owner before its guests


def test_measuring_can_be_given_up_between_containers(client: EngineClient) -> None:
    identity = started(client, "contract-memory", SCRATCH)
    inventory = read_inventory(client)
    given_up = measure_memory(client, inventory, {identity}, wanted=lambda: False)
    assert set(given_up.values()) == {None}


def test_nobody_is_measured_who_was_not_asked_for(client: EngineClient) -> None:
    started(client, "contract-memory", SCRATCH)
    assert measure_memory(client, read_inventory(client), frozenset()) == {}


class Elsewhere:
    """A client of an engine on another host, of whose processes the kernel here knows nothing."""

    def __init__(self, client: EngineClient) -> None:
        self._client = client

    def inspect_containers(self, identities: Sequence[str]) -> Iterable[Json]:
        """As the engine answers."""
        return self._client.inspect_containers(identities)

    def run_in_container(self, identity: str, argv: Sequence[str]) -> str:
        """As the engine does."""
        return self._client.run_in_container(identity, argv)

    def memory_use(self, *_: object) -> dict[str, int]:
        """Nothing is told."""
        return {}


def test_with_consent_the_container_itself_is_asked(real_engine: CliEngine) -> None:
    client = connect(resolve(host=real_engine.host))
    identity = started(client, "contract-memory", SCRATCH)
    client.write_file(identity, "/scratch/file", "x" * 5000)
    inventory = read_inventory(client)
    far = cast(EngineClient, Elsewhere(client))
    scratch = ids.tmpfs_store(identity, "/scratch")
    assert measure_memory(far, inventory, {identity})[scratch] is None
    assert measure_memory(far, inventory, {identity}, consent=True)[scratch] == 2 * PAGE
    gone = [replace(mount, destination="/not-there") for mount in inventory.containers[identity].mounts]
    lost = replace(inventory, containers={identity: replace(inventory.containers[identity], mounts=tuple(gone))})
    assert set(measure_memory(far, lost, consent=True).values()) == {None}
    client.close()
