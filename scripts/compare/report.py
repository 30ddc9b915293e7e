#!/usr/bin/env python3
"""Reads the logs of scripts/compare.sh, writes results.json beside them, and prints the table.

usage: report.py DIR ENGINE...
"""

import json
import re
import statistics
import sys
from pathlib import Path

folder, engines = Path(sys.argv[1]), sys.argv[2:]

NAMES = {
    "steward-sqlite": "Steward, SQLite", "steward-postgres": "Steward, PostgreSQL",
    "bound-sqlite": "bound, SQLite", "bound-postgres": "bound, PostgreSQL",
    "n8n": "n8n, SQLite", "n8n-default": "n8n, SQLite, default setting", "n8n-postgres": "n8n, PostgreSQL", "node-red": "Node-RED",
}
# A bound's share, instead of a number, is an aim that is measured in the same run.
SHARE = "share of the bound"
# Key, what the row says, whether more is better, the aims on SQLite and on PostgreSQL.
ROWS = [
    ("w1-32-rps", "W1, 32 clients, req/s (wrk, closed loop)", True, (SHARE, 0.75), (SHARE, 0.75)),
    ("w1-32-p99", "W1, 32 clients, p99 ms (wrk, closed loop)", False, 8, 12),
    ("w1-32-open-p99", "W1, 32 clients, p99 ms (open loop at 0.7)", False, 8, 12),
    ("w1-32-open-p999", "W1, 32 clients, p99.9 ms (open loop at 0.7)", False, None, None),
    ("w1-32-open-max", "W1, 32 clients, longest ms (open loop at 0.7)", False, None, None),
    ("w1-1-p50", "W1, 1 client, p50 ms (wrk, closed loop)", False, 0.6, 1.0),
    ("w2-runs", "W2, runs/s", True, (SHARE, 0.75), (SHARE, 0.75)),
    ("w2-bytes", "W2, bytes on disk per run", False, 800, 1200),
    ("w2-low", "W2, low load, POST to complete, p50 ms", False, 1.5, 3),
    ("w3", "W3, ms", False, 6, 8),
    ("w4", "W4, ms", False, 23, 25),
    ("w5-start", "W5, cold start, s", False, 0.1, 0.2),
    ("w5-idle", "W5, idle memory, MB", False, 40, 50),
    ("w5-after", "W5, memory after W2, MB", False, None, None),
    ("w6-rows", "W6, rows/s", True, 5000, 3000),
    ("w7", "W7, W2 against W2 on an empty store", True, 0.9, 0.9),
    ("w7-list", "W7, run list's first page meanwhile, p99 ms", False, None, None),
    ("w7-details", "W7, a run's details meanwhile, p99 ms", False, None, None),
]


def of_bench(row):
    """What a line of `steward bench` says."""
    workload, measure = row["workload"], row["measure"]
    if workload == "W1" and measure == "open loop":
        clients = f"w1-{row['connections']}-open"
        yield from ((f"{clients}-{part}", row[key]) for part, key in (("p99", "p99Ms"), ("p999", "p999Ms"), ("max", "maxMs")))
        if row["unsent"]:
            yield "unsent", row["unsent"]
    elif workload == "W2" and "bytesPerRun" in row:
        yield "w2-bytes", row["bytesPerRun"]
    elif workload == "W2" and measure == "low load, POST to complete":
        yield "w2-low", row["p50Ms"]
    elif workload == "W6":
        yield "w6-rows", row["rowsPerSecond"]
    elif workload == "W7" and measure == "after filling":
        yield "w7", row["againstBefore"]
    elif workload == "W7" and measure == "run list, first page, meanwhile":
        yield "w7-list", row["p99Ms"]
    elif workload == "W7" and measure == "run details, meanwhile":
        yield "w7-details", row["p99Ms"]


def of_generators(row):
    """What a line of the bench's load generators says."""
    if row["w"] == "W1":
        clients = f"w1-{row['conc']}"
        yield from ((f"{clients}-{key}", row[field]) for key, field in (("rps", "rps"), ("p50", "p50_ms"), ("p99", "p99_ms")))
        if row["non2xx"] + row["sockerr"]:
            yield "failed", row["non2xx"] + row["sockerr"]
    elif row["w"] == "W2":
        yield "w2-runs", row["runs_per_s"]
        if row.get("lost") or row.get("complete") is False:
            yield "incomplete", row.get("lost", 1)
    elif row["status"] < 300:
        yield row["w"].lower(), row["seconds"] * 1_000
    else:
        yield "failed", 1


