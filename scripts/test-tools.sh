#!/usr/bin/env bash
# Installs the programs that tests need beyond Rust and Node: python3 with its virtual environments, curl, a PostgreSQL for tests to
# start servers of their own,
# and a Chromium for the browser journeys.
# On Debian and its relatives it installs what is missing; elsewhere it names it.
set -euo pipefail

packages=()
command -v python3 >/dev/null || packages+=(python3)
command -v curl >/dev/null || packages+=(curl)
python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
command -v "${CHROMIUM:-chromium}" >/dev/null || packages+=(chromium)
command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages+=(postgresql)
[ "${#packages[@]}" -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "The tests need ${packages[*]}, and this is not a Debian system. Install them, and set CHROMIUM to the browser's path." >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
    echo "The tests need ${packages[*]}. Run: sudo apt-get install --no-install-recommends ${packages[*]}" >&2
    exit 1
  fi
  as_root=(sudo -n)
fi
case " ${packages[*]} " in
  *" postgresql "*)
    # The package starts a server of the machine's own unless it is told not to; the tests start theirs.
    settings=/etc/postgresql-common/createcluster.conf
    [ -e "$settings" ] || printf 'create_main_cluster = false\n' |
      "${as_root[@]}" install -D -m 644 /dev/stdin "$settings"
    ;;
esac
echo "Installing ${packages[*]}."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y --no-install-recommends "${packages[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "Could not install ${packages[*]}." >&2
  exit 1
fi
