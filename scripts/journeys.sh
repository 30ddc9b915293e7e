#!/usr/bin/env bash
# Plays the browser journeys, each against a real server with the demo.
#
# usage: scripts/journeys.sh [FILE...]     default: ui/e2e/journeys/*.mjs
#
# docs/TESTING.md lists what a journey finds in its environment. STEWARD_BIN may be set to test another build. The server's log, and
# a picture of each page on which a step failed, are kept in target/test-logs.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/demo-server.sh

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
SCREENSHOTS=$PWD/target/test-logs
mkdir -p "$SCREENSHOTS"
export STEWARD_BIN CHROMIUM SCREENSHOTS

export STEWARD_ENVIRONMENT=dev STEWARD_USER=soul STEWARD_PASSWORD=demo
: >target/test-logs/server.log

# Each journey has a server of its own, so that what one changes is not there for the next.
failed=()
for journey in "${journeys[@]}"; do
  if ! (
    start_demo "$STEWARD_BIN" target/test-logs/server.log
    export BASE_URL=$STEWARD_URL
    # Runs to look at.
    "$STEWARD_BIN" demo run-as >/dev/null
    node --test "$journey"
  ); then
    failed+=("$(basename "$journey")")
  fi
done
if [ "${#failed[@]}" -gt 0 ]; then
  echo "These journeys failed: ${failed[*]}." >&2
  exit 1
fi
echo "${#journeys[@]} journeys, none failed."
