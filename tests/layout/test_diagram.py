"""What the picture shows, folds and says; nothing is drawn that the engine did not say."""

from __future__ import annotations

from dataclasses import replace

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import CREATED_LABEL, Image, Layer
from bayplan.domain.test_mount import TEST_MOUNT
from bayplan.layout.diagram import ViewOptions, lay_out
from bayplan.layout.shapes import Box, Diagram
from bayplan.layout.theme import THEMES, load_theme
from tests.layout import scenarios
from tests.support.builders import ENGINE, bind_mount, many, shm_mount, volume_mount


def boxes(diagram: Diagram, role: str) -> list[Box]:
    """The boxes of a role."""
    return [box for box in diagram.boxes if box.role == role]


def words(diagram: Diagram, thing: str = "") -> list[str]:
    """The texts of a thing, or of all."""
    return [text.text for text in diagram.texts if not thing or text.thing == thing]


def one(*mounts: str) -> Inventory:
    """A container with binds of these host paths."""
    binds = [bind_mount("app", path, f"/mnt{n}") for n, path in enumerate(mounts)]
    return scenarios.inventory([scenarios.container("app", "app", *binds)])


def test_space_is_true() -> None:
    diagram = lay_out(scenarios.design())
    host, docker = boxes(diagram, "host")[0], boxes(diagram, "docker-area")[0]
    for box in boxes(diagram, "container") + boxes(diagram, "image"):
        assert host.x < box.x < box.x + box.w < host.x + host.w
    volume = next(box for box in diagram.boxes if box.thing == "volume:shop_pgdata")
    assert docker.x < volume.x < volume.x + volume.w < docker.x + docker.w
    assert docker.y < volume.y < volume.y + volume.h < docker.y + docker.h
    remote = [box for box in diagram.boxes if box.kind is StoreKind.REMOTE]
    assert len(remote) == 3
    assert all(box.x > host.x + host.w for box in remote)


def test_one_thing_has_one_box() -> None:
    diagram = lay_out(scenarios.design())
    solid = [box.thing for box in diagram.boxes if box.role in {"store", "container", "image", "unused-store"}]
    twice = {thing for thing in solid if solid.count(thing) > 1}
    assert twice == {"volume:media"}, "only a network volume is at both ends of its edge"
    assert sum(edge.target == "volume:shop_uploads" for edge in diagram.edges) == 3


def test_shared_layers_are_the_same_thing() -> None:
    diagram = lay_out(scenarios.design())
    shared = boxes(diagram, "shared-layer")
    assert [box.thing for box in shared] == [ids.layer_thing("base")] * 3
    assert words(diagram, ids.layer_thing("base"))[:2] == ["97 MB", "debian:12-slim · shared by 3 images"]


def test_a_shared_base_is_named_by_the_image_that_ends_there() -> None:
    base = Layer(digest="b", command="ADD file:0123 in /", size=1)
    images = [
        scenarios.image("debian:12-slim", 1, base),
        scenarios.image("app", 2, base, Layer(digest="a", command="COPY . /", size=1)),
    ]
    diagram = lay_out(scenarios.inventory([scenarios.container("c", "app")], images))
    assert "debian:12-slim · shared by 2 images" in words(diagram)


def test_small_layers_become_one_row() -> None:
    layers = [Layer(digest=f"l{n}", command=f"step {n}", size=100 if n % 4 else 50_000_000) for n in range(12)]
    diagram = lay_out(scenarios.inventory(images=[scenarios.image("app", 1, *layers)]))
    assert "3 small layers" in words(diagram)
    assert len(boxes(diagram, "layer")) == 6


def test_nothing_is_claimed_that_was_not_read() -> None:
    diagram = lay_out(scenarios.virtual_machine())
    assert "layers not read yet" in words(diagram)
    assert words(diagram, "volume:pg") == ["not measured", "pg", "named volume"]
    assert words(diagram, ids.writable_store("api")) == ["not measured", "writable layer"]
    said = " ".join(words(diagram))
    assert "Read together with the details of the containers" in said
    assert "0 B" not in said
    assert "None" not in said


