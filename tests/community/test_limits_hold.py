"""However people time their requests, nobody gets more than the limit out of any window, and nobody is stopped before.

The clock is ours: a schedule of a day takes milliseconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import RateLimitItemPerSecond
from limits.strategies import FixedWindowRateLimiter

from community import pacing
from community.counters import CacheStorage
from library.pacing import is_too_often

START = 1_800_000_000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """`clock.now`, in seconds, is what the whole process takes for the time."""
    moment = SimpleNamespace(now=START)
    monkeypatch.setattr(time, "time", lambda: moment.now)
    return moment


# Seconds between one request and the next: bursts, waits around the window's edge, long pauses.
_waits = st.lists(st.one_of(st.just(0.0), st.floats(0, 2), st.floats(8, 12), st.floats(0, 60)), min_size=1, max_size=60)


def _most_in_a_window(moments: list[float], length: float) -> int:
    return max((sum(1 for other in moments if at <= other < at + length) for at in moments), default=0)


def _replayed(clock: SimpleNamespace, waits: list[float], ask: Callable[[], bool]) -> tuple[list[float], list[float]]:
    """When a request was let through, and when one was refused."""
    cache.clear()
    clock.now = START
    passed, refused = [], []
    for wait in waits:
        clock.now += wait
        (passed if ask() else refused).append(clock.now)
    return passed, refused


@pytest.mark.parametrize("most", [1, 3, 7])
def test_no_schedule_gets_more_than_the_limit_out_of_a_window(most: int, clock: SimpleNamespace) -> None:
    limit = RateLimitItemPerSecond(most, 10)
    limiter = FixedWindowRateLimiter(CacheStorage())

    @settings(max_examples=60, deadline=None)
    @given(waits=_waits)
    def holds(waits: list[float]) -> None:
        passed, refused = _replayed(clock, waits, lambda: limiter.hit(limit, "somebody"))
        # Windows are fixed: they begin with the first request after the last one, and count each by itself. Across the
        # edge of two, twice the limit is what a fixed window allows, and never more.
        windows: list[list[float]] = []
        for at in sorted(passed + refused):
            if not windows or at >= windows[-1][0] + 10:
                windows.append([])
            windows[-1].append(at)
        for window in windows:
            inside = [at for at in passed if window[0] <= at <= window[-1]]
            assert len(inside) == min(most, len(window)), "as many as the limit lets through, no more and no fewer"
        assert _most_in_a_window(passed, 10) <= 2 * most

    holds()


@settings(max_examples=40, deadline=None)
@given(waits=st.lists(st.floats(0, 5), min_size=1, max_size=40))
def test_one_persons_haste_stops_nobody_else(waits: list[float]) -> None:
    limit = RateLimitItemPerSecond(2, 3600)
    limiter = FixedWindowRateLimiter(CacheStorage())
    cache.clear()
    for _wait in waits:
        limiter.hit(limit, "hasty")
    assert limiter.hit(limit, "patient")


@pytest.mark.parametrize("act", sorted(pacing.LIMITS))
def test_a_person_who_writes_all_day_is_stopped_where_the_table_says(act: str, clock: SimpleNamespace) -> None:
    cache.clear()
    request: Any = RequestFactory().post("/")
    person = SimpleNamespace(is_authenticated=True, pk=7)
    number, _slash, length = pacing.LIMITS[act][0].partition("/")
    seconds = {"hour": 3600, "10 minutes": 600}[length]
    passed: list[float] = []
    for _request in range(int(number) * 6):
        request.user = person
        with suppress(pacing.TooOften):
            pacing.check(request, act)
            passed.append(clock.now)
        clock.now += seconds / int(number) / 3  # three times as fast as one may
    assert len(passed) >= int(number)
    assert _most_in_a_window(passed, seconds) <= 2 * int(number)
    # A stranger at the same address, behind the same phone, is not stopped with them.
    request.user = AnonymousUser()
    pacing.check(request, act)


@settings(max_examples=40, deadline=None)
@given(most=st.integers(1, 9), tries=st.integers(1, 40))
def test_an_address_does_what_needs_no_account_as_often_as_is_said(most: int, tries: int) -> None:
    cache.clear()
    request = RequestFactory().post("/", REMOTE_ADDR="2001:db8::7")
    answers = [is_too_often(request, "nominate", most=most, seconds=3600) for _try in range(tries)]
    assert answers.count(False) == min(most, tries)
    other = RequestFactory().post("/", REMOTE_ADDR="2001:db8::8")
    assert not is_too_often(other, "nominate", most=most, seconds=3600)
