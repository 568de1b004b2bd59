"""What is said about each kind of thing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bayplan.domain import ids
from bayplan.domain.copy_forms import copy_forms, copy_subjects
from bayplan.domain.inspect_thing import inspect_thing, inspect_things
from bayplan.domain.inspection import Form, Inspection, Row, Section, Tone
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container
from bayplan.domain.stores import build_inventory
from tests.support.builders import ENGINE, NOW, many, tmpfs_mount
from tests.support.shop import ANONYMOUS, BASE, DANGLING, DB, IMPORT, LONG_NAME, POSTGRES, RUNNER, WEB_1, WEB_2, shop


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    return shop()


def said(inventory: Inventory, thing: str) -> Inspection:
    inspection = inspect_thing(inventory, thing, NOW)
    assert inspection is not None
    return inspection


def section(inspection: Inspection, title: str) -> Section:
    [found] = [each for each in inspection.sections if each.title == title]
    return found


def row(inspection: Inspection, title: str, label: str) -> Row:
    [found] = [each for each in section(inspection, title).rows if each.label == label]
    return found


def test_a_container_says_first_where_its_state_lives(inventory: Inventory) -> None:
    inspection = said(inventory, ids.container_thing(DB))
    assert (inspection.title, inspection.pill, inspection.pill_tone) == ("db-1", "running", Tone.OK)
    assert inspection.subtitle == "postgres:16 · shop / db · up 3 days"
    first = inspection.sections[0]
    assert (first.title, first.note) == ("Where its state lives", "sizes as of 12:00")
    assert [(each.label, each.note, each.value) for each in first.rows] == [
        ("writable layer", "in the overlay", "63 kB"),
        ("shop_pgdata", "/var/lib/postgresql/data", "1.2 GB"),
        ("9f2c…e1 anonymous", "/backup", "96 MB"),
        ("/etc/ssl/certs", "/certs · read-only", ""),
        ("/dev/shm", "limit 1 GiB", "size unknown"),
    ]
    assert row(inspection, "Where its state lives", "shop_pgdata").share == 1.0
    assert row(inspection, "Where its state lives", "/dev/shm").share is None


def test_remote_stores_of_a_container_say_that_they_are_inferred(inventory: Inventory) -> None:
    inspection = said(inventory, ids.container_thing(WEB_1))
    redis = row(inspection, "Where its state lives", "Redis")
    assert redis.note == "cache.example.net:6380 · 0 · inferred from REDIS_URL"
    assert redis.thing == ids.remote_store("redis", "cache.example.net:6380", "0")
    assert row(inspection, "Where its state lives", "shop_uploads").note == "/app/uploads · shared by 3"


def test_a_container_that_removes_itself_says_so(inventory: Inventory) -> None:
    at_exit = row(said(inventory, ids.container_thing(WEB_2)), "Image and life", "At exit")
    assert (at_exit.tone, at_exit.value) == (Tone.WARNING, "removed (--rm), with its anonymous volumes")
    assert row(said(inventory, ids.container_thing(WEB_1)), "Image and life", "At exit").tone is Tone.NORMAL


def test_before_the_inspect_the_details_are_said_to_be_read(inventory: Inventory) -> None:
    inspection = said(inventory, ids.container_thing(RUNNER))
    image, reading = section(inspection, "Image and life").rows
    assert "being read" in reading.label
    assert image.thing == ""  # the engine does not have that image any more
    assert inspection.subtitle.endswith("up 2 hours")
    assert [finding.value for finding in section(inspection, "Findings").rows] == ["high", "low"]


def test_an_ended_container(inventory: Inventory) -> None:
    inspection = said(inventory, ids.container_thing(IMPORT))
    assert inspection.title == LONG_NAME
    assert inspection.subtitle == "alpine:3.19 · exited (0) 3 weeks ago"
    assert row(inspection, "Where its state lives", "writable layer").value == "size unknown"
    assert row(inspection, "Memory and isolation", "Privileged").tone is Tone.DANGER
    labels = section(inspection, "Labels")
    assert (labels.folded, labels.note, len(labels.rows)) == (True, "60", 60)


def test_environment_is_folded_and_masked(inventory: Inventory) -> None:
    environment = section(said(inventory, ids.container_thing(DB)), "Environment")
    assert environment.folded
    assert [(each.label, each.value) for each in environment.rows] == [
        ("POSTGRES_DB", "shop"),
        ("POSTGRES_PASSWORD", "•••"),
    ]


def test_a_volume(inventory: Inventory) -> None:
    inspection = said(inventory, ids.volume_store("shop_uploads"))
    assert (inspection.title, inspection.pill) == ("shop_uploads", "named volume")
    assert inspection.subtitle == "driver local · used by 3 containers"
    size = row(inspection, "Where it lives", "size")
    assert (size.value, size.note) == ("3.4 GB", "39% of the largest store")
    users = section(inspection, "Used by").rows
    assert [(each.label, each.note) for each in users] == [
        ("ci-runner", "/uploads · read-only"),
        ("web-1", "/app/uploads · read-write"),
        ("web-2", "/app/uploads · read-write"),
    ]
    assert users[1].thing == ids.container_thing(WEB_1)
    assert section(inspection, "Findings").rows[0].value == "low"
    assert inspection.has_raw_json


def test_an_unused_volume_says_nobody_and_not_since_when(inventory: Inventory) -> None:
    inspection = said(inventory, ids.volume_store("old_pgdata"))
    assert inspection.subtitle == "driver local · used by nobody"
    assert row(inspection, "Where it lives", "size").note == "the largest store here"
    [nobody] = section(inspection, "Used by").rows
    assert nobody.form is Form.TEXT
    assert "Nobody" in nobody.label


def test_an_engine_that_counts_otherwise_is_quoted(inventory: Inventory) -> None:
    volumes = [replace(v, ref_count=2) if v.name == "old_pgdata" else v for v in inventory.volumes.values()]
    other = build_inventory(
        engine=ENGINE,
        containers=inventory.containers.values(),
        images=inventory.images.values(),
        volumes=volumes,
        taken_at=NOW,
    )
    inspection = said(other, ids.volume_store("old_pgdata"))
    assert row(inspection, "Driver", "Engine counts").value == "2 containers"
    assert section(inspection, "Where it lives").note == "sizes not measured yet"


def test_a_network_volume_names_its_server_and_masks_its_options(inventory: Inventory) -> None:
    inspection = said(inventory, ids.volume_store("media"))
    assert row(inspection, "Where it lives", "Server").value == "nas.local:/export/media"
    assert row(inspection, "Where it lives", "size").value == "size unknown"
    assert row(inspection, "Driver options", "o").value == "addr=nas.local,password=•••"


def test_a_bind_says_why_it_is_sensitive_and_who_has_it(inventory: Inventory) -> None:
    inspection = said(inventory, ids.bind_store("/var/run/docker.sock"))
    assert (inspection.title, inspection.pill) == ("/var/run/docker.sock", "bind mount")
    assert row(inspection, "Where it lives", "Sensitive").value == "gives root on this host"
    [user] = section(inspection, "Used by").rows
    assert user.note == "/var/run/docker.sock · read-write · rprivate"
    [finding] = section(inspection, "Findings").rows
    assert (finding.value, finding.tone) == ("high", Tone.DANGER)
    assert "size" not in {each.label for each in section(inspection, "Where it lives").rows}


def test_a_path_of_an_engine_in_a_virtual_machine_says_so(inventory: Inventory) -> None:
    in_vm = replace(inventory, engine=replace(ENGINE, vm="Docker Desktop"))
    path = row(said(in_vm, ids.volume_store("shop_pgdata")), "Where it lives", "Path")
    assert path.note == "a path inside Docker Desktop"


def test_memory_says_its_limit(inventory: Inventory) -> None:
    inspection = said(inventory, ids.tmpfs_store(WEB_1, "/run/session"))
    assert row(inspection, "Where it lives", "size").note == "limit 16 MiB"
    assert row(inspection, "Where it lives", "Lies in").value == "memory of web-1"


def test_that_nothing_limits_a_tmpfs_is_said_only_when_it_is_known(inventory: Inventory) -> None:
    def limit(container: Container) -> str:
        made = build_inventory(engine=ENGINE, containers=[container], images=[], volumes=[], taken_at=NOW)
        return row(said(made, ids.tmpfs_store(WEB_1, "/t")), "Where it lives", "size").note

    free = replace(inventory.containers[WEB_1], mounts=(tmpfs_mount(WEB_1, "/t"),))
    assert limit(free) == "no limit"
    assert limit(replace(free, details=None)) == "limit not known"
    half = replace(tmpfs_mount(WEB_1, "/t"), options={"size": "50%"})
    assert limit(replace(free, mounts=(half,))) == "limit 50%"


def test_a_remote_store_gives_its_evidence(inventory: Inventory) -> None:
    inspection = said(inventory, ids.remote_store("redis", "cache.example.net:6380", "0"))
    assert row(inspection, "Where it lives", "Inferred from").value == "REDIS_URL of web-1, web-2"
    assert row(inspection, "Where it lives", "TLS").value == "true"
    assert section(inspection, "Used by").rows[0].note == "named in REDIS_URL"


def test_an_image_says_its_layers_from_the_top_and_who_shares_them(inventory: Inventory) -> None:
    inspection = said(inventory, ids.image_thing(POSTGRES))
    assert inspection.subtitle == "431 MB · 2 layers · 1 instance"
    layers = section(inspection, "Layers")
    assert layers.note == "97 MB shared"
    assert [(each.label, each.note) for each in layers.rows] == [
        ("RUN apt-get install postgresql-16", ""),
        ("debian:12-slim", "shared by 2 images"),
    ]
    assert row(inspection, "Declared volumes", "VOLUME").value == "/var/lib/postgresql/data"
    assert [each.label for each in section(inspection, "Instances").rows] == ["db-1"]
    assert said(inventory, ids.image_store(POSTGRES)) == inspection


def test_an_image_that_was_not_read_yet_says_so(inventory: Inventory) -> None:
    inspection = said(inventory, ids.image_thing(DANGLING))
    assert inspection.pill == "dangling"
    assert "not been read" in section(inspection, "Layers").rows[0].label
    assert "Not read" in section(inspection, "Declared volumes").rows[0].label


def test_a_layer_and_a_declared_volume(inventory: Inventory) -> None:
    layer = said(inventory, ids.layer_thing(BASE.digest))
    assert (layer.pill, layer.subtitle) == ("shared layer", "97 MB · in 2 images")
    assert row(layer, "Where it lives", "Position").value == "1 of 2, counted from the base"
    declared = said(inventory, ids.declared_volume_thing(POSTGRES, "/var/lib/postgresql/data"))
    [instance] = section(declared, "What its instances have there").rows
    assert (instance.label, instance.note) == ("db-1", "named volume shop_pgdata")


def test_a_group_adds_up_its_stores(inventory: Inventory) -> None:
    inspection = said(inventory, ids.group_thing("shop"))
    assert inspection.subtitle == "3 containers, 3 running"
    assert inspection.pill == "Compose project"
    totals = {each.label: (each.value, each.note) for each in section(inspection, "Where its state lives").rows}
    assert totals["writable layers"] == ("87 kB", "3")
    assert totals["named volumes"] == ("4.6 GB", "2")
    assert totals["bind mounts"] == ("", "2")
    assert totals["tmpfs mounts"] == ("size unknown", "2")
    assert said(inventory, ids.group_thing("")).title == "not in a project"


def test_a_zone_lists_its_stores_from_the_largest_on(inventory: Inventory) -> None:
    inspection = said(inventory, ids.zone_thing("docker-area"))
    names = [each.label for each in section(inspection, "Stores").rows]
    assert names == ["old_pgdata", "shop_uploads", "shop_pgdata", "9f2c…e1"]


def test_nothing_selected_is_the_engine(inventory: Inventory) -> None:
    inspection = said(inventory, "")
    assert (inspection.title, inspection.subtitle) == ("workstation", "Docker Engine 28.2 · API 1.50 · overlay2")
    assert row(inspection, "What there is", "Containers").value == "5 · 4 running"
    assert row(inspection, "What there is", "Volumes").value == "5 · 1 used by nobody, 8.8 GB"
    assert row(inspection, "Where the bytes are", "writable layers").value == "at least 87 kB"
    assert row(inspection, "Where the bytes are", "image layers").value == "522 MB"
    assert row(inspection, "Where the bytes are", "memory").share is None
    assert section(inspection, "Biggest stores").rows[0].label == "old_pgdata"
    assert said(replace(inventory, engine=replace(ENGINE, demo=True)), "").pill == "demo"


def test_several_things_add_up(inventory: Inventory) -> None:
    things = [ids.container_thing(DB), ids.volume_store("old_pgdata"), ids.image_thing(POSTGRES)]
    inspection = inspect_things(inventory, things, NOW)
    assert inspection.title == "3 things selected"
    assert [each.label for each in section(inspection, "Selected").rows] == ["db-1", "postgres:16", "old_pgdata"]
    assert row(inspection, "Together", "named volumes").value == "10 GB"


def test_folds_list_what_is_in_them(inventory: Inventory) -> None:
    assert [each.label for each in said(inventory, ids.fold_thing("named-unused")).sections[0].rows] == ["old_pgdata"]
    assert len(said(inventory, ids.fold_thing("default-shm")).sections[0].rows) == 2
    assert said(inventory, ids.fold_thing("elsewhere:shop")).title == "shop"
    assert "Open the box" in said(inventory, ids.fold_thing("something-new")).sections[0].rows[0].label


def test_what_is_not_there_is_nothing(inventory: Inventory) -> None:
    for thing in ("container:x", "image:x", "layer:x", "group:x", "zone:x", "volume:x", "declared-volume:x:/y"):
        assert inspect_thing(inventory, thing, NOW) is None


def test_sizes_that_are_being_measured_are_said_to_be(inventory: Inventory) -> None:
    inspection = inspect_thing(inventory, "", NOW, measuring=True)
    assert inspection is not None
    assert section(inspection, "Where the bytes are").note == "measuring sizes…"


def test_every_thing_of_a_large_engine_can_be_inspected() -> None:
    inventory = many(60)
    things = [*map(ids.container_thing, inventory.containers), *map(ids.image_thing, inventory.images)]
    for thing in [*things, *inventory.stores]:
        inspection = said(inventory, thing)
        for each in inspection.sections:
            keys = [line.key for line in each.rows]
            assert len(keys) == len(set(keys))
            for line in each.rows:
                assert not line.thing or inspect_thing(inventory, line.thing, NOW) is not None
                assert line.share is None or 0 <= line.share <= 1


def test_long_lists_are_capped() -> None:
    inventory = many(700)
    rows = section(said(inventory, ids.zone_thing("memory")), "Stores").rows
    assert len(rows) == 201
    assert rows[-1].label == "and 500 more"


def test_copy_forms_of_containers_stores_and_nothing_else(inventory: Inventory) -> None:
    def forms(thing: str, number: int = 0) -> dict[str, str | None]:
        subject = copy_subjects(inventory, thing)[number]
        return {form.name: form.snippet.text for form in copy_forms(inventory, subject)}

    container = forms(ids.container_thing(DB))
    assert list(container) == ["docker run", "Compose", "--mount", "-v"]
    assert str(container["--mount"]).count("--mount") == 3
    uploads = ids.volume_store("shop_uploads")
    assert [subject.label for subject in copy_subjects(inventory, uploads)] == [
        "ci-runner → /uploads",
        "web-1 → /app/uploads",
        "web-2 → /app/uploads",
    ]
    assert forms(uploads)["--mount"] == "--mount type=volume,source=shop_uploads,target=/uploads,readonly"
    assert forms(uploads, 2)["-v"] == "-v shop_uploads:/app/uploads"
    assert forms(ids.volume_store("old_pgdata"))["-v"] == "-v old_pgdata:/data"
    assert ANONYMOUS in str(forms(ids.volume_store(ANONYMOUS))["--mount"])
    for thing in ("", ids.image_thing(POSTGRES), ids.writable_store(DB), "volume:x", ids.zone_thing("host")):
        assert copy_subjects(inventory, thing) == ()


def test_every_kind_of_store_has_a_sentence() -> None:
    inventory = many(1)
    store = next(iter(inventory.stores.values()))
    for kind in StoreKind:
        other = replace(inventory, stores={"x:": replace(store, id="x:", kind=kind)})
        rows = section(said(other, "x:"), "Where it lives").rows
        assert any(each.form is Form.TEXT for each in rows)
