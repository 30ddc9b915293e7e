#!/usr/bin/env bash
# Measures the workloads of docs/performance.md with the release build, on a server of its own that is gone at the end.
#
# usage: scripts/bench.sh [WORKLOAD...]     default: W1 to W6
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/demo-server.sh

workloads=("$@")
[ "${#workloads[@]}" -gt 0 ] || workloads=(W1 W2 W3 W4 W5 W6)
log=$(mktemp)
# Flows of W4 call a stub on loopback.
: >"$log"
start_demo target/release/steward "$log" --allow-host 127.0.0.1
target/release/steward bench --data "$demo_data/steward" "${workloads[@]}"
rm -f "$log"
