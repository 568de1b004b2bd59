"""The little YAML writer against a real reader."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bayplan.domain.yaml_text import scalar_text, yaml_text

strings = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
scalars = strings | st.integers(-(2**60), 2**60) | st.booleans()
nodes = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(strings, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(strings, nodes, max_size=5))
def test_what_is_written_is_what_is_read(tree: dict[str, object]) -> None:
    assert (yaml.safe_load(yaml_text(tree)) or {}) == tree  # type: ignore[arg-type]  # hypothesis cannot say recursion


@pytest.mark.parametrize("plain", ["shop_pgdata", "/var/lib/data", "postgres-16.1"])
def test_plain_names_stay_plain(plain: str) -> None:
    assert scalar_text(plain) == plain


@pytest.mark.parametrize(
    "doubtful", ["no", "Yes", "null", "1e3", "0x1f", "1_000", "~", "8080:80", "a: b", "", "- x", "true"]
)
def test_doubtful_strings_are_quoted(doubtful: str) -> None:
    assert scalar_text(doubtful).startswith('"')
