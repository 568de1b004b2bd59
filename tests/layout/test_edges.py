"""Edges run in the gutters: never over a box or a text, whatever the engine holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Mount, RemoteReference, Volume
from bayplan.layout.diagram import ViewOptions, lay_out
from bayplan.layout.shapes import Edge
from tests.layout import geometry, scenarios
from tests.support.builders import bind_mount, many, redis, tmpfs_mount, volume_mount


def one_volume_of_forty() -> Inventory:
    """Forty containers write to one volume, and name one Redis."""
    containers = [
        scenarios.container(f"c-{n}", "app", volume_mount(f"c-{n}", "shared", "/data"), remotes=(redis(),))
        for n in range(40)
    ]
    return scenarios.inventory(containers, [scenarios.image("app", 1000)], [scenarios.named("shared")])


def one_container_of_thirty_mounts() -> Inventory:
    """A container with thirty mounts of every kind, ten of them on other machines, beside a plain one."""
    mounts = [
        *(volume_mount("busy", f"v-{n}", f"/v/{n}", read_only=n % 2 == 0) for n in range(10)),
        *(bind_mount("busy", f"/srv/{n}/data", f"/b/{n}") for n in range(10)),
        *(tmpfs_mount("busy", f"/t/{n}") for n in range(5)),
        *(volume_mount("busy", f"nfs-{n}", f"/n/{n}") for n in range(5)),
    ]
    remotes = tuple(redis(f"cache-{n}.example.net:6380", f"REDIS_{n}") for n in range(5))
    containers = [
        scenarios.container("busy", "app", *mounts, remotes=remotes),
        scenarios.container("calm", "app"),
    ]
    away = [
        Volume(name=f"nfs-{n}", kind=StoreKind.NETWORK_VOLUME, options={"type": "nfs"}, remote=f"nas:/export/{n}")
        for n in range(5)
    ]
    volumes = [*(scenarios.named(f"v-{n}") for n in range(10)), *away]
    return scenarios.inventory(containers, [scenarios.image("app", 1000)], volumes)


def many_small_groups() -> Inventory:
    """Sixty projects of one to three containers, each with a volume, a Redis and a network volume of its own."""
    containers, volumes = [], []
    for n in range(120):
        name = f"svc-{n}"
        remotes: tuple[RemoteReference, ...] = (redis(f"cache-{n % 30}.example.net:6380"),)
        mounts = (volume_mount(name, f"data-{n}", "/data"), volume_mount(name, f"nas-{n % 9}", "/nas"))
        containers.append(scenarios.container(name, f"img-{n % 25}", *mounts, project=f"p{n // 2}", remotes=remotes))
        volumes.append(scenarios.named(f"data-{n}", n))
    volumes += [
        Volume(name=f"nas-{n}", kind=StoreKind.NETWORK_VOLUME, options={"type": "cifs"}, remote=f"//nas/share{n}")
        for n in range(9)
    ]
    return scenarios.inventory(containers, [scenarios.image(f"img-{n}", n * 1000) for n in range(25)], volumes)


def mounted_image() -> Inventory:
    """An image that is mounted as if it were a volume."""
    mount = Mount(
        container="reader",
        store=ids.image_mount_store("models:7"),
        kind=StoreKind.IMAGE_MOUNT,
        source="models:7",
        destination="/models",
        read_only=True,
    )
    return scenarios.inventory([scenarios.container("reader", "app", mount)], [scenarios.image("app", 1000)])


_SCENES: dict[str, Callable[[], Inventory]] = {
    "design": scenarios.design,
    "empty": scenarios.empty,
    "windows": scenarios.windows,
    "virtual machine": scenarios.virtual_machine,
    "hostile": scenarios.hostile,
    "one volume of forty": one_volume_of_forty,
    "one container of thirty mounts": one_container_of_thirty_mounts,
    "many small groups": many_small_groups,
    "mounted image": mounted_image,
    "13": lambda: many(13),
    "50": lambda: many(50),
    "150": lambda: many(150),
    "300 folded": lambda: many(300),
}


@pytest.fixture(params=[0.8, 1.6, 3.0])
def aspect(request: pytest.FixtureRequest) -> float:
    """The shape of the window."""
    shape: float = request.param
    return shape


@pytest.mark.parametrize("name", _SCENES)
def test_nothing_runs_over_anything(name: str, aspect: float) -> None:
    diagram = lay_out(_SCENES[name](), ViewOptions(aspect=aspect))
    assert geometry.edges_over_things(diagram) == []
    assert geometry.slanted(diagram) == []
    assert geometry.loose_ends(diagram) == []
    assert geometry.overlapping_boxes(diagram) == []
    assert geometry.texts_outside(diagram) == []


def test_three_hundred_open_containers() -> None:
    groups = frozenset(ids.group_thing(f"project-{n}") for n in range(30))
    diagram = lay_out(many(300), ViewOptions(unfolded=groups))
    assert sum(box.role == "container" for box in diagram.boxes) == 300
    assert geometry.edges_over_things(diagram) == []
    assert geometry.overlapping_boxes(diagram) == []


def test_quiet_stores_one_by_one() -> None:
    diagram = lay_out(scenarios.design(), ViewOptions(show_quiet=True))
    assert sum(box.kind is StoreKind.SHM for box in diagram.boxes) == 7
    assert geometry.edges_over_things(diagram) == []


def test_the_look_for_edges_over_things_finds_them() -> None:
    diagram = lay_out(scenarios.design())
    card = next(box for box in diagram.boxes if box.role == "container")
    title = next(text for text in diagram.texts if text.text == "CONTAINERS")
    through = Edge("a", "b", ((card.x - 20, card.y + 5), (card.x + card.w + 20, card.y + 5)), StoreKind.BIND)
    over = Edge("c", "d", ((title.x + 5, title.baseline - 40), (title.x + 5, title.baseline + 2)), StoreKind.BIND)
    found = geometry.edges_over_things(diagram._replace(edges=(through, over)))
    assert any("container" in line for line in found)
    assert any("'CONTAINERS'" in line for line in found)


def test_every_mount_has_its_edge() -> None:
    inventory = scenarios.design()
    ends = {(edge.source, edge.target) for edge in lay_out(inventory).edges}
    for mount in inventory.mounts():
        source = ids.container_thing(mount.container)
        quiet = mount.kind is StoreKind.SHM and mount.options["size"] == str(64 << 20)
        assert ((source, mount.store) in ends) is not quiet


def test_an_edge_is_read_only_if_all_its_mounts_are() -> None:
    reads = volume_mount("app", "data", "/ro", read_only=True)
    writes = volume_mount("app", "data", "/rw")
    for mounts, expected in (((reads,), True), ((writes,), False), ((reads, writes), False)):
        container = scenarios.container("app", "app", *mounts)
        diagram = lay_out(scenarios.inventory([container], volumes=[scenarios.named("data")]))
        assert [edge.read_only for edge in diagram.edges if edge.target == "volume:data"] == [expected]


def test_edges_have_the_colour_of_their_store() -> None:
    edges = {edge.target: edge for edge in lay_out(scenarios.design()).edges if edge.source == "container:worker-1"}
    assert edges["volume:media"].kind is StoreKind.NETWORK_VOLUME


def test_the_far_end_of_a_network_volume_lies_outside_the_host() -> None:
    diagram = lay_out(scenarios.design())
    host = next(box for box in diagram.boxes if box.role == "host")
    near, far = (box for box in diagram.boxes if box.thing == "volume:media")
    assert near.x + near.w < host.x + host.w < far.x
    assert any(edge.source == edge.target == "volume:media" for edge in diagram.edges)


def test_lanes_do_not_lie_on_each_other() -> None:
    """Upright pieces of two different nets at the same x must not share a stretch."""
    pieces: dict[float, list[tuple[float, float, str]]] = {}
    for edge in lay_out(scenarios.design()).edges:
        net = edge.source if edge.kind is StoreKind.IMAGE_LAYERS else edge.target
        for (x0, y0), (x1, y1) in zip(edge.points, edge.points[1:], strict=False):
            if x0 == x1:
                pieces.setdefault(x0, []).append((min(y0, y1), max(y0, y1), net))
    for stretch in pieces.values():
        for low, high, net in stretch:
            assert not any(low < other[1] and other[0] < high and other[2] != net for other in stretch)


def test_a_stopped_container_keeps_its_edges() -> None:
    inventory = scenarios.design()
    stopped = replace(inventory, containers={k: replace(c, state="exited") for k, c in inventory.containers.items()})
    assert lay_out(stopped).edges == lay_out(inventory).edges
