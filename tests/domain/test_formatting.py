"""Raw values as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayplan.domain import formatting
from bayplan.domain.kinds import StoreKind

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (None, "unknown"),
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (1230, "1.2 kB"),
        (9_940, "9.9 kB"),
        (9_960, "10 kB"),
        (214_000_000, "214 MB"),
        (999_499_999, "999 MB"),
        (999_500_000, "1 GB"),
        (1_200_000_000, "1.2 GB"),
        (5 * 10**18, "5000 PB"),
    ],
)
def test_sizes(size: int | None, text: str) -> None:
    assert formatting.size_text(size) == text


@given(st.integers(0, 10**19), st.integers(0, 10**19))
def test_a_larger_size_never_reads_smaller(one: int, other: int) -> None:
    units = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "PB": 10**15}

    def read(size: int) -> float:
        number, unit = formatting.size_text(size).split()
        return float(number) * units[unit]

    small, large = sorted((one, other))
    assert read(small) <= read(large)
    assert abs(read(large) - large) <= 0.051 * max(large, 1)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (None, "no limit"),
        (64 << 20, "64 MiB"),
        (1 << 30, "1 GiB"),
        (1536 << 20, "1536 MiB"),
        (1000, "1 kB"),
        (1024, "1 KiB"),
        (10_000_000, "10 MB"),
    ],
)
def test_limits(size: int | None, text: str) -> None:
    assert formatting.limit_text(size) == text


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(hours=3, minutes=59), "3 hours ago"),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=21), "3 weeks ago"),
        (timedelta(days=45), "1 month ago"),
        (timedelta(days=800), "2 years ago"),
    ],
)
def test_ages(ago: timedelta, text: str) -> None:
    assert formatting.age_text(NOW - ago, NOW) == text


def test_an_unknown_age_says_so() -> None:
    assert formatting.age_text(None, NOW) == "unknown"


def test_clock_times_are_those_of_the_reader() -> None:
    reader = NOW.astimezone(timezone(timedelta(hours=2)))
    assert formatting.clock_text(datetime(2026, 3, 1, 11, 5, tzinfo=UTC), reader) == "13:05"
    assert formatting.clock_text(datetime(2026, 2, 28, 23, 5, tzinfo=UTC), reader) == "01:05"
    assert formatting.clock_text(datetime(2026, 2, 8, 9, 0, tzinfo=UTC), reader) == "8 Feb 11:00"
    assert formatting.clock_text(datetime(2025, 12, 31, 9, 0, tzinfo=UTC), reader) == "31 Dec 2025 11:00"


def test_totals_say_what_they_leave_out() -> None:
    assert formatting.total_size_text([1000, 2000]) == "3 kB"
    assert formatting.total_size_text([1000, None]) == "at least 1 kB"
    assert formatting.total_size_text([None, None]) == "unknown"
    assert formatting.total_size_text([]) == "0 B"


def test_names_and_counts() -> None:
    assert formatting.count_text(1, "container") == "1 container"
    assert formatting.count_text(1204, "file") == "1,204 files"
    assert formatting.names_text(["a", "b"]) == "a, b"
    assert formatting.names_text(["a", "b", "c", "d", "e"], most=2) == "a, b and 3 more"
    assert formatting.short_id("sha256:0123456789abcdef") == "0123456789ab"


def test_only_the_names_of_anonymous_volumes_are_shortened() -> None:
    assert formatting.short_volume_name("9f2c" + "0" * 58 + "e1") == "9f2c…e1"
    for name in ("shop_pgdata", "x" * 64, "a" * 63):
        assert formatting.short_volume_name(name) == name


def test_kinds_have_words() -> None:
    assert formatting.kind_text(StoreKind.NAMED_VOLUME) == "named volume"
    assert formatting.kind_text(StoreKind.SHM) == "/dev/shm"
    assert all(formatting.kind_text(kind) for kind in StoreKind)
