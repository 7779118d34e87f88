# Shared by installer/run, installer/test and installer/bench. Sourced, not run.
# shellcheck shell=bash
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
jobs=$(nproc)

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# packages SECTION...: prints the packages of those sections of packages.txt
packages() {
    local section="" line wanted=" $* "
    while IFS= read -r line; do
        case "$line" in
        \#* | "") ;;
        \[*\]) section=${line#[}; section=${section%]} ;;
        *) case "$wanted" in *" $section "*) printf '%s\n' "$line" ;; esac ;;
        esac
    done <installer/packages.txt
}

# need SECTION...: installs what is missing of those sections, and nothing when all is there
need() {
    local missing=() name
    if ! command -v dpkg-query >/dev/null; then
        say "This is not Debian: install what installer/packages.txt lists with your own package manager."
        return 0
    fi
    for name in $(packages "$@"); do
        # npm may come with a Node.js that was not installed as a package
        if [ "$name" = npm ] && command -v npm >/dev/null; then continue; fi
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
    done
    [ ${#missing[@]} = 0 ] && return 0
    say "Installing ${#missing[@]} packages: ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# build PRESET TARGET...: configures once, then builds
build() {
    local preset=$1
    shift
    [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >"/tmp/parapet-cmake.$$" 2>&1 || {
        cat "/tmp/parapet-cmake.$$" >&2
        return 1
    }
    rm -f "/tmp/parapet-cmake.$$"
    ninja -C "build/$preset" -j "$jobs" "$@"
}
