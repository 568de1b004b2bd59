"""Keeps book of how it stands with the connection, and since when the picture is no longer true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bayplan.engine.state import ConnectionState, Phase
from bayplan.errors import BayplanError


class Standing:
    """Turns what happens to a connection into ConnectionStates; ``say`` gets each one that differs from the last."""

    def __init__(self, host: str, clock: Callable[[], datetime], say: Callable[[ConnectionState], None]) -> None:
        self._clock = clock
        self._say = say
        self._true_until = clock()
        self._was_live = False
        self._owes_answer = False
        self.state = ConnectionState(phase=Phase.CONNECTING, host=host, since=self._true_until)

    @property
    def live(self) -> bool:
        """Whether the picture is true right now, as far as anyone can know."""
        return self.state.phase is Phase.LIVE

    def heard(self) -> None:
        """The engine gave a sign of life; while live, the picture is true up to now."""
        if self.live:
            self._true_until = self._clock()

    def trying(self) -> None:
        """A new try to connect begins; what was wrong before stays said until it is better."""
        self._owes_answer = False
        if self.state.phase in {Phase.STALE, Phase.FAILED}:
            self._become(self.state.phase, error=self.state.error, loading="connecting again")
        else:
            self._become(Phase.CONNECTING, loading="connecting")

    def loading(self, what: str) -> None:
        """What is being read just now, "" for nothing; the phase stays."""
        if what != self.state.loading:
            self._set(replace(self.state, loading=what))

    def now_live(self, loading: str = "") -> None:
        """Everything was listed and events are heard."""
        self._was_live = True
        self._owes_answer = False
        self._become(Phase.LIVE, loading=loading)
        self.heard()

    def silent(self, error: BayplanError) -> None:
        """The engine owes an answer; it may come yet."""
        self._owes_answer = self._owes_answer or self.live
        if self._was_live:
            self._become(Phase.STALE, error=error, loading=self.state.loading)
        else:
            self._become(Phase.CONNECTING, error=error, loading=self.state.loading)

    def answered(self) -> None:
        """The answer came after all. Nothing was missed, so a picture that was true before is true again."""
        if self._owes_answer:
            self.now_live(self.state.loading)

    def lost(self, error: BayplanError, retry_in: float) -> None:
        """The connection is gone (or never came); the next try begins in ``retry_in`` seconds."""
        self._become(Phase.STALE if self._was_live else Phase.FAILED, error=error, retry_in=retry_in)

    def closed(self) -> None:
        """Nobody watches any more."""
        self._become(Phase.CLOSED)

    def _become(
        self, phase: Phase, *, error: BayplanError | None = None, retry_in: float | None = None, loading: str = ""
    ) -> None:
        if phase is self.state.phase:
            since = self.state.since
        elif phase is Phase.STALE:
            since = self._true_until
        else:
            since = self._clock()
        self._set(
            ConnectionState(
                phase=phase, host=self.state.host, since=since, error=error, retry_in=retry_in, loading=loading
            )
        )

    def _set(self, state: ConnectionState) -> None:
        if state != self.state:
            self.state = state
            self._say(state)
