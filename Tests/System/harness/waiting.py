"""Waiting for a condition, with a deadline. Nothing here waits for time alone to pass."""

import threading
import time

_PAUSE_SECONDS = 0.02


class TooLate(AssertionError):
    """The condition did not come true before the deadline."""


def until(condition, what, seconds=20.0):
    """Returns the first true value of `condition()`; raises `TooLate` naming `what`."""
    deadline = time.monotonic() + seconds
    never_set = threading.Event()
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TooLate(f"not within {seconds} s: {what}")
        never_set.wait(_PAUSE_SECONDS)
