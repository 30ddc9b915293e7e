#!/usr/bin/env bash
# Measures the workloads of docs/performance.md with the release build, on a server of its own that is gone at the end.
#
# usage: scripts/bench.sh [WORKLOAD...]     default: W1 W2 W3 W5
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/demo-server.sh

workloads=("$@")
[ "${#workloads[@]}" -gt 0 ] || workloads=(W1 W2 W3 W5)
log=$(mktemp)
start_demo target/release/steward "$log"
target/release/steward bench "${workloads[@]}"
rm -f "$log"
