"""What Bayplan does without a window: snapshots, diagrams and cleaning up, on a machine without a display too."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bayplan.domain.event import Event
from bayplan.domain.experiment import chosen_experiments
from bayplan.domain.fates import fates
from bayplan.domain.formatting import count_text
from bayplan.domain.inventory import Inventory
from bayplan.domain.named_target import named_target
from bayplan.domain.outcome import NO_FACTS, HostFacts, Outcome
from bayplan.domain.outcome_words import summary
from bayplan.domain.proof_text import proof_lines, proof_to_json
from bayplan.domain.protection import with_protection
from bayplan.domain.removal import plan_removal
from bayplan.domain.snapshot import snapshot_to_json
from bayplan.engine import test_mounts
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.host_facts import read_host_facts
from bayplan.engine.own_folders import left_folders
from bayplan.engine.protection_file import default_protection_file
from bayplan.engine.snapshot_file import read_snapshot
from bayplan.errors import BayplanError
from bayplan.layout.diagram import lay_out
from bayplan.layout.dressing import dress
from bayplan.layout.theme import load_theme
from bayplan.layout.view_options import ViewOptions
from bayplan.picture_files import picture_bytes


@dataclass(frozen=True)
class Source:
    """Which engine to read: at most one of the three is given; none means as the docker CLI would choose."""

    host: str | None = None
    context: str | None = None
    demo: bool = False

    def open(self) -> EngineClient:
        """Connects. Raises EngineError (a BayplanError) when no engine answers."""
        if self.demo:
            from bayplan.engine.demo_client import open_demo

            return open_demo()
        from bayplan.engine.docker_client import connect
        from bayplan.engine.endpoints import resolve

        return connect(resolve(host=self.host, context=self.context))


@dataclass(frozen=True)
class Question:
    """What an event would do to what these names mean; none for an event that concerns the whole engine."""

    event: Event
    names: tuple[str, ...] = ()

    def answer(self, inventory: Inventory, facts: HostFacts) -> Outcome:
        """What it would do. Raises WrongUseError for names that mean nothing, BayplanError for what cannot happen."""
        outcome = fates(inventory, self.event, named_target(inventory, self.event, self.names), facts=facts)
        if outcome.refused:
            raise BayplanError(f"{self.event} cannot be applied to {', '.join(self.names)}.", why=outcome.refused)
        return outcome


def write_snapshot(source: Source, output: Path | None, *, sizes: bool) -> None:
    """Writes the engine's inventory as JSON to ``output``, or to stdout when it is None.

    ``sizes``: measure writable layers and volumes too, which is slow; else they are unknown.
    """
    text = json.dumps(snapshot_to_json(read(source, sizes=sizes)), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        sys.stdout.write(text)
    else:
        _write(output, text.encode("utf-8"))


def write_diagram(
    source: Source, output: Path, *, theme: str, snapshot: Path | None, question: Question | None = None
) -> None:
    """Draws the engine (or the snapshot in a file) into ``output``, in the form that its suffix asks for.

    With a ``question`` the picture shows its answer.
    """
    inventory = read_snapshot(snapshot) if snapshot else read(source, sizes=True)
    home = str(Path.home()) if inventory.engine.local else ""
    # A snapshot may be of yesterday: what the host is like now says nothing about it.
    facts = NO_FACTS if snapshot else read_host_facts(inventory.engine)
    outcome = question.answer(inventory, facts) if question else None
    diagram = lay_out(inventory, ViewOptions(home=home))
    if outcome is not None:
        diagram = dress(diagram, inventory, outcome)
    _write(output, picture_bytes(diagram, inventory, load_theme(theme), output.suffix))
    what = "the demo" if inventory.engine.demo else inventory.engine.host
    told = f" What if: {summary(outcome, inventory)}." if outcome else ""
    print(f"Wrote {output.resolve()}: {count_text(len(inventory.containers), 'container')} of {what}.{told}")


def clean(source: Source, *, dry_run: bool) -> None:
    """Removes what Bayplan created on the engine, and lists it first; with ``dry_run`` only lists it."""
    client = source.open()
    try:
        inventory = read_inventory(client)
        protected = with_protection(inventory, default_protection_file().read(inventory.engine.id))
        plan = plan_removal(protected, folders=left_folders(inventory.engine))
        if not plan and not plan.kept:
            print("There is nothing that Bayplan created.")
            return
        for line in plan.lines():
            print(line)
        for sentence in plan.kept:
            print(f"stays: {sentence}")
        if plan and not dry_run:
            test_mounts.remove(client, plan, lambda _step: None)
            print("Removed.")
    finally:
        client.close()


def prove(source: Source, events: Sequence[Event] | None, *, image: str, pull: bool, as_json: bool) -> bool:
    """Runs the experiments and prints what was predicted beside what was seen; True when all came out as predicted.

    ``events``: only these; None for all. ``image`` is what the containers are made from; it is pulled only with
    ``pull``. Steps are told on stderr.
    """
    from bayplan.engine.lab.lab import prove as run_experiments
    from bayplan.engine.lab.means import means_at_hand

    client = source.open()
    try:
        if pull and not test_mounts.has_image(client, image):
            test_mounts.pull(client, image, _tell)
        proof = run_experiments(
            client,
            chosen_experiments(events),
            helper=image,
            report=lambda step: _tell(f"{step.experiment.title}: {step.text}"),
            means=means_at_hand(client),
        )
    finally:
        client.close()
    print(json.dumps(proof_to_json(proof), indent=2, ensure_ascii=False) if as_json else "\n".join(proof_lines(proof)))
    return proof.same


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def read(source: Source, *, sizes: bool, ask_containers: bool = False) -> Inventory:
    """The whole engine; ``sizes`` and ``ask_containers`` as in :func:`read_inventory`.

    Raises BayplanError as the engine's calls do.
    """
    client = source.open()
    try:
        return read_inventory(client, sizes=sizes, ask_containers=ask_containers)
    finally:
        client.close()


def _write(path: Path, content: bytes) -> None:
    """Writes all or nothing: a file that was there stays whole when the disk is full."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BayplanError(
            f"{path} cannot be written.",
            why=f"{error.strerror}.",
            what_next="Choose another file or make room.",
        ) from error
