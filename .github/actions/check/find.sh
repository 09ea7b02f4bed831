#!/usr/bin/env bash
# Finds a loadline for this job: the one named, else the release of the action's version (checked against its SHA-256), else says where to build it.
# Outputs: binary; build (folder of the source) and source (its version) where it has to be built.
set -euo pipefail

output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }

if [ -n "${LOADLINE_BINARY:-}" ]; then
  # Later steps have other working directories.
  if ! binary=$(realpath -e -- "$LOADLINE_BINARY") || [ ! -x "$binary" ]; then
    echo "::error title=Loadline::binary: $LOADLINE_BINARY is no program." >&2
    exit 66
  fi
  output binary "$binary"
  exit 0
fi

download() { # download DIRECTORY: the released program of this version, or nothing
  case "${ACTION_REF:-}" in v[0-9]*) ;; *) return 1 ;; esac
  [ "$(uname -s)" = Linux ] || return 1
  local name address
  name="loadline-linux-$(uname -m).tar.gz"
  address="${GITHUB_SERVER_URL:-https://github.com}/$ACTION_REPOSITORY/releases/download/$ACTION_REF/$name"
  mkdir -p "$1"
  curl --fail --silent --show-error --location --retry 3 --max-time 120 --output "$1/$name" "$address" || return 1
  curl --fail --silent --show-error --location --retry 3 --max-time 120 --output "$1/$name.sha256" "$address.sha256" || return 1
  (cd "$1" && sha256sum --check --status "$name.sha256") || {
    echo "::error title=Loadline::$address does not have the SHA-256 that its release says." >&2
    exit 65
  }
  tar -xzf "$1/$name" -C "$1" loadline
}

directory="$RUNNER_TEMP/loadline-$ACTION_REF"
if download "$directory"; then
  output binary "$directory/loadline"
  exit 0
fi

# The runner has unpacked the whole repository of the action: its root is three folders up.
source=$(cd "$GITHUB_ACTION_PATH/../../.." && pwd)
if ! command -v swift >/dev/null; then
  echo "::error title=Loadline::This runner has no Swift to build loadline with: use a released version (@v…), or name a program with 'binary'." >&2
  exit 66
fi
output binary "$source/.build/release/loadline"
output build "$source"
output source "$(cat "$source"/Package.swift "$source"/Sources/**/*.swift 2>/dev/null | sha256sum | cut -c1-16)-${ACTION_REF:-local}"
