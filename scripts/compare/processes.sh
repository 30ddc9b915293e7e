# shellcheck shell=bash disable=SC2034,SC2154   # It shares its variables with the script that sources it.
# To be sourced. Servers that are started and stopped, each with everything that it started itself.

groups=()
# Every process of this run inherits it, those too that a load generator started and could not stop any more.
export STEWARD_COMPARE=$$-$RANDOM$RANDOM

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start LOG COMMAND...: starts a server in a process group of its own, and sets pid.
start() {
  local log=$1
  shift
  setsid "$@" >>"$log" 2>&1 </dev/null &
  pid=$!
  groups+=("$pid")
}

# until_up URL [CURL OPTION...]: waits until the address answers well.
until_up() {
  local url=$1
  shift
  for _ in $(seq 900); do
    curl -sf -o /dev/null "$@" "$url" && return
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  echo "It did not come up at ${url%%\?*}" >&2
  return 1
}

# stop PID: ends a group, and waits until it is gone.
stop() {
  kill -TERM -- "-$1" 2>/dev/null || return 0
  for _ in $(seq 150); do
    kill -0 -- "-$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$1" 2>/dev/null || true
}

# What the engine that was measured started. The groups of the script itself are left: they are its own to stop.
clean_up_engine() {
  local group
  for group in "${groups[@]}"; do
    [[ " ${kept[*]} " == *" $group "* ]] || stop "$group"
  done
  stop_postgres
  rm -rf "${data:-}"
}

clean_up() {
  local group
  if [ -n "$measuring" ]; then
    kill -TERM -- "-$measuring" 2>/dev/null || true
    wait "$measuring" || true
  fi
  for group in "${groups[@]}"; do
    stop "$group"
  done
  stop_postgres
  stop_what_is_left
  rm -rf "$work"
}

stop_what_is_left() {
  local process
  for process in /proc/[0-9]*; do
    if grep -qzx "STEWARD_COMPARE=$STEWARD_COMPARE" "$process/environ" 2>/dev/null; then
      kill -KILL "${process#/proc/}" 2>/dev/null || true
    fi
  done
}

kept=()

# The servers that stay for the whole run: what flows of W4 call, and the bare echo.
start_stub() {
  local port
  port=$(free_port)
  stub=http://127.0.0.1:$port
  PORT=$port DELAY_MS=20 start "$work/stub.log" node "$bench/stub_server.mjs"
  kept+=("$pid")
  until_up "$stub/_hits"
}

start_control() {
  local port
  port=$(free_port)
  control=http://127.0.0.1:$port/
  PORT=$port start "$work/control.log" node "$bench/hello.mjs"
  kept+=("$pid")
  until_up "$control"
}

# The noise control: how fast a server that does nothing is just now.
measure_control() {
  python3 "$bench/w1_echo.py" "$control" --name control --conc 32 --seconds 3 --rounds 1 --warm 1
}
