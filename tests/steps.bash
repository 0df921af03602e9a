# Sourced by tests/run, .ci/run and the scripts of container in the repository's root: Cargo's target folder, and steps
# with a name, their time and outcome, and a summary.
# shellcheck shell=bash

steps=()
skips=()
failed=false

target=${CARGO_TARGET_DIR:-target}
[[ $target == /* ]] || target=$PWD/$target

in_ci() { [[ ${CI:-} == true ]]; }

have() { command -v "$1" >/dev/null; }

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

install_packages() {
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# skip WHAT WHY: notes what is left out. With CI=true that is a failure.
skip() { skips+=("$1: $2"); }

# step NAME COMMAND...: runs the command, notes its time and whether it succeeded.
step() {
  local name=$1 began=$SECONDS outcome=ok
  shift
  printf '\n== %s\n' "$name"
  "$@" </dev/null || { outcome=FAILED; failed=true; }
  steps+=("$(printf '%-28s %5d s  %s' "$name" $((SECONDS - began)) "$outcome")")
  [[ $outcome == ok ]]
}

# Prints what happened; fails if anything failed, or was skipped where nothing may be.
summary() {
  printf '\n== Summary\n'
  ((${#steps[@]} == 0)) || printf '%s\n' "${steps[@]}"
  if ((${#skips[@]} > 0)); then
    printf 'skipped  %s\n' "${skips[@]}"
    if in_ci; then
      printf 'With CI=true nothing may be skipped.\n'
      failed=true
    fi
  fi
  ! $failed
}
