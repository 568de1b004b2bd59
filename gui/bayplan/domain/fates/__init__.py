"""What survives what: the fate of every store under every event, with reasons. The heart of Bayplan.

Three steps: who is meant (``targets``), what becomes of the containers (``containers``), and what that does to each
store (``rules`` and the files it names, one for each family of stores). All are pure functions.
"""

from __future__ import annotations

from bayplan.domain.fates.answer import fates

__all__ = ["fates"]
