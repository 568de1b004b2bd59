"""Golden layouts: recorded diagrams that must come out the same, to the pixel."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bayplan.layout.shapes import Diagram

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def as_json(diagram: Diagram) -> dict[str, Any]:
    """A diagram as plain lists, without what all shapes of its sort have; fates only where it shows an outcome."""
    what_if = diagram.what_if
    outcome = {"what_if": [what_if.tone, list(what_if.fates)]} if what_if else {}
    return {
        **outcome,
        "size": [round(diagram.width, 2), round(diagram.height, 2)],
        "columns": list(diagram.columns),
        "boxes": [
            [b.thing, _round(b.x, b.y, b.w, b.h), b.role, int(b.detail), str(b.kind), sorted(b.flags), b.parent]
            for b in diagram.boxes
        ],
        "texts": [
            [t.thing, _round(t.x, t.baseline, t.width), t.text, str(t.font), t.role, str(t.anchor), t.elide_middle]
            for t in diagram.texts
        ],
        "edges": [
            [
                *(e.source, e.target, [_round(*point) for point in e.points], str(e.kind), e.read_only, e.label),
                *([e.fate] if what_if else []),
            ]
            for e in diagram.edges
        ],
        "stand_ins": dict(diagram.stand_ins),
    }


def _round(*numbers: float) -> list[float]:
    return [round(number, 2) for number in numbers]


def _written(value: dict[str, Any]) -> str:
    """JSON with one shape a line, so that a difference can be read."""
    lines = []
    for key, content in value.items():
        if isinstance(content, list) and content and isinstance(content[0], list):
            inside = ",\n".join(f"  {json.dumps(item, ensure_ascii=True)}" for item in content)
            lines.append(f"{json.dumps(key)}: [\n{inside}\n]")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(content, ensure_ascii=True)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


@pytest.fixture
def check_golden(request: pytest.FixtureRequest) -> Callable[[str, Diagram], None]:
    """Compares a diagram with tests/golden/<name>.json, or writes that file under --rewrite-golden."""

    def check(name: str, diagram: Diagram) -> None:
        file = GOLDEN / f"{name}.json"
        now = as_json(diagram)
        if request.config.getoption("--rewrite-golden"):
            GOLDEN.mkdir(exist_ok=True)
            file.write_text(_written(now), encoding="utf-8")
        expected = json.loads(file.read_text(encoding="utf-8"))
        for part, content in now.items():
            assert content == expected[part], f"{part} of {name} changed; pytest --rewrite-golden if that is meant"

    return check
