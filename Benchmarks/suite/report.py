"""Writes results: figures.json, tables.md, growth.svg."""

import json

import plot


def line(row):
    """A row in a few words, for who waits."""
    return ", ".join(f"{name} {number(value)}" for name, value in row.items())


def number(value):
    """A number as people read it."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if value == int(value) and abs(value) < 1e15 or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def write(figures, folder):
    """All files of the results, over those of before."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "figures.json").write_text(json.dumps(figures, indent=1) + "\n")
    (folder / "tables.md").write_text("\n".join(tables(figures)) + "\n")
    for name, svg in plot.plots(figures["rows"]).items():
        (folder / name).write_text(svg)


def tables(figures):
    """The lines of a Markdown text with a table for each measurement."""
    yield "# Figures"
    yield ""
    yield f"`{figures['command'].strip()}` on {figures['date']}: {figures['machine']}; load "
    yield f"{figures['loadBefore']:.1f} before, {figures['loadAfter']:.1f} after."
    for name in dict.fromkeys(row["name"] for row in figures["rows"]):
        rows = [row for row in figures["rows"] if row["name"] == name]
        columns = list(dict.fromkeys(key for row in rows for key in row if key != "name"))
        yield f"\n## {name}\n"
        yield "| " + " | ".join(columns) + " |"
        yield "|" + "--:|" * len(columns)
        for row in rows:
            yield "| " + " | ".join(number(row.get(column)) for column in columns) + " |"
