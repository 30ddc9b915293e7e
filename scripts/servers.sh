# shellcheck shell=bash
# To be sourced. Servers that are started and stopped, each with everything that it started itself.

groups=()
# Every process of this run inherits it, those too that a load generator started and could not stop any more.
export STEWARD_STARTED_BY=$$-$RANDOM$RANDOM

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

stop_what_is_left() {
  local process
  for process in /proc/[0-9]*; do
    if grep -qzx "STEWARD_STARTED_BY=$STEWARD_STARTED_BY" "$process/environ" 2>/dev/null; then
      kill -KILL "${process#/proc/}" 2>/dev/null || true
    fi
  done
}
