#!/usr/bin/env bash
# Measures how the cost grows, each dimension on a new server that is gone at the end, and draws a plot of each.
#
# usage: scripts/growth.sh [--quick | --full] [--seconds N] [--out DIR] [--plots DIR] [DIMENSION...]
#
#   dimensions  history (finished runs on file), waiting (runs that wait), nodes (1 to 4 on one PostgreSQL), rows (in a table),
#               actions (of a flow), loop (its items); default: all
#   --quick     small sizes, to see whether it works; the plots go to target/growth/quick
#   --full      history and rows up to 10 million
#   --seconds   how long a measurement takes that goes by time (4)
#   --out       where the measurements go as JSON (target/growth)
#   --plots     where the plots go (docs/plots)
#
# Needs target/release/steward (`make build`), python3 and curl; for nodes, PostgreSQL's programs.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=4 size=usual out='' plots='' dimensions=()
while [ $# -gt 0 ]; do
  case "$1" in
    --quick) size=quick seconds=1 ;;
    --full) size=full ;;
    --seconds) seconds=$2; shift ;;
    --out) out=$2; shift ;;
    --plots) plots=$2; shift ;;
    -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; exit ;;
    history | waiting | nodes | rows | actions | loop) dimensions+=("$1") ;;
    *) echo "There is no dimension or option $1; see scripts/growth.sh --help." >&2; exit 2 ;;
  esac
  shift
done
[ "${#dimensions[@]}" -gt 0 ] || dimensions=(actions loop nodes waiting rows history)
if [ "$size" = quick ]; then
  out=${out:-target/growth/quick} plots=${plots:-$out}
else
  out=${out:-target/growth} plots=${plots:-docs/plots}
fi
steward=${STEWARD:-target/release/steward}
if [ ! -x "$steward" ]; then
  echo "There is no $steward. Build it with 'make build', or set STEWARD." >&2
  exit 1
fi
for program in python3 curl setsid; do
  command -v "$program" >/dev/null || { echo "$program is needed and not there." >&2; exit 1; }
done
mkdir -p "$out"
# What a shell sets for a server of its own is not for these.
unset STEWARD_DATABASE_URL STEWARD_MASTER_KEY STEWARD_DATA STEWARD_TOKEN STEWARD_ENVIRONMENT STEWARD_PASSWORD

source scripts/servers.sh
source scripts/postgres.sh

work=$(mktemp -d)
chmod 755 "$work"
clean_up() {
  stop_all
  stop_what_is_left
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# stop_all: ends the servers of a dimension, and removes their data.
stop_all() {
  local group
  for group in "${groups[@]}"; do
    stop "$group"
  done
  groups=()
  stop_postgres
  rm -rf "$work"/data*
}

# serve NAME [OPTION...]: starts a server with a data folder of this name. Sets pid and url.
serve() {
  local name=$1 port
  shift
  port=$(free_port)
  url=http://127.0.0.1:$port
  start "$work/$name.log" "$steward" serve --demo --log error --data "$work/data-$name" --listen "127.0.0.1:$port" "$@"
  until_up "$url/readyz" || { tail -n 20 "$work/$name.log" >&2; return 1; }
}

# measure DIMENSION URL PIDS [OPTION...]: prints what `steward bench` prints, and keeps it.
measure() {
  # In the background, so that the script can be stopped at any time.
  "$steward" bench "$1" --url "$2" --pid "$3" --seconds "$seconds" "${@:4}" | tee -a "$work/$1.lines" &
  wait $!
}

# on_sqlite DIMENSION SIZES [OPTION...]: the whole dimension on one new server.
on_sqlite() {
  serve "$1" && measure "$1" "$url" "$pid" --sizes "$2" "${@:3}"
}

# on_nodes N RUNS: servers on a new PostgreSQL, all with the same master key.
on_nodes() {
  local first='' pids='' others=() node
  start_postgres || return 1
  for node in $(seq "$1"); do
    if [ "$node" -eq 1 ]; then
      serve "node-$1-1" --database-url "$pg_url" || return 1
      first=$url pids=$pid
    else
      serve "node-$1-$node" --database-url "$pg_url" --master-key "$work/data-node-$1-1/master.key" || return 1
      others+=(--node "$url")
      pids=$pids,$pid
    fi
  done
  measure nodes "$first" "$pids" --runs "$2" "${others[@]}" || return 1
  stop_all
}

# sizes QUICK USUAL FULL: the one that was chosen.
sizes() {
  case $size in
    quick) echo "$1" ;;
    usual) echo "$2" ;;
    full) echo "$3" ;;
  esac
}

grow() {
  local nodes
  case "$1" in
    history) on_sqlite history "$(sizes 1000,10000 10000,100000,1000000 10000,100000,1000000,10000000)" --data "$work/data-history" ;;
    waiting) on_sqlite waiting "$(sizes 100,1000 1000,3000,10000,30000,100000 1000,3000,10000,30000,100000)" ;;
    rows) on_sqlite rows "$(sizes 1000,10000 10000,100000,1000000 10000,100000,1000000,10000000)" ;;
    actions) on_sqlite actions "$(sizes 10,50,500 10,20,50,100,200,500 10,20,50,100,200,500)" ;;
    loop) on_sqlite loop "$(sizes 100,1000,10000 100,1000,10000,100000 100,300,1000,3000,10000,30000,100000)" ;;
    nodes)
      for nodes in $(sizes '1 2' '1 2 3 4' '1 2 3 4'); do
        on_nodes "$nodes" "$(sizes 2000 40000 100000)" || return 1
      done
      ;;
  esac
}

failed=()
for dimension in "${dimensions[@]}"; do
  echo "== $dimension"
  began=$SECONDS
  if grow "$dimension"; then
    python3 -B scripts/growth/keep.py "$dimension" "$size" "$work/$dimension.lines" "$out/$dimension.json"
    echo "-- $dimension took $((SECONDS - began)) s"
  else
    echo "-- $dimension failed; what was measured before stays in $out" >&2
    tail -n 5 "$work"/*.log >&2 || true
    failed+=("$dimension")
  fi
  stop_all
done
python3 -B scripts/growth/plot.py "$out" "$plots"
echo "The measurements are in $out, the plots in $plots."
[ "${#failed[@]}" -eq 0 ] || { echo "Failed: ${failed[*]}" >&2; exit 1; }
