"""The special cases of what survives what, done for real on a private engine: every prediction is looked at afterwards.

The plain cases are experiments of the lab (tests/lab); here is what those do not make: restart policies, containers
that never ran, volumes that are a tmpfs, shared ones, and ones that were mounted by their 64 digits.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from bayplan.domain import ids
from bayplan.domain.event import WHOLE_ENGINE, Event, Target
from bayplan.domain.fates import fates
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import Becomes, Fate, Outcome
from bayplan.engine.assemble import read_inventory
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from tests.conftest import new_engine
from tests.support.private_engine import PrivateEngine

#: Ends by itself when it is asked to, with this exit code.
ENDING = "trap 'exit {code}' TERM; while :; do sleep 3600 & wait $!; done"
RUN = ("run", "--detach", "--network", "none")
CREATE = ("create", "--network", "none")


@dataclass(frozen=True)
class Bench:
    """An engine, and what it is asked and told."""

    engine: PrivateEngine

    def make(self, name: str, *options: str, how: tuple[str, ...] = RUN, code: int = 0) -> str:
        """A container with an anonymous volume at /own; the volume's name."""
        before = self.volumes()
        script = ENDING.format(code=code)
        self.engine.docker(*how, "--name", name, "--volume", "/own", *options, "busybox", "sh", "-c", script)
        (own,) = {volume for volume in self.volumes() - before if len(volume) == 64}
        return own

    def volumes(self) -> set[str]:
        """Names of all volumes."""
        return set(self.engine.docker("volume", "ls", "--quiet").split())

    def states(self) -> dict[str, str]:
        """The state of every container that is there, by name."""
        lines = self.engine.docker("ps", "--all", "--format", "{{.Names}} {{.State}}").splitlines()
        return dict(line.split() for line in lines)

    def write(self, name: str, *paths: str) -> None:
        """A marker at each path."""
        self.engine.docker("exec", name, "sh", "-c", "for path; do echo marker > $path; done", "sh", *paths)

    def has(self, name: str, path: str) -> bool:
        """Whether the marker is still there, as a process in the running container sees it."""
        try:
            return self.engine.docker("exec", name, "cat", path) == "marker"
        except subprocess.CalledProcessError:
            return False

    def inventory(self) -> Inventory:
        """What Bayplan knows of the engine."""
        client = connect(resolve(host=self.engine.host))
        try:
            return read_inventory(client)
        finally:
            client.close()


def named(inventory: Inventory, *names: str) -> Target:
    """Containers by name."""
    return Target.containers(*(key for key, one in inventory.containers.items() if one.name in names))


@pytest.fixture
def bench(clean_engine: PrivateEngine) -> Bench:
    return Bench(clean_engine)


