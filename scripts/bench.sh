#!/usr/bin/env bash
# Measures the workloads of docs/performance.md on this machine: a server of its own, on a new data folder, gone at the end.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=${STEWARD_BIN:-target/release/steward}
data=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$bin" serve --demo --log error --data "$data/steward" --listen "127.0.0.1:$port" >/dev/null &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$data"' EXIT
for _ in $(seq 100); do
  curl -fs -o /dev/null "http://127.0.0.1:$port/readyz" && break
  sleep 0.1
done
"$bin" bench W1 W2 W3 --url "http://127.0.0.1:$port"
"$bin" bench W5
du -sm "$data/steward" | awk '{ print "{\"dataFolderMb\": " $1 "}" }'
