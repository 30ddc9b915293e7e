#!/usr/bin/env bash
# Measures Steward beside other engines and beside what the disk allows, in one run on one machine, and writes a table with every aim.
#
# usage: scripts/compare.sh [--seconds N] [--rounds N] [--passes N] [--history N] [--out DIR] [ENGINE...]
#
#   engines    steward-sqlite steward-postgres bound-sqlite bound-postgres n8n n8n-default n8n-postgres node-red
#              (default: all but n8n-default, which is n8n with its expression sandbox)
#   --seconds  how long each measurement takes (6)
#   --rounds   how many times each is repeated (3)
#   --passes   how many times the list of engines is gone through, every other time from its end (1)
#   --history  how many finished runs are on file in W7 (10000)
#   --out      where the table and everything that was measured go (target/compare)
#
# Needs target/release/steward (`make build`), python3, wrk, node, curl; PostgreSQL's programs for what uses it; and the material of the
# bench (load generators, workloads in the peers' own formats, the bounds): ${STEWARD_SHARED:-../shared}/bench. Peers are installed with
# npm into ${STEWARD_PEERS:-~/.cache/steward-peers}, the first time. Every server that is started is stopped at the end.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=6 rounds=3 passes=1 history=10000 out=target/compare engines=()
while [ $# -gt 0 ]; do
  case "$1" in
    --seconds) seconds=$2; shift ;;
    --rounds) rounds=$2; shift ;;
    --passes) passes=$2; shift ;;
    --history) history=$2; shift ;;
    --out) out=$2; shift ;;
    -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; exit ;;
    steward-sqlite | steward-postgres | bound-sqlite | bound-postgres | n8n | n8n-default | n8n-postgres | node-red) engines+=("$1") ;;
    *) echo "There is no engine or option $1; see scripts/compare.sh --help." >&2; exit 2 ;;
  esac
  shift
done
if [ "${#engines[@]}" -eq 0 ]; then
  engines=(steward-sqlite bound-sqlite n8n node-red steward-postgres bound-postgres n8n-postgres)
fi

bench=${STEWARD_SHARED:-../shared}/bench
steward=${STEWARD:-target/release/steward}
peers=${STEWARD_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/steward-peers}
if [ ! -e "$bench/w1_echo.py" ]; then
  echo "The material of the bench is not in $bench. Set STEWARD_SHARED to the folder that has it as bench/." >&2
  exit 1
fi
if [ ! -x "$steward" ]; then
  echo "There is no $steward. Build it with 'make build', or set STEWARD." >&2
  exit 1
fi
for program in python3 wrk node npm curl setsid; do
  command -v "$program" >/dev/null || { echo "$program is needed and not there." >&2; exit 1; }
done
mkdir -p "$out" "$peers"
bench=$(realpath "$bench") steward=$(realpath "$steward") peers=$(realpath "$peers") out=$(realpath "$out")
rm -f "$out"/*.log "$out"/*.failed
# What a shell sets for a server of its own is not for these.
unset STEWARD_DATABASE_URL STEWARD_MASTER_KEY STEWARD_DATA STEWARD_TOKEN STEWARD_ENVIRONMENT STEWARD_PASSWORD

source scripts/servers.sh
source scripts/postgres.sh
source scripts/compare/processes.sh
source scripts/compare/peers.sh
source scripts/compare/workloads.sh
source scripts/compare/engines.sh

work=$(mktemp -d)
chmod 755 "$work"
measuring=''
trap clean_up EXIT
trap 'exit 130' INT TERM

# What is installed or compiled is so before anything is measured.
for engine in "${engines[@]}"; do
  install_for "$engine" || echo "could not be installed; see $peers" >"$out/$engine.failed"
done

start_stub
start_control
measure_control >"$work/before"
cat "$work/before"
for pass in $(seq "$passes"); do
  order=("${engines[@]}")
  if [ $((pass % 2)) -eq 0 ]; then
    mapfile -t order < <(printf '%s\n' "${engines[@]}" | tac)
  fi
  for engine in "${order[@]}"; do
    [ ! -e "$out/$engine.failed" ] || continue
    echo "== $engine, pass $pass of $passes"
    log=$out/$engine-$pass.log
    # In a process group of its own, so that an engine that fails does not end the others and the run can be stopped at any time.
    set -m
    (
      # Whoever reads the output may be stopped first.
      trap : PIPE
      trap 'exec >/dev/null 2>&1; clean_up_engine' EXIT
      trap 'exit 143' TERM
      measure "$engine" "$log"
    ) &
    measuring=$!
    set +m
    wait "$measuring" || echo "failed in pass $pass: $(tail -n 1 "$out/$engine-errors.log")" >"$out/$engine.failed"
    measuring=''
    measure_control >"$work/after"
    cat "$work/before" "$work/after" >>"$log"
    tail -n 1 "$work/after"
    mv "$work/after" "$work/before"
  done
done

python3 scripts/compare/report.py "$out" "${engines[@]}" | tee "$out/table.md"
echo
echo "The table is in $out/table.md, every measurement in $out/results.json and the logs beside it."
