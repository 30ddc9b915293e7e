# shellcheck shell=bash disable=SC2034,SC2154   # It shares its variables with the script that sources it.
# To be sourced. How each engine is started, and what is measured of it.

# measure ENGINE LOG
measure() {
  local log=$2
  data=$(mktemp -d "$work/data.XXXXXX")
  chmod 755 "$data"
  case "$1" in
    steward-*) measure_steward "$1" ;;
    bound-*) measure_bound "$1" ;;
    n8n*) measure_n8n "$1" ;;
    node-red) measure_node_red "$1" ;;
  esac > >(tee "$log" | grep --line-buffered -E '^(SUMMARY|MEMORY|\{"workload")') 2> >(tee -a "$out/$1-errors.log" >&2)
}

# serve_steward ENGINE FOLDER: sets command. The port stays, so that addresses of triggers hold after a new start.
serve_steward() {
  command=("$steward" serve --demo --log error --allow-host 127.0.0.1 --data "$2" --listen "127.0.0.1:$port")
  [ "$1" = steward-sqlite ] || command+=(--database-url "$pg_url")
}

measure_steward() {
  local made stored
  port=$(free_port)
  export STEWARD_URL=http://127.0.0.1:$port
  if [ "$1" = steward-postgres ]; then
    if ! "$steward" serve --help | grep -q -- '--database-url'; then
      echo "This steward does not know --database-url." >&2
      return 1
    fi
    start_postgres
    stored=$pg_data
  else
    stored=$data/steward
  fi
  serve_steward "$1" "$data/steward"
  start "$data/log" "${command[@]}"
  until_up "$STEWARD_URL/readyz"
  made=$("$steward" bench flows --stub "$stub/x")
  trigger() { python3 -c 'import json, sys; print(json.loads(sys.argv[1])[sys.argv[2]]["trigger"])' "$made" "$1"; }
  stop "$pid"
  w5 "$1" "$(trigger W1)" "${command[@]}"

  start "$data/log" "${command[@]}"
  until_up "$STEWARD_URL/readyz"
  memory "$1" idle
  w1 "$1" "$(trigger W1)"
  python3 scripts/compare/drain.py "$bench/post.lua" "$made" --name "$1" --seconds "$seconds" --rounds "$rounds"
  memory "$1" 'after W2'
  "$steward" bench W2 --seconds "$seconds" --data "$stored"
  w3_w4 "$1" "$(trigger W3)" "$(trigger W4)"
  "$steward" bench W3 W4 --seconds "$seconds"
  "$steward" bench W6
  stop "$pid"

  # An empty store again: W7 compares with it.
  if [ "$1" = steward-postgres ]; then
    stop_postgres
    start_postgres
    stored=$pg_data
  else
    stored=$data/steward-w7
  fi
  serve_steward "$1" "$data/steward-w7"
  start "$data/log" "${command[@]}"
  until_up "$STEWARD_URL/readyz"
  "$steward" bench W7 --seconds "$seconds" --history "$history" --data "$stored"
  memory "$1" 'after W7'
  stop "$pid"
}

measure_bound() {
  local port=7799
  if [ "$1" = bound-postgres ]; then
    port=7798
    start_postgres
    start "$data/log" "$peers/$1/bound" "host=127.0.0.1 port=$pg_port user=bench dbname=bench" 1
  else
    start "$data/log" "$peers/$1/bound" "$data/bound.db"
  fi
  until_up "http://127.0.0.1:$port/count"
  w1 "$1" "http://127.0.0.1:$port/w1"
  python3 "$bench/w2_drain.py" "http://127.0.0.1:$port/w2" --name "$1" --count-url "http://127.0.0.1:$port/count" --low 0 --wrk "$seconds" --rounds "$rounds"
  stop "$pid"
}

measure_n8n() {
  local url count workflow
  python3 "$bench/n8n_flows.py" "$data/flows" "$stub" >/dev/null
  N8N_PORT=$(free_port)
  N8N_RUNNERS_BROKER_PORT=$(free_port)
  export N8N_PORT N8N_RUNNERS_BROKER_PORT N8N_HOME=$data/n8n PATH=$node24:$PATH
  local n8n=(node "$peers/n8n/node_modules/n8n/bin/n8n")
  # shellcheck source=/dev/null
  source "$bench/n8n_env.sh"
  # Its fastest setting, without its expression sandbox.
  [ "$1" = n8n-default ] || export N8N_EXPRESSION_ENGINE=legacy
  if [ "$1" = n8n-postgres ]; then
    start_postgres
    export DB_TYPE=postgresdb DB_POSTGRESDB_HOST=127.0.0.1 DB_POSTGRESDB_PORT=$pg_port DB_POSTGRESDB_USER=bench DB_POSTGRESDB_DATABASE=bench DB_POSTGRESDB_PASSWORD=unused
  fi
  mkdir "$N8N_HOME"
  "${n8n[@]}" import:workflow --separate --input="$data/flows" >>"$data/log" 2>&1
  for workflow in w1 w2 w3 w4; do
    "${n8n[@]}" publish:workflow --id="bench$workflow" >>"$data/log" 2>&1
  done
  url=http://127.0.0.1:$N8N_PORT/webhook
  w5 "$1" "$url/w1" "${n8n[@]}" start
  start "$data/log" "${n8n[@]}" start
  until_up "$url/w1" -XPOST -H 'content-type: application/json' -d '{"name": "Ada"}'
  memory "$1" idle
  w1 "$1" "$url/w1"
  local done_runs="select count(*) from execution_entity where \"workflowId\" = 'benchw2' and status = 'success'"
  if [ "$1" = n8n-postgres ]; then
    count=(--count-cmd "psql -At -h 127.0.0.1 -p $pg_port -U bench -d bench -c \"${done_runs//\"/\\\"}\"")
  else
    count=(--count-sqlite "$(find "$N8N_HOME" -name database.sqlite)" "$done_runs")
  fi
  python3 "$bench/w2_drain.py" "$url/w2" --name "$1" "${count[@]}" --runs "$((seconds * 100))" --rounds "$rounds"
  memory "$1" 'after W2'
  w3_w4 "$1" "$url/w3" "$url/w4"
  stop "$pid"
}

measure_node_red() {
  local port url
  port=$(free_port)
  url=http://127.0.0.1:$port
  mkdir "$data/node-red"
  python3 "$bench/flows_nodered.py" "$data/node-red/flows.json" "$stub" >/dev/null
  command=("$node24/node" "$peers/node-red/node_modules/node-red/red.js" -u "$data/node-red" -p "$port" flows.json)
  w5 "$1" "$url/w1" "${command[@]}"
  start "$data/log" "${command[@]}"
  until_up "$url/count"
  memory "$1" idle
  w1 "$1" "$url/w1"
  python3 "$bench/w2_drain.py" "$url/w2" --name "$1" --count-url "$url/count" --wrk "$seconds" --rounds "$rounds"
  memory "$1" 'after W2'
  w3_w4 "$1" "$url/w3" "$url/w4"
  stop "$pid"
}
