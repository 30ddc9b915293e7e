"""Draws the plots of docs/performance.md from what `scripts/growth.sh` measured.

usage: plot.py MEASUREMENTS PLOTS

Reads MEASUREMENTS/<dimension>.json and writes PLOTS/<dimension>.svg. A plot that is there stays where nothing was measured for it.
"""

import json
import statistics
import sys
from pathlib import Path

from chart import Panel, Series, drawing, empty


class Measured:
    """The lines of one dimension, as keep.py kept them."""

    def __init__(self, kept):
        self.lines = kept["lines"]
        machine = kept["machine"]
        self.note = f"{machine['cores']} cores, {machine['memoryGb']} GB, {kept['measured']}"

    def points(self, measure, field, factor=1.0):
        """What was measured at each size: the median where it was measured more than once."""
        found = {}
        for line in self.lines:
            if line["measure"] == measure and field in line:
                found.setdefault(line["size"], []).append(line[field] * factor)
        return [(size, statistics.median(values)) for size, values in sorted(found.items())]

    def series(self, name, measure, field, factor=1.0):
        return Series(name, self.points(measure, field, factor))


def history(m):
    x = ("finished runs on file", "log")
    pages = {
        "all runs": "all runs, first page",
        "runs of a flow": "runs of a flow, first page",
        "one run": "one run",
        "its actions": "actions of a run",
    }
    return [
        Panel("Throughput (W2)", x, ("runs/s", "linear"), [m.series("runs/s", "backlog", "runsPerSecond")]),
        Panel("Reading the history", x, ("ms, median", "log"), [m.series(name, page, "p50Ms") for name, page in pages.items()]),
    ]


def waiting(m):
    x = ("waiting runs", "log")
    latency = [m.series(name, "W1, open loop", field) for name, field in [("p50", "p50Ms"), ("p99", "p99Ms")]]
    return [
        Panel("Resident memory", x, ("MB", "linear"), [m.series("memory", "W1, closed loop", "memoryMb")]),
        Panel("Latency of others meanwhile (W1)", x, ("ms", "log"), latency),
    ]


def nodes(m):
    runs = m.series("measured", "backlog", "runsPerSecond")
    ideal = Series("in proportion", [(n, runs.points[0][1] * n) for n, _ in runs.points] if runs.points else [], dashed=True)
    x = ("nodes on one PostgreSQL", "steps")
    return [
        Panel("Throughput (W2), all nodes", x, ("runs/s", "linear"), [runs, ideal]),
        Panel("Processor time of the nodes", x, ("µs per run", "linear"), [m.series("per run", "backlog", "processorUsPerRun")]),
    ]


def rows(m):
    x = ("rows in the table", "log")
    indexed = ["get by id", "page by owner", "create"]
    return [
        Panel("With an index", x, ("ms, median", "linear"), [m.series(name, name, "p50Ms") for name in indexed]),
        Panel("Without: the table is read", x, ("ms, median", "log"), [m.series("page by text", "page by text, no index", "p50Ms")]),
    ]


def each(what, many):
    def panels(m):
        x = (what, "log")
        times = m.series("one caller", "one caller", "p50Ms")
        costs = [Series("one caller", [(size, ms * 1000 / size) for size, ms in times.points])]
        if many:
            costs.append(m.series("16 callers", "many callers", "usEach"))
        return [
            Panel("One run, from request to answer", x, ("ms, median", "log"), [times]),
            Panel(f"For each {what.split()[0][:-1]}", x, ("µs", "log"), costs),
        ]

    return panels


PLOTS = {
    "history": ("How the cost grows with finished runs on file", history),
    "waiting": ("What waiting runs cost", waiting),
    "nodes": ("Throughput with one to four nodes", nodes),
    "rows": ("How the time of a request grows with a table", rows),
    "actions": ("How the cost grows with the actions of a flow", each("actions in the flow", many=True)),
    "loop": ("How the cost grows with the items of a loop", each("items of the loop", many=False)),
}


def main():
    measurements, plots = map(Path, sys.argv[1:])
    plots.mkdir(parents=True, exist_ok=True)
    for dimension, (title, panels) in PLOTS.items():
        source, target = measurements / f"{dimension}.json", plots / f"{dimension}.svg"
        if source.exists():
            measured = Measured(json.loads(source.read_text()))
            target.write_text(drawing(title, panels(measured), measured.note))
        elif not target.exists():
            target.write_text(empty(title, f"Not measured yet: scripts/growth.sh {dimension}"))


main()
