"""How costs grow with the log: small plots in one SVG, both axes logarithmic."""

import math

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 360, 250, 62, 44, 16, 40
COLOURS = ["#0b62a3", "#b5470b", "#3d7a26"]

# (title, unit, [(what the line is called, measurement, figure, which rows)])
GROWTH = [
    ("Ready after the start", "s", [
        ("without snapshot", "start", "seconds", {"snapshot": "none"}),
        ("with snapshot", "start", "seconds", {"snapshot": "kept"})]),
    ("Memory, ready", "MiB", [
        ("without snapshot", "start", "mebibytes", {"snapshot": "none"}),
        ("with snapshot", "start", "mebibytes", {"snapshot": "kept"})]),
    ("Rebuild", "events a second", [
        ("all processors", "fold", "eventsPerSecond", {"threads": "all"}),
        ("one thread", "fold", "eventsPerSecond", {"threads": "one"})]),
    ("Durable command, CPU", "µs of CPU", [
        ("1 writer", "append", "cpuMicroseconds", {"writers": 1}),
        ("64 writers", "append", "cpuMicroseconds", {"writers": 64})]),
    ("Durable commands", "a second", [
        ("64 writers", "append", "perSecond", {"writers": 64}),
        ("1 writer", "append", "perSecond", {"writers": 1}),
        ("disk's own syncs", "append", "syncsOverPerSecond", {"writers": 64})]),
    ("POST over HTTP", "µs of CPU", [
        ("1 connection", "http-writes", "cpuMicroseconds", {"connections": 1}),
        ("64 connections", "http-writes", "cpuMicroseconds", {"connections": 64})]),
    ("201 to visible at a replica", "ms", [
        ("half of them", "replica", "visibleMilliseconds.p50", {}),
        ("99 of 100", "replica", "visibleMilliseconds.p99", {}),
        ("replica's own commit", "replica", "replicaCommitMean", {})]),
    ("Log, for each event", "bytes", [("database", "size", "bytesForEachEvent", {})]),
]


def plots(rows):
    """SVG texts by file name; none if there is only one size."""
    if len({row["size"] for row in rows}) < 2:
        return {}
    charts = []
    for title, unit, lines in GROWTH:
        drawn = [(label, _points(rows, *which)) for label, *which in lines]
        drawn = [(label, points) for label, points in drawn if len(points) > 1]
        if drawn:
            charts.append((title, unit, drawn))
    return {"growth.svg": _sheet(charts)} if charts else {}


def _points(rows, name, figure, wanted):
    return [
        (row["size"], row[figure]) for row in rows
        if row["name"] == name and (row.get(figure) or 0) > 0
        and all(row.get(key) == value for key, value in wanted.items())]


def _sheet(charts):
    columns = min(2, len(charts))
    width, height = columns * WIDTH, math.ceil(len(charts) / columns) * HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>']
    for place, chart in enumerate(charts):
        x, y = place % columns * WIDTH, place // columns * HEIGHT
        parts.append(f'<g transform="translate({x},{y})">{_chart(*chart)}</g>')
    return "\n".join(parts) + "\n</svg>\n"


def _chart(title, unit, lines):
    sizes = [size for _, points in lines for size, _ in points]
    values = [value for _, points in lines for _, value in points]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)
    first, last = math.log10(min(sizes)), math.log10(max(sizes))

    def x(size):
        return LEFT + (math.log10(size) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(value):
        share = (math.log10(value) - low) / (high - low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    parts = [f'<text x="{LEFT}" y="18" font-weight="bold" font-size="13">{title}</text>',
             f'<text x="{LEFT}" y="34" fill="#444">{unit}, by events in the log</text>']
    for power in range(low, high + 1):
        at = y(10 ** power)
        parts.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end" fill="#444">'
                     f'{10 ** power if power < 0 else format(10 ** power, ",d")}</text>')
    for size in sorted(set(sizes)):
        parts.append(f'<text x="{x(size):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle" '
                     f'fill="#444">{_short(size)}</text>')
    left = LEFT - 30
    for place, (label, points) in enumerate(lines):
        colour = COLOURS[place % len(COLOURS)]
        path = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in points)
        dash = ["", ' stroke-dasharray="6 3"', ' stroke-dasharray="2 3"'][place % 3]
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" '
                     f'stroke-width="2"{dash}/>')
        for size, value in points:
            parts.append(f'<circle cx="{x(size):.1f}" cy="{y(value):.1f}" r="3" fill="{colour}">'
                         f'<title>{label}, {size:,} events: {value:.4g} {unit}</title></circle>')
        parts.append(f'<path d="M{left} {HEIGHT - 11}h18" stroke="{colour}" '
                     f'stroke-width="2"{dash}/><text x="{left + 22}" y="{HEIGHT - 7}">'
                     f'{label}</text>')
        left += 36 + 5.6 * len(label)
    return "".join(parts)


def _short(size):
    for unit, letter in ((1_000_000, "M"), (1000, "k")):
        if size >= unit:
            return f"{size / unit:g}{letter}"
    return str(size)
