# shellcheck shell=bash disable=SC2034,SC2154   # It shares its variables with the script that sources it.
# To be sourced. Installs peers and builds the bounds, once, into the cache folder.

n8n_version=2.40.7

install_for() {
  case "$1" in
    n8n*) install_node && install_n8n ;;
    node-red) install_node && install_npm node-red '{"private": true, "dependencies": {"node-red": "5"}}' ;;
    bound-*) install_bound "$1" ;;
    *) ;;
  esac
}

# install_npm NAME PACKAGE.JSON [OPTION...]
install_npm() {
  local folder=$peers/$1 package=$2
  [ ! -e "$folder/installed" ] || return 0
  shift 2
  echo "installing $(basename "$folder") into $folder"
  mkdir -p "$folder"
  printf '%s\n' "$package" >"$folder/package.json"
  (cd "$folder" && npm install --no-audit --no-fund "$@" >install.log 2>&1) || return 1
  touch "$folder/installed"
}

# The newest long-term Node: n8n asks for it, and both peers get the same.
install_node() {
  install_npm node '{"private": true, "dependencies": {"node": "24"}}' || return 1
  node24=$peers/node/node_modules/node/bin
  if ! "$node24/node" --version >/dev/null 2>&1; then
    echo "the npm package node has no node for this machine" >&2
    return 1
  fi
}

install_n8n() {
  [ ! -e "$peers/n8n/ready" ] || return 0
  local package="{\"private\": true, \"dependencies\": {\"n8n\": \"$n8n_version\"}, \"overrides\": {\"linkedom\": \"0.18.13\"}}"
  PATH=$node24:$PATH install_npm n8n "$package" --ignore-scripts || return 1
  (cd "$peers/n8n" && PATH=$node24:$PATH npm rebuild sqlite3 >>install.log 2>&1) || return 1
  touch "$peers/n8n/ready"
}

# install_bound bound-sqlite|bound-postgres: the bare programs that only store.
install_bound() {
  local folder=$peers/$1 source=$bench/bound
  [ "$1" = bound-sqlite ] || source=$bench/bound-pg
  if [ -x "$folder/bound" ] && ! [ "$source/src/main.rs" -nt "$folder/bound" ]; then
    return 0
  fi
  echo "building $1 in $folder"
  mkdir -p "$folder/src"
  cp -f "$source/Cargo.toml" "$folder/Cargo.toml"
  cp -f "$source/src/main.rs" "$folder/src/main.rs"
  chmod u+w "$folder/Cargo.toml" "$folder/src/main.rs"
  (cd "$folder" && CARGO_TARGET_DIR=$folder/target cargo build --release >build.log 2>&1) || return 1
  find "$folder/target/release" -maxdepth 1 -type f -name 'spike*' -perm -u+x -exec cp -f {} "$folder/bound" \;
  [ -x "$folder/bound" ]
}