@pytest.fixture(params=[(), ("--live-restore",)], ids=["plain", "live-restore"])
def fresh(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Iterator[Bench]:
    """An engine of its own, with and without live-restore."""
    engine = new_engine(pytestconfig, *request.param)
    try:
        engine.start()
        engine.import_busybox_image()
        yield Bench(engine)
    finally:
        engine.stop()


@pytest.mark.engine
class TestAnEngineThatStarts:
    """Containers of every restart policy, running or not, with and without --rm, and an engine that ends in order."""

    def test_restart_policies_and_rm(self, fresh: Bench) -> None:
        engine, own = fresh.engine, {}
        policies = ("no", "always", "unless-stopped", "on-failure")
        for policy in policies:
            own[f"running-{policy}"] = fresh.make(f"running-{policy}", "--restart", policy, "--tmpfs", "/t", code=3)
            own[f"stopped-{policy}"] = fresh.make(f"stopped-{policy}", "--restart", policy, code=3)
            engine.docker("stop", f"stopped-{policy}")
        own["created-always"] = fresh.make("created-always", "--restart", "always", how=CREATE)
        own["created-rm"] = fresh.make("created-rm", "--rm", how=CREATE)
        own["running-rm"] = fresh.make("running-rm", "--rm", "--tmpfs", "/t")
        for policy in policies:
            fresh.write(f"running-{policy}", "/layer", "/own/file", "/t/file", "/dev/shm/file")
        before = fresh.inventory()
        predicted = fates(before, Event.ENGINE_RESTART, WHOLE_ENGINE)
        engine.restart_in_order()

        after, left = fresh.states(), fresh.volumes()
        for key, fate in predicted.containers.items():
            name, was_running = before.containers[key].name, before.containers[key].running
            expected = {
                Becomes.REMOVED: "gone",
                Becomes.RESTARTED: "running",
                Becomes.STOPPED: "exited",
                Becomes.UNTOUCHED: "running" if was_running else before.containers[key].state,
            }[fate.becomes]
            assert after.get(name, "gone") == expected, f"{name}: {fate.reason}"
            volume = predicted.stores[ids.volume_store(own[name])].fate
            if volume is not Fate.DEPENDS:
                assert (own[name] in left) is (volume is not Fate.LOST), name
        for policy in policies:
            if after[f"running-{policy}"] != "running":
                engine.docker("start", f"running-{policy}")
            key = named(before, f"running-{policy}").names[0]
            for store, path in (
                (ids.writable_store(key), "/layer"),
                (ids.tmpfs_store(key, "/t"), "/t/file"),
                (ids.shm_store(key), "/dev/shm/file"),
            ):
                survived = predicted.stores[store].fate is Fate.SURVIVES
                assert fresh.has(f"running-{policy}", path) is survived, f"{policy} {path}"


class TestVolumes:
    def test_removing_one_with_rm_by_force_leaves_its_anonymous_volume(self, bench: Bench) -> None:
        own = bench.make("brief", "--rm")
        before = bench.inventory()
        outcome = fates(before, Event.REMOVE, named(before, "brief"))
        bench.engine.docker("rm", "--force", "brief")
        assert outcome.stores[ids.volume_store(own)].fate is Fate.ORPHANED
        assert own in bench.volumes()

    @pytest.mark.parametrize("command", ["stop", "kill"])
    def test_its_end_takes_the_volume_along(self, bench: Bench, command: str) -> None:
        own = bench.make("brief", "--rm")
        before = bench.inventory()
        event = Event.STOP if command == "stop" else Event.KILL
        outcome = fates(before, event, named(before, "brief"))
        bench.engine.docker(command, "brief")
        wait_until_destroyed(bench, outcome.of.names[0])
        assert outcome.stores[ids.volume_store(own)].fate is Fate.LOST
        assert own not in bench.volumes()

    def test_a_volume_mounted_by_its_digits_is_not_removed_with_its_container(self, bench: Bench) -> None:
        own = bench.make("first")
        bench.engine.docker("rm", "--force", "first")
        for name, mount in (("bind", f"{own}:/own"), ("mount", "")):
            words = ("--volume", mount) if mount else ("--mount", f"type=volume,source={own},target=/own")
            bench.engine.docker(*CREATE, "--name", name, *words, "busybox", "true")
        bench.engine.docker(*CREATE, "--name", "heir", "--volumes-from", "bind", "busybox", "true")
        before = bench.inventory()
        outcome = fates(before, Event.REMOVE_VOLUMES, named(before, "bind", "mount", "heir"))
        assert outcome.stores[ids.volume_store(own)].fate is Fate.ORPHANED
        bench.engine.docker("rm", "--volumes", "bind", "mount", "heir")
        assert own in bench.volumes()

    def test_an_anonymous_volume_stays_until_its_last_user_is_removed_with_v(self, bench: Bench) -> None:
        own = bench.make("source")
        bench.engine.docker(*CREATE, "--name", "heir", "--volumes-from", "source", "busybox", "true")
        for last, names in ((False, ["source"]), (True, ["heir"])):
            before = bench.inventory()
            outcome = fates(before, Event.REMOVE_VOLUMES, named(before, *names))
            assert outcome.stores[ids.volume_store(own)].fate is (Fate.LOST if last else Fate.SURVIVES)
            bench.engine.docker("rm", "--force", "--volumes", *names)
            assert (own in bench.volumes()) is not last

    @pytest.mark.parametrize("other", ["none", "created", "running"])
    @pytest.mark.parametrize("event", [Event.RESTART, Event.KILL, Event.REMOVE])
    def test_a_tmpfs_volume_is_emptied_when_its_last_running_user_ends(
        self, bench: Bench, event: Event, other: str
    ) -> None:
        bench.engine.docker("volume", "create", "--opt", "type=tmpfs", "--opt", "device=tmpfs", "fast")
        bench.make("user", "--volume", "fast:/fast")
        if other != "none":
            bench.make("other", "--volume", "fast:/fast", how=CREATE if other == "created" else RUN)
        bench.write("user", "/fast/file")
        before = bench.inventory()
        found = fates(before, event, named(before, "user")).stores[ids.volume_store("fast")]
        act: dict[Event, Callable[[], str]] = {
            Event.RESTART: lambda: bench.engine.docker("restart", "user"),
            Event.KILL: lambda: bench.engine.docker("kill", "user"),
            Event.REMOVE: lambda: bench.engine.docker("rm", "--force", "user"),
        }
        act[event]()
        looker = "other" if other == "running" else "user" if event is not Event.REMOVE else ""
        if looker and bench.states()[looker] != "running":
            bench.engine.docker("start", looker)
        if not looker:
            looker = "looker"
            bench.make("looker", "--volume", "fast:/fast")
        assert found.fate is (Fate.SURVIVES if other == "running" else Fate.LOST)
        assert bench.has(looker, "/fast/file") is (found.fate is Fate.SURVIVES)

    def test_what_prunes_remove(self, bench: Bench) -> None:
        bench.engine.docker("volume", "create", "named")
        bench.engine.docker("volume", "create", "--opt", "type=tmpfs", "--opt", "device=tmpfs", "options")
        lonely = bench.make("gone")
        bench.engine.docker("rm", "--force", "gone")
        kept = bench.make("stopped", "--volume", "in-use:/data", how=CREATE)
        for event, words in (
            (Event.VOLUME_PRUNE, ("volume", "prune", "--force")),
            (Event.SYSTEM_PRUNE_VOLUMES, ("system", "prune", "--force", "--volumes")),
        ):
            outcome = fates(bench.inventory(), event, WHOLE_ENGINE)
            there = bench.volumes()
            bench.engine.docker(*words)
            assert lost_volumes(outcome) == there - bench.volumes(), event
        assert not {lonely, kept} & bench.volumes()
        assert "options" in bench.volumes()


class TestSharedMemory:
    def test_a_guest_keeps_it_when_its_owner_ends(self, bench: Bench) -> None:
        bench.make("owner", "--ipc", "shareable")
        bench.make("guest", "--ipc", "container:owner")
        bench.write("owner", "/dev/shm/file")
        before = bench.inventory()
        owner = named(before, "owner")
        assert fates(before, Event.RESTART, owner).stores[ids.shm_store(owner.names[0])].fate is Fate.DEPENDS
        bench.engine.docker("restart", "owner")
        assert bench.has("guest", "/dev/shm/file")
        assert not bench.has("owner", "/dev/shm/file")


def lost_volumes(outcome: Outcome) -> set[str]:
    """Names of the volumes that are predicted to be lost."""
    return {
        ids.split_thing(store)[1]
        for store, fate in outcome.stores.items()
        if store.startswith("volume:") and fate.fate is Fate.LOST
    }


def wait_until_destroyed(bench: Bench, identity: str) -> None:
    """Waits for the engine's own word, which it gives when all that goes along is gone."""
    words = ("events", "--since", "0", "--filter", f"container={identity}", "--format", "{{.Action}}")
    with subprocess.Popen(["docker", "--host", bench.engine.host, *words], stdout=subprocess.PIPE, text=True) as told:
        assert told.stdout is not None
        assert any(line.strip() == "destroy" for line in told.stdout)
        told.terminate()
