"""Finding by a few letters."""

from __future__ import annotations

from bayplan.views.fuzzy import best_matches

NAMES = ["shop_pgdata", "db-1", "web-1", "shop_uploads", "old_pgdata", "pgdata"]


def found(query: str) -> list[str]:
    """The names that a query finds, best first."""
    return [NAMES[index] for index in best_matches(query, NAMES)]


def test_the_start_of_a_name_comes_first_then_the_start_of_a_part() -> None:
    assert found("pgdata") == ["pgdata", "old_pgdata", "shop_pgdata"]


def test_letters_in_order_are_enough() -> None:
    assert found("shup") == ["shop_uploads"]


def test_every_word_must_fit_in_any_order() -> None:
    assert found("pg shop") == ["shop_pgdata"]


def test_capitals_make_no_difference() -> None:
    assert found("DB") == ["db-1"]


def test_signs_are_only_themselves() -> None:
    assert found(".*") == []
    assert found("(") == []


def test_nothing_asked_finds_all_in_order() -> None:
    assert found("") == NAMES
    assert best_matches("", NAMES, limit=2) == [0, 1]
