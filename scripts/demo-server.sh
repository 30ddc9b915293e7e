# shellcheck shell=bash
# To be sourced. Starts a server with the demo, its own free port and a new data folder; both are gone when the script ends.

# shellcheck source=scripts/servers.sh
source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"

# start_demo STEWARD LOG [OPTION...]: sets and exports STEWARD_URL once the server can take work.
start_demo() {
  local port
  port=$(free_port)
  export STEWARD_URL=http://127.0.0.1:$port
  demo_data=$(mktemp -d)
  trap stop_demo EXIT
  start "$2" "$1" serve --demo --data "$demo_data/steward" --listen "127.0.0.1:$port" "${@:3}"
  demo_server=$pid
  until_up "$STEWARD_URL/readyz" && return
  tail -n 30 "$2" >&2
  return 1
}

stop_demo() {
  [ -z "${demo_server:-}" ] || stop "$demo_server"
  rm -rf "$demo_data"
}