def test_an_empty_engine_says_so() -> None:
    said = words(lay_out(scenarios.empty()))
    for sentence in ("No images yet.", "No containers yet.", "No volumes yet.", "No bind mounts."):
        assert sentence in said


def test_a_virtual_machine_lies_inside_the_host() -> None:
    diagram = lay_out(scenarios.virtual_machine())
    host, vm = boxes(diagram, "host")[0], boxes(diagram, "vm")[0]
    assert host.x < vm.x < vm.x + vm.w < host.x + host.w
    assert host.y < vm.y < vm.y + vm.h < host.y + host.h
    assert any(text.startswith("VM  Docker Desktop") for text in words(diagram))


def test_windows_has_pipes_and_no_memory() -> None:
    said = words(lay_out(scenarios.windows()))
    assert "NAMED PIPES" in said
    assert "MEMORY" not in said
    assert "NAMED PIPES" not in words(lay_out(scenarios.design()))


def test_the_demo_says_so() -> None:
    diagram = lay_out(scenarios.inventory(engine=replace(ENGINE, demo=True)))
    assert diagram.demo
    assert "HOST  workstation · Docker Engine 28.2 · overlay2 · demo" in words(diagram)


def test_quiet_things_fold() -> None:
    inventory = scenarios.design()
    diagram = lay_out(inventory)
    fold = ids.fold_thing("default-shm")
    assert words(diagram, fold)[1] == "6 default /dev/shm"
    assert diagram.stand_ins[ids.shm_store("web-1")] == fold
    opened = lay_out(inventory, ViewOptions(unfolded=frozenset({fold})))
    assert ids.shm_store("web-1") in {box.thing for box in opened.boxes}


def test_unused_volumes() -> None:
    diagram = lay_out(scenarios.design())
    fold = ids.fold_thing("anonymous-unused")
    assert words(diagram, fold) == ["1.9 GB", "4 anonymous volumes", "used by nobody"]
    assert words(diagram, "volume:old_pgdata")[2] == "used by nobody · created 1 month ago"
    assert {box.thing for box in boxes(diagram, "unused-store")} == {fold, "volume:old_pgdata"}


def test_images_without_instances_fold() -> None:
    diagram = lay_out(scenarios.design())
    assert words(diagram, ids.fold_thing("images")) == ["up to 2.1 GB", "3 images without instances"]
    assert diagram.stand_ins[ids.image_thing("node:20")] == ids.fold_thing("images")


def test_findings_stand_on_their_box() -> None:
    said = words(lay_out(scenarios.design()), "bind:/var/run/docker.sock")
    assert "⚠ gives root on this host" in said


def test_home_is_short_only_on_this_machine() -> None:
    here = lay_out(one("/home/ada/code"), ViewOptions(home="/home/ada"))
    assert "~/code" in words(here)
    inventory = one("/home/ada/code")
    there = lay_out(replace(inventory, engine=replace(ENGINE, local=False)), ViewOptions(home="/home/ada"))
    assert "/home/ada/code" in words(there)
    assert "/home/adam" in words(lay_out(one("/home/adam"), ViewOptions(home="/home/ada")))


def test_a_folder_with_several_binds_has_a_heading() -> None:
    diagram = lay_out(one("/srv/a/1", "/srv/a/2", "/srv/a/3", "/opt/x"))
    assert "/srv/a" in words(diagram)
    assert "3 places in it" in words(diagram)
    assert "/opt" not in words(diagram)


def test_tests_are_marked_and_can_be_hidden() -> None:
    diagram = lay_out(scenarios.hostile())
    assert {box.thing for box in diagram.boxes if "test" in box.flags and box.role != "state-dot"} == {
        "container:bayplan-test-1",
        "volume:bayplan-test-1",
    }
    assert "test mount" in words(diagram, "volume:bayplan-test-1")
    hidden = lay_out(scenarios.hostile(), ViewOptions(hide_tests=True))
    assert not any("bayplan-test-1" in box.thing for box in hidden.boxes)


