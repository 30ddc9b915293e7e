#!/usr/bin/env bash
# Runs every test. Each step prints its own output and keeps it in target/test-logs; a failing step does not stop the others.
#
# usage: scripts/test.sh [STEP...]     steps: format ui lint rust journeys acceptance, and postgres; default: all but postgres
set -uo pipefail
cd "$(dirname "$0")/.."

started=$SECONDS
logs=target/test-logs
mkdir -p "$logs"
failed=()

# Runs a command under a heading, and remembers it when it fails.
step() {
  local name=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  local log="$logs/${name//[^a-z0-9]/-}.log"
  "$@" 2>&1 | tee "$log"
  local status=${PIPESTATUS[0]}
  if [ "$status" -eq 0 ]; then
    printf -- '-- %s: passed in %d s\n' "$name" $((SECONDS - began))
    rm -f "$log"
  else
    printf -- '-- %s: FAILED (status %d) in %d s; its output is in %s\n' "$name" "$status" $((SECONDS - began)) "$log"
    failed+=("$name")
  fi
}

format() {
  step "format" cargo fmt --all --check
}

# The server carries the built UI inside, so it comes before everything that compiles the server.
ui() {
  step "ui: install" npm --prefix ui ci --ignore-scripts --no-audit --no-fund
  step "ui: check" npm --prefix ui run check
  step "ui: test" npm --prefix ui test
  step "ui: build" npm --prefix ui run build
}

lint() {
  step "lint" cargo clippy --workspace --all-targets --locked -- -D warnings
  step "licences" cargo xtask check-licences
}

rust() {
  step "rust: install a provider" npm --prefix crates/cli/tests/provider ci --ignore-scripts --no-audit --no-fund
  step "rust: test" cargo test --workspace --no-fail-fast --locked
  step "rust: build" cargo build --workspace --bins --locked
  step "openapi" cargo xtask openapi --check
}

# The layers above the store on PostgreSQL; the store's own suite and the cluster are tested on it by `rust` already.
postgres() {
  step "postgres" env STEWARD_TEST_DATABASE=postgres cargo test --locked -p app -p runtime -p server --tests
}

journeys() {
  step "journeys" scripts/journeys.sh
}

# Conformance against material that lies beside the repository on some machines: vectors of the language, and real files. The loose
# workflows of the corpus are a test of the engine, which names those that are broken.
acceptance() {
  local shared=${STEWARD_SHARED:-../shared}
  if [ ! -d "$shared/accept" ]; then
    printf '\n== acceptance\nskipped: no folder %s/accept\n' "$shared"
    return
  fi
  step "acceptance: vectors" python3 "$shared/accept/vectors.py" target/debug/steward "$shared/vectors/wdl.jsonl"
  step "acceptance: corpus" python3 "$shared/accept/corpus.py" target/debug/steward "$shared/corpus" flows connectors solutions repack
  step "acceptance: simulate" python3 "$shared/accept/simulate.py" target/debug/steward "$shared/corpus"
}

scripts/toolchain.sh || exit 1
scripts/test-tools.sh || exit 1

steps=("$@")
[ "${#steps[@]}" -gt 0 ] || steps=(format ui lint rust journeys acceptance)
for name in "${steps[@]}"; do
  case $name in
    format | ui | lint | rust | postgres | journeys | acceptance) "$name" ;;
    *) echo "there is no step $name" >&2; exit 2 ;;
  esac
done

printf '\nTotal: %d min %d s. ' $(((SECONDS - started) / 60)) $(((SECONDS - started) % 60))
if [ "${#failed[@]}" -gt 0 ]; then
  printf 'FAILED: %s\n' "$(printf '%s, ' "${failed[@]}" | sed 's/, $//')"
  exit 1
fi
printf 'All steps passed.\n'
