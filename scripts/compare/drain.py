#!/usr/bin/env python3
"""W2 of Steward: posts with wrk, then waits until no run is under way. Prints what the bench's own w2_drain.py prints.

usage: drain.py POST.LUA FLOWS [--name N] [--seconds 6] [--rounds 3] [--connections 16]
FLOWS is what `steward bench flows` printed. Asking whether a run is under way costs the server less than counting the finished ones.
"""

import argparse
import json
import statistics
import subprocess
import time
import urllib.request

parser = argparse.ArgumentParser()
parser.add_argument("lua")
parser.add_argument("flows", type=json.loads)
parser.add_argument("--name", default="steward")
parser.add_argument("--seconds", type=int, default=6)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--connections", type=int, default=16)
options = parser.parse_args()

header, value = options.flows["authorization"].split(": ", 1)
flow = options.flows["W2"]


def is_under_way():
    request = urllib.request.Request(flow["running"], headers={header: value})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return bool(json.load(answer)["value"])


def drain(number):
    command = ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "--timeout", "30s"]
    began = time.perf_counter()
    output = subprocess.run([*command, "-s", options.lua, flow["trigger"]], capture_output=True, text=True).stdout
    posted = json.loads(next(line[5:] for line in output.splitlines() if line.startswith("JSON ")))
    while is_under_way():
        time.sleep(0.02)
    seconds = time.perf_counter() - began
    done = posted["requests"] - posted["non2xx"]
    row = {
        "engine": options.name, "w": "W2", "round": number, "accepted": done, "done": done, "refused": posted["non2xx"],
        "accept_rps": posted["rps"], "accept_p50_ms": posted["p50_ms"], "accept_p99_ms": posted["p99_ms"],
        "seconds": round(seconds, 3), "runs_per_s": round(done / seconds, 1),
    }
    print(json.dumps(row), flush=True)
    return row


rows = [drain(number) for number in range(options.rounds)]
rates = [row["runs_per_s"] for row in rows]
print(f"SUMMARY {options.name} W2 wrk {options.seconds} s at {options.connections}: "
      f"runs/s median {statistics.median(rates):.0f} (min {min(rates):.0f} max {max(rates):.0f})", flush=True)
