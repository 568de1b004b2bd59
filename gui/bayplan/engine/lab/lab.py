"""Runs experiments one after the other on one engine, and removes all that they made."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from bayplan.domain.experiment import Experiment, ExperimentResult, LabPhase, LeftOut, Needs, Proof
from bayplan.engine.assemble import read_engine, read_inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.host_facts import read_host_facts
from bayplan.engine.lab import happenings, moving
from bayplan.engine.lab.bench import Bench, Report, new_token
from bayplan.engine.lab.clearing import clear
from bayplan.engine.lab.comparing import commands_of, compare, predict
from bayplan.engine.lab.control import EngineControl
from bayplan.engine.lab.folders import make_folder
from bayplan.engine.lab.looking import look, look_into_image
from bayplan.engine.lab.means import NO_MEANS, Means
from bayplan.engine.lab.safety import limit_for
from bayplan.engine.lab.specimen import name_volumes
from bayplan.engine.lab.stages import set_up
from bayplan.engine.lab.trying import find_ability, make_image
from bayplan.engine.test_mounts import has_image
from bayplan.errors import BayplanError


def prove(
    client: EngineClient,
    experiments: Iterable[Experiment],
    *,
    helper: str,
    report: Report,
    means: Means = NO_MEANS,
    result: Callable[[ExperimentResult], None] = lambda _result: None,
) -> Proof:
    """Does the experiments, and compares what was predicted with what is seen.

    Args:
        helper: the image that containers are made from; it must be on the engine, and have a shell.
        report: told of every step before it is done; may raise CancelledError.
        means: what is in hand beside the client; experiments that need more are left out.
        result: told what came of each experiment as soon as it is over.

    Raises:
        BayplanError: the engine refused something; whatever was made until then is removed all the same.
    """
    engine = read_engine(client)
    if engine.os_type != "linux":
        raise BayplanError(
            "The experiments need an engine that runs Linux containers.",
            why=f"{engine.name} runs {engine.os_type.capitalize()} containers.",
        )
    require_image(client, helper)
    started, chosen = datetime.now(UTC), list(experiments)
    doable = [each for each in chosen if means.enough_for(each)]
    left_out = tuple(LeftOut(each.title, each.why_not) for each in chosen if each not in doable)
    if not doable:
        return Proof(engine=engine, started_at=started, results=(), left_out=left_out)
    run = new_token()
    setup = Bench(
        client=client,
        engine=engine,
        experiment=doable[0],
        purpose="setup",
        run=run,
        helper=helper,
        report=report,
        folder=make_folder(engine, run),
        memory=means.control.memory if means.control else "",
    )
    try:
        setup.image = make_image(setup)
        setup.ability = find_ability(setup)
        results: list[ExperimentResult] = []
        for each in doable:
            own = replace(setup, experiment=each, purpose=each.id, commands=[], anonymous=set())
            results.append(_experiment(own, means))
            result(results[-1])
    finally:
        clear(setup)
        if means.nodes is not None:
            clear(replace(setup, client=means.nodes.other))
        if setup.folder is not None:
            setup.folder.remove()
    return Proof(
        engine=engine,
        started_at=started,
        results=tuple(results),
        left_out=left_out,
        stores_left_out=setup.ability.left_out,
    )


def require_image(client: EngineClient, reference: str) -> None:
    """Raises BayplanError, which says how to get it, when the engine does not have the image."""
    if not has_image(client, reference):
        raise BayplanError(
            f"The engine has no image {reference}, from which the experiments make their containers.",
            what_next="Let it be pulled with --pull, or choose an image that is there and has a shell with --image.",
        )


def _experiment(bench: Bench, means: Means) -> ExperimentResult:
    """One experiment from beginning to end."""
    started, clock = datetime.now(UTC), time.monotonic()
    nodes = means.nodes if bench.experiment.needs is Needs.NODES else None
    try:
        specimen = moving.serve(bench, nodes) if nodes else set_up(bench, means.compose)
        before = read_inventory(bench.client)
        name_volumes(bench, specimen, before)
        bench.commands[:0] = commands_of(specimen, before)
        bench.step(LabPhase.PREDICT, f"Predicting what becomes of {len(specimen.places)} stores.")
        predicted = predict(bench, specimen, before, read_host_facts(bench.engine))
        limit = limit_for(bench, before)
        if nodes:
            moving.move(bench, specimen, nodes)
            seen = moving.look_on_both(bench, specimen, nodes)
        else:
            happenings.happen(bench, specimen, before, limit=limit, control=means.control, compose=means.compose)
            seen = look(bench, specimen)
        captured = look_into_image(bench, specimen) if specimen.saved else None
        observations, left_out = compare(
            bench, specimen, before=before, predicted=predicted, seen=seen, captured=captured, limit=limit
        )
    finally:
        if nodes:
            moving.clear_both(bench, nodes)
        else:
            _clear(bench, means.control)
    return ExperimentResult(
        experiment=bench.experiment,
        started_at=started,
        seconds=time.monotonic() - clock,
        commands=tuple(bench.commands),
        observations=observations,
        left_out=left_out,
        variant=happenings.variant(bench, means.compose),
    )


def _clear(bench: Bench, control: EngineControl | None) -> None:
    try:
        clear(bench)
    except BayplanError:
        if control is None:
            raise
        # After a restart with live-restore the engine (seen on 20.10) believes for ever that local volumes with
        # options are mounted; once their containers are gone, another restart lets it count anew.
        control.restart()
        clear(bench)
