# shellcheck shell=bash disable=SC2034,SC2154   # It shares its variables with the script that sources it.
# To be sourced, after scripts/servers.sh and scripts/postgres.sh. What is stopped when, and the servers that stay for the whole run.

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