PATTERNS = [
    ("w2-low", re.compile(r"^SUMMARY \S+ W2 low load: end-to-end median ([\d.]+) ms")),
    ("w5-start", re.compile(r"^SUMMARY \S+ W5: cold start median ([\d.]+) s")),
    ("w5-idle", re.compile(r"^SUMMARY \S+ W5: .*idle RSS median ([\d.]+) MiB")),
    ("w5-after", re.compile(r"^MEMORY \S+ after W2: rss_mib ([\d.]+)")),
]


def read(path):
    for line in path.read_text(errors="replace").splitlines():
        if line.startswith('{"engine": "control"'):
            continue
        if line.startswith("{"):
            row = json.loads(line)
            yield from of_bench(row) if "workload" in row else of_generators(row)
        else:
            for key, pattern in PATTERNS:
                found = pattern.match(line)
                if found:
                    yield key, float(found[1])


def control_of(path):
    """How fast the bare echo was before and after."""
    rows = (json.loads(line) for line in path.read_text(errors="replace").splitlines() if line.startswith('{"engine": "control"'))
    return [row["rps"] for row in rows]


# A pass beside which the bare echo was slower or faster than usual by more than this was disturbed.
NOISE = 0.25
logs = {engine: sorted(folder.glob(f"{engine}-[0-9]*.log")) for engine in engines}
controls = {path: control_of(path) for paths in logs.values() for path in paths}
usual = statistics.median(sum(controls.values(), []) or [0])


def is_quiet(path):
    return all(abs(rate / usual - 1) <= NOISE for rate in controls[path])


values, disturbed = {}, {}
for engine, paths in logs.items():
    every = values.setdefault(engine, {})
    quiet = [path for path in paths if is_quiet(path)]
    disturbed[engine] = (len(paths) - len(quiet), len(paths))
    for path in quiet or paths:
        for key, value in read(path):
            every.setdefault(key, []).append(value)
values["control"] = {path.stem: rates for path, rates in controls.items()}
(folder / "results.json").write_text(json.dumps(values, indent=1) + "\n")


def median(engine, key):
    seen = values.get(engine, {}).get(key)
    return statistics.median(seen) if seen else None


def told(value):
    if value is None:
        return ""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def missing(engine):
    """Why an engine has no figure."""
    path = folder / f"{engine}.failed"
    if not path.exists():
        return ""
    return "not installed" if "installed" in path.read_text() else "failed"


def aim_of(aim, database, key):
    """The number to reach, and how it is told."""
    if not isinstance(aim, tuple):
        return aim, "" if aim is None else f"{aim:,}"
    bound = median(f"bound-{database}", key)
    number = None if bound is None else bound * aim[1]
    return number, f"{aim[1]} of the bound" + ("" if number is None else f" = {told(number)}")


def verdict(value, aim, more_is_better):
    if value is None:
        return "not measured"
    if aim is None:
        return "the bound was not measured"
    off = (value - aim) / aim * 100 * (1 if more_is_better else -1)
    return f"met by {off:.0f} %" if off >= 0 else f"**missed by {max(-off, 1):.0f} %**"


databases = [name for name in ("sqlite", "postgres") if f"steward-{name}" in engines]
others = [engine for engine in engines if not engine.startswith("steward-")]
head = ["Workload"]
for database in databases:
    head += ["aim", NAMES[f"steward-{database}"], ""]
head += [NAMES[engine] for engine in others]
table = [head]
for key, text, more_is_better, *aims in ROWS:
    row = [text]
    for database in databases:
        number, words = aim_of(aims[database == "postgres"], database, key)
        value = median(f"steward-{database}", key)
        row += [words, told(value), verdict(value, number, more_is_better) if words else ""]
    row += [told(median(engine, key)) or missing(engine) for engine in others]
    if any(row[1:]):
        table.append(row)

print("| " + " | ".join(table[0]) + " |")
print("|" + " --- |" * len(table[0]))
for row in table[1:]:
    print("| " + " | ".join(row) + " |")
print()
rates = sum(controls.values(), [])
if rates:
    print(f"The bare echo before and after the engines did {min(rates):,.0f} to {max(rates):,.0f} req/s, {usual:,.0f} in the median.")
for engine, (bad, all_passes) in disturbed.items():
    if bad:
        what = "the figures do not hold" if bad == all_passes else "not counted"
        print(f"\n{NAMES[engine]}: beside {bad} of {all_passes} passes the bare echo was off by more than {NOISE:.0%}: the machine was not quiet, {what}.")
for engine in engines:
    failed = folder / f"{engine}.failed"
    if failed.exists():
        print(f"\n{NAMES[engine]}: {failed.read_text().strip().rstrip('.')}.")
    for key, words in (
        ("failed", "requests failed"), ("unsent", "requests of an open loop were never sent"), ("incomplete", "rounds of W2 lost runs or did not end"),
    ):
        if key in values.get(engine, {}):
            print(f"\n{NAMES[engine]}: {sum(values[engine][key]):,.0f} {words}.")
