#!/usr/bin/env bash
# Plays the browser journeys against a real server: its own process, free port and new data folder, gone at the end.
#
# usage: scripts/journeys.sh [FILE...]     default: ui/e2e/journeys/*.mjs
#
# docs/TESTING.md lists what a journey finds in its environment. STEWARD_BIN may be set to test another build. The server's log, and
# a picture of each page on which a step failed, are kept in target/test-logs.
set -euo pipefail
cd "$(dirname "$0")/.."

journeys=("$@")
if [ "${#journeys[@]}" -eq 0 ]; then
  shopt -s nullglob
  journeys=(ui/e2e/journeys/*.mjs)
fi
if [ "${#journeys[@]}" -eq 0 ]; then
  echo "There are no journeys in ui/e2e/journeys." >&2
  exit 1
fi

STEWARD_BIN=$(realpath "${STEWARD_BIN:-target/debug/steward}")
CHROMIUM=$(command -v "${CHROMIUM:-chromium}") || { echo "There is no Chromium; set CHROMIUM to its path." >&2; exit 1; }
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
STEWARD_URL=http://127.0.0.1:$port
export STEWARD_BIN STEWARD_URL CHROMIUM
export BASE_URL=$STEWARD_URL STEWARD_ENVIRONMENT=dev STEWARD_USER=soul STEWARD_PASSWORD=demo
export SCREENSHOTS=$PWD/target/test-logs

mkdir -p target/test-logs
log=target/test-logs/server.log
data=$(mktemp -d)
server=
finish() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$data"
}
trap finish EXIT

"$STEWARD_BIN" serve --demo --data "$data/steward" --listen "127.0.0.1:$port" >"$log" 2>&1 &
server=$!
for _ in $(seq 300); do
  curl -fs -o /dev/null "$STEWARD_URL/readyz" && break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.2
done
if ! curl -fs -o /dev/null "$STEWARD_URL/readyz"; then
  echo "The server did not start:" >&2
  tail -n 30 "$log" >&2
  exit 1
fi

node --test --test-concurrency=1 "${journeys[@]}"
