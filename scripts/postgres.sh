# shellcheck shell=bash disable=SC2034,SC2154   # It shares its variables with the script that sources it.
# To be sourced. A PostgreSQL server of this run alone, durable as it comes (fsync and synchronous_commit on).

pg_data=''

# pg PROGRAM ARGUMENT...: runs a program of PostgreSQL; as root it must run as somebody else.
pg() {
  local program=$1 found
  shift
  # Debian keeps the server's programs off the path.
  found=$(command -v "$program" || find /usr/lib/postgresql -path "*/bin/$program" 2>/dev/null | sort -V | tail -n 1)
  if [ -z "$found" ]; then
    echo "PostgreSQL's $program is not there." >&2
    return 1
  fi
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && runuser -u postgres -- "$found" "$@")
  else
    "$found" "$@"
  fi
}

# start_postgres: a new server with the empty database `bench` of the user `bench`. Sets pg_data, pg_port and pg_url.
start_postgres() {
  pg_data=$(mktemp -d "$work/postgres.XXXXXX")
  pg_port=$(free_port)
  [ "$(id -u)" -ne 0 ] || chown postgres "$pg_data"
  pg initdb -D "$pg_data" -U bench -A trust --locale=C.UTF-8 -E UTF8 >"$work/initdb.log"
  pg pg_ctl -D "$pg_data" -l "$pg_data/server.log" -w -o "-p $pg_port -k $pg_data -c listen_addresses=127.0.0.1" start >/dev/null
  psql -q -h 127.0.0.1 -p "$pg_port" -U bench -d postgres -c 'create database bench'
  pg_url=postgres://bench@127.0.0.1:$pg_port/bench
}

stop_postgres() {
  [ -n "$pg_data" ] || return 0
  pg pg_ctl -D "$pg_data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$pg_data"
  pg_data=''
}
