"""Moments as text, relative to now."""

from datetime import UTC, datetime, timedelta


def rfc3339(moment):
    """UTC with Z, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def ago(**span):
    """So long ago, as in ago(hours=1)."""
    return rfc3339(datetime.now(UTC) - timedelta(**span))


def ahead(**span):
    """So far ahead, as in ahead(days=1)."""
    return rfc3339(datetime.now(UTC) + timedelta(**span))


def parsed(text):
    """The moment that an answer names; it must be in UTC and end with Z."""
    assert text.endswith("Z"), text
    return datetime.fromisoformat(text)
