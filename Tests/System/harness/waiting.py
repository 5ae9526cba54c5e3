"""Waiting for a condition, with a deadline. Only a fault that is to last waits for time alone."""

import os
import threading
import time

_PAUSE_SECONDS = 0.02
# What the length of every fault is multiplied by; below 0.3 they are too short to be noticed.
_FAULT_SCALE = float(os.environ.get("HELIOGRAPH_FAULT_SCALE", "1"))


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


def let_last(seconds):
    """A fault lasts so long: its length is what is tried out."""
    threading.Event().wait(seconds * _FAULT_SCALE)
