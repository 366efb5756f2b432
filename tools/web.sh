#!/bin/sh
# tools/web.sh OUT - builds the browser application of web/ into OUT, unless OUT is of these very sources already.
# What npm installs is kept in web/node_modules as long as the lock file is the same.
set -eu
cd "$(dirname "$0")/../web"
out=$1
mkdir -p "$out"
exec 9>"$out.lock" # several builds may run at once
flock 9
sources=$(git ls-files --cached --others --exclude-standard . | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -d ' ' -f 1)
[ "$(cat "$out/sources" 2>/dev/null || true)" != "$sources" ] || exit 0
lock=$(sha256sum package-lock.json | cut -d ' ' -f 1)
if [ "$(cat node_modules/lock 2>/dev/null || true)" != "$lock" ]; then
    npm ci --silent --ignore-scripts --no-audit --no-fund
    echo "$lock" >node_modules/lock
fi
rm -rf "$out/app"
FIDELE_WEB_OUT=$out/app npm run --silent build >"$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }
echo "$sources" >"$out/sources"
