#!/bin/sh
# Installs what packages.txt lists for the purposes given as arguments and is not there yet, or says how to.
set -eu
cd "$(dirname "$0")/.."

missing=
for purpose in "$@"; do
    while read -r wanted package probe; do
        [ "$wanted" = "$purpose" ] || continue
        case $probe in
        /*) [ -e "$probe" ] || missing="$missing $package" ;;
        *) command -v "$probe" >/dev/null 2>&1 || missing="$missing $package" ;;
        esac
    done <packages.txt
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1; then
        as_root=sudo
    else
        echo "These Debian packages are missing. As root, run:" >&2
        echo "  apt-get update && apt-get install -y --no-install-recommends$missing" >&2
        exit 1
    fi
fi
echo "Installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
