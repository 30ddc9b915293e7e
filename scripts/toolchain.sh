#!/usr/bin/env bash
# Checks that Rust and Node are here and new enough, and says how to get them. Prints nothing when all is well.
set -euo pipefail

least_rust=1.90.0
least_node=20.19.0

# Whether version $1 is at least version $2.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

missing=0
say() { printf '%s\n' "$*" >&2; missing=1; }

if ! command -v cargo >/dev/null; then
  say "Steward is built with Rust $least_rust or newer, and there is no cargo here. Get it from https://rustup.rs"
else
  rust=$(cargo --version | awk '{print $2}')
  at_least "${rust%%-*}" "$least_rust" || say "Steward needs Rust $least_rust or newer; this is $rust. Run: rustup update stable"
fi

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  say "Steward's web UI is built with Node $least_node or newer, and there is no node or npm here. Get them from https://nodejs.org"
else
  node=$(node --version)
  at_least "${node#v}" "$least_node" || say "Steward's web UI needs Node $least_node or newer; this is ${node#v}. Get it from https://nodejs.org"
fi

if ! command -v cc >/dev/null; then
  say "Steward builds SQLite from source, and there is no C compiler here. On Debian: apt-get install build-essential"
fi

exit "$missing"
