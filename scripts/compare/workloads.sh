# shellcheck shell=bash disable=SC2034,SC2154   # It shares its variables with the script that sources it.
# To be sourced. The workloads, with the same load generators for every engine. All write to the log of the engine, as they print.

# w1 NAME TRIGGER: how much by wrk, how long by the open loop of `steward bench`.
w1() {
  python3 "$bench/w1_echo.py" "$2" --name "$1" --seconds "$seconds" --rounds "$rounds"
  for _ in $(seq "$rounds"); do
    "$steward" bench W1 --trigger "$2" --seconds "$seconds"
  done
}

# w3_w4 NAME W3 W4: runs that answer when they are complete.
w3_w4() {
  python3 "$bench/w2_drain.py" "$2" --sync --name "$1" --w W3 --rounds 10
  python3 "$bench/w2_drain.py" "$3" --sync --name "$1" --w W4 --rounds 20
}

# w5 NAME TRIGGER COMMAND...: cold start and idle memory.
w5() {
  local name=$1 trigger=$2
  shift 2
  python3 "$bench/w5_start.py" --url "$trigger" --post --name "$name" --rounds "$rounds" -- "$@"
}

# memory NAME WHEN: of the server that was started last.
memory() {
  python3 "$bench/rss.py" "$pid" | sed "s/^/MEMORY $1 $2: /"
}
