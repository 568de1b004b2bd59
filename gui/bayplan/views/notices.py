"""What the band over the diagram and the status bar say about the connection: pure functions of its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bayplan.domain.formatting import names_text
from bayplan.domain.model import Engine
from bayplan.domain.removal import RemovalPlan
from bayplan.engine.state import ConnectionState, Phase
from bayplan.errors import BayplanError


@dataclass(frozen=True, slots=True)
class Notice:
    """What to say in the band.

    Attributes:
        tone: "stale", "failed" or "demo"; colours the band's edge. what: the sentence. why: the rest.
        commands: names and words of the commands that are offered with it, the best first.
        details: technical text, for the details dialog; "" for none.
    """

    tone: str
    what: str
    why: str = ""
    commands: tuple[tuple[str, str], ...] = ()
    details: str = ""


def clock(at: datetime) -> str:
    """A time as people read it off a clock here, with the day when it is not today: "14:02"."""
    here = at.astimezone()
    now = datetime.now().astimezone()
    return here.strftime("%H:%M" if here.date() == now.date() else "%Y-%m-%d %H:%M")


def connection_notice(state: ConnectionState, seconds_left: int | None) -> Notice | None:
    """The band for a connection that is not live; None when there is nothing to say.

    ``seconds_left`` until the next try, None when there will be none by itself.
    """
    error = state.error
    if state.phase is Phase.STALE:
        again = "Trying again now" if not seconds_left else f"Trying again in {seconds_left} s"
        what = f"This picture is stale since {clock(state.since)}."
        why = " ".join(
            part for part in (error.what if error else "", f"{again}." if seconds_left is not None else "") if part
        )
        return Notice("stale", what, why, (("retry", "Retry now"), ("engines", "Other engine…")), _details(error))
    if state.phase is Phase.FAILED and error is not None:
        again = "" if seconds_left is None else f"Trying again in {seconds_left} s."
        why = " ".join(part for part in (error.why, error.what_next, again) if part)
        return Notice(
            "failed", error.what, why, (("retry", "Retry now"), ("engines", "Other engine…")), _details(error)
        )
    return None


def left_over_notice(plan: RemovalPlan) -> Notice:
    """The band that offers to remove what a tour or experiments left behind."""
    names = [name for line in plan.lines() for name in line.split()[1:]]
    return Notice(
        "demo",
        f"A guided tour or an experiment did not end as it should and left {plan.counts()}.",
        f"{names_text(names)}. If another Bayplan is at work on this engine just now, leave them to it.",
        (("remove-left-overs", "Remove…"), ("keep-left-overs", "Leave them")),
    )


def demo_notice(error: BayplanError) -> Notice:
    """The band over the demo when it is shown because no engine was found."""
    why = " ".join(part for part in (error.what, error.why, error.what_next) if part)
    return Notice(
        "demo",
        "No engine found: this is the demo.",
        why,
        (("engines", "Connect…"), ("look-again", "Look again")),
        _details(error),
    )


def connection_words(state: ConnectionState, engine: Engine | None, seconds_left: int | None = None) -> str:
    """The status bar's words for a connection: "live · Docker Engine 28.2 · API 1.50 · overlay2"."""
    match state.phase:
        case Phase.CONNECTING:
            return f"connecting to {state.host}"
        case Phase.STALE:
            again = "" if seconds_left is None else f", trying again in {seconds_left} s"
            return f"stale since {clock(state.since)}{again}"
        case Phase.FAILED:
            return "not connected"
        case Phase.CLOSED:
            return "closed"
    parts = ["demo" if engine and engine.demo else "live", *(engine_words(engine) if engine else [])]
    if state.loading:
        parts.append(f"reading {state.loading}")
    return " · ".join(parts)


def engine_words(engine: Engine) -> list[str]:
    """What an engine is, in a few words each."""
    words = [f"{engine.product} {engine.version}".strip(), f"API {engine.api_version}"]
    if engine.storage_driver:
        words.append(engine.storage_driver)
    return words


def _details(error: BayplanError | None) -> str:
    return error.details if error else ""
