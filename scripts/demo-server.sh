# shellcheck shell=bash
# To be sourced. Starts a server with the demo, its own free port and a new data folder; both are gone when the script ends.

# start_demo STEWARD LOG [OPTION...]: sets and exports STEWARD_URL once the server can take work.
start_demo() {
  local port
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  export STEWARD_URL=http://127.0.0.1:$port
  demo_data=$(mktemp -d)
  trap stop_demo EXIT
  "$1" serve --demo --data "$demo_data/steward" --listen "127.0.0.1:$port" "${@:3}" >"$2" 2>&1 &
  demo_server=$!
  for _ in $(seq 300); do
    curl -fs -o /dev/null "$STEWARD_URL/readyz" && return
    kill -0 "$demo_server" 2>/dev/null || break
    sleep 0.2
  done
  echo "The server did not start:" >&2
  tail -n 30 "$2" >&2
  return 1
}

stop_demo() {
  if [ -n "${demo_server:-}" ]; then
    kill "$demo_server" 2>/dev/null || true
    wait "$demo_server" 2>/dev/null || true
  fi
  rm -rf "$demo_data"
}