def test_a_folded_group_takes_its_own_stores_along() -> None:
    inventory = scenarios.design()
    shop = ids.group_thing("shop")
    diagram = lay_out(inventory, ViewOptions(folded=frozenset({shop})))
    assert [box.thing for box in boxes(diagram, "folded-group")] == [shop]
    assert len(boxes(diagram, "container")) == 2
    assert diagram.stand_ins["container:db-1"] == shop
    assert diagram.stand_ins["volume:shop_pgdata"] == ids.fold_thing("docker-area:group:shop")
    known = {box.thing for box in diagram.boxes}
    assert set(diagram.stand_ins.values()) <= known
    assert all(edge.source in known and edge.target in known for edge in diagram.edges)


def test_everything_has_a_box_or_a_stand_in() -> None:
    for inventory in (scenarios.design(), many(300)):
        diagram = lay_out(inventory, ViewOptions(show_quiet=True))
        shown = {box.thing for box in diagram.boxes} | diagram.stand_ins.keys()
        assert {ids.container_thing(container) for container in inventory.containers} <= shown
        assert {ids.image_thing(image) for image in inventory.images} <= shown
        assert set(inventory.stores) <= shown


def test_hundreds_of_containers_fold_by_group_and_open_one_by_one() -> None:
    inventory = many(300)
    diagram = lay_out(inventory)
    assert diagram.folding
    assert len(boxes(diagram, "folded-group")) == 30
    opened = lay_out(inventory, ViewOptions(unfolded=frozenset({ids.group_thing("project-3")})))
    assert len(boxes(opened, "container")) == 10
    assert not lay_out(many(150)).folding


def test_groups_and_containers_stand_in_natural_order() -> None:
    containers = [scenarios.container(name, "i", project=p) for p in ("p10", "p2") for name in (f"{p}-10", f"{p}-9")]
    containers.append(scenarios.container("alone", "i"))
    cards = boxes(lay_out(scenarios.inventory(containers)), "container")
    placed = sorted(cards, key=lambda box: (box.y, box.x))
    assert [box.thing.removeprefix("container:") for box in placed] == ["p2-9", "p2-10", "p10-9", "p10-10", "alone"]


def test_swarm_pods_and_no_project_have_their_words() -> None:
    plain = scenarios.container("c", "i", project="web")
    for kind, service, expected in (
        ("swarm", "api", "▾ web · swarm stack"),
        ("swarm", "web", "▾ web · swarm service"),
        ("pod", "x", "▾ web · pod"),
        ("compose", "x", "▾ web · compose project"),
    ):
        diagram = lay_out(scenarios.inventory([replace(plain, group_kind=kind, service=service)]))
        assert expected in words(diagram)
    assert "▾ not in a project" in words(lay_out(scenarios.inventory([scenarios.container("c", "i")])))


def test_the_shape_follows_the_window() -> None:
    wide, tall = (lay_out(many(100), ViewOptions(aspect=aspect)) for aspect in (2.5, 0.8))
    assert wide.width / wide.height > 1.7
    assert tall.width / tall.height < 1.1


def test_untagged_images_and_odd_states() -> None:
    image = Image(id="sha256:" + "ab" * 32, inspected=True)
    dead = replace(scenarios.container("c", image.id), state="dead", status="Dead", command="", size_rw=None)
    diagram = lay_out(scenarios.inventory([dead], [image]))
    assert "<untagged> abababababab" in words(diagram)
    assert "no layers" in words(diagram)
    assert "dead" in words(diagram)
    assert boxes(diagram, "state-dot")[0].flags == {"stopped"}


def test_a_non_default_shm_is_shown() -> None:
    inventory = scenarios.inventory([scenarios.container("db", "i", shm_mount("db", size=1 << 30))])
    assert words(lay_out(inventory), ids.shm_store("db")) == ["not measured", "db:/dev/shm", "limit 1 GiB"]


def test_every_colour_is_in_every_theme() -> None:
    inventory = scenarios.inventory(
        [replace(scenarios.container("t", "i", volume_mount("t", "v", "/v")), labels={CREATED_LABEL: TEST_MOUNT})]
    )
    for theme in map(load_theme, THEMES):
        for scene in (inventory, scenarios.design(), scenarios.windows(), scenarios.empty()):
            for text in lay_out(scene).texts:
                assert theme.colour(text.role).startswith("#")
