"""Entries of the image list and inspects (with their history) as Images."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bayplan.domain.model import Image, Layer
from bayplan.engine.client import Json
from bayplan.engine.history import commands_of_layers
from bayplan.engine.masking import mask_labels
from bayplan.engine.translate.values import full_id, items, mapping, moment, string_map, text, texts, whole_number


def image_from_list(payload: Json) -> Image:
    """An image from an entry of GET /images/json; its layers and declared volumes are not known yet."""
    return Image(
        id=full_id(payload.get("Id")),
        tags=_tags(payload),
        size=whole_number(payload.get("Size")),
        created=moment(payload.get("Created")),
        labels=mask_labels(string_map(payload.get("Labels"))),
    )


def image_from_inspect(payload: Json, listed: Image | None = None) -> Image:
    """An image from GET /images/{id}/json with its GET /images/{id}/history under "History"; the list's size is kept.

    With the containerd image store the two differ: inspect tells the compressed content alone, which is less than the
    layers are together; the list, as ``docker images`` shows it, what lies on the disk (seen on 26.1 and 28.5).
    """
    config = mapping(payload.get("Config"))
    history = [mapping(entry) for entry in items(payload.get("History"))]
    diff_ids = texts(mapping(payload.get("RootFS")).get("Layers"))
    made_by = commands_of_layers(history, len(diff_ids))
    size = listed.size if listed is not None else None
    return Image(
        id=full_id(payload.get("Id")),
        tags=_tags(payload),
        size=whole_number(payload.get("Size")) if size is None else size,
        created=moment(payload.get("Created")),
        declared_volumes=tuple(sorted(mapping(config.get("Volumes")))),
        layers=tuple(
            Layer(digest=digest, command=command, size=size)
            for digest, (command, size) in zip(chain_ids(diff_ids), made_by, strict=True)
        ),
        labels=mask_labels(string_map(config.get("Labels"))),
        architecture=text(payload.get("Architecture")) or None,
        os=text(payload.get("Os")) or None,
        inspected=True,
    )


def chain_ids(diff_ids: Sequence[str]) -> list[str]:
    """Each layer's chain id as Docker computes it: of the layer together with all below it, base first.

    Source: the OCI image specification, config.md, "Layer ChainID".
    """
    chain: list[str] = []
    for diff_id in diff_ids:
        if not chain:
            chain.append(diff_id)
        else:
            chain.append("sha256:" + hashlib.sha256(f"{chain[-1]} {diff_id}".encode()).hexdigest())
    return chain


def _tags(payload: Json) -> tuple[str, ...]:
    """Tags without the ``<none>:<none>`` that engines below API 1.43 put in their place."""
    return tuple(tag for tag in texts(payload.get("RepoTags")) if not tag.startswith("<none>"))
