#!/bin/sh
# clang-tidy over the sources given (default: all of src/ but tests), as they are compiled in build/fuzz. A source is not
# looked at again while nothing it was judged by has changed: its text and that of every header it includes, its command
# line, .clang-tidy, the version of clang-tidy. What was judged clean is noted in build/tidy, by those.
# The analyzer follows paths within functions and into small ones only (shallow); FIDELE_ANALYZER=deep follows all it
# can, which takes thirteen times as long (make test-full).
set -eu
analyzer=${FIDELE_ANALYZER:-shallow}
cd "$(dirname "$0")/.."
build=build/fuzz
notes=build/tidy
mkdir -p "$notes/clean" "$notes/now"
if [ $# -gt 0 ]; then printf '%s\n' "$@"; else
    git ls-files --cached --others --exclude-standard 'src/*.c' | grep -v '_test\.c$'
fi >"$notes/sources"

# What each source was compiled from, as the compiler told ninja.
ninja -C "$build" -t deps >"$notes/deps"
(cd "$build" && sed -n 's/^    //p' "$OLDPWD/$notes/deps" | sort -u | xargs sha256sum) >"$notes/hashes" 2>/dev/null || true
judge=$({ clang-tidy --version; cat .clang-tidy; echo "$analyzer"; } | sha256sum)

# A note a source: one line for the judge, one for its command, one for each file.
rm -f "$notes"/now/*
awk -v top="$PWD/" -v judge="$judge" -v folder="$notes/now/" '
    FILENAME ~ /hashes$/ { hash[$2] = $1; next }
    FILENAME ~ /compile_commands.json$/ {
        if (/"command":/) command = $0
        if (/"file":/) { gsub(/.*"file": "|",?$/, ""); sub(top, ""); of[$0] = command }
        next
    }
    function note(  name) {
        if (source == "" || !valid || missing) return
        name = source
        gsub("/", "+", name)
        print judge "\n" of[source] text > (folder name)
        close(folder name)
    }
    /^[^ ].*: #deps/ { # CMakeFiles/fidele_core.dir/src/base/near.c.o: #deps 31, … (VALID)
        note()
        source = $1
        gsub(/^.*CMakeFiles\/[^\/]*\.dir\/|\.o:$/, "", source)
        text = ""
        missing = 0
        valid = /VALID/
        next
    }
    /^    / {
        path = substr($0, 5)
        if (!(path in hash)) missing = 1
        text = text "\n" hash[path] " " path
    }
    END { note() }' "$notes/hashes" "$build/compile_commands.json" "$notes/deps"

while read -r source; do
    name=$(printf %s "$source" | tr / +)
    [ -e "$notes/now/$name" ] && cmp -s "$notes/now/$name" "$notes/clean/$name" || printf '%s\n' "$source"
done <"$notes/sources" >"$notes/asked"
echo "clang-tidy ($(wc -l <"$notes/asked") of $(wc -l <"$notes/sources"); the others are as they were)"

# shellcheck disable=SC2016
xargs -r -P "$(nproc)" -n 8 sh -c '
    analyzer=$0
    clang-tidy --quiet -p build/fuzz --extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang \
        --extra-arg="mode=$analyzer" "$@" || exit 1
    for source; do
        name=$(printf %s "$source" | tr / +)
        [ ! -e "build/tidy/now/$name" ] || cp "build/tidy/now/$name" "build/tidy/clean/$name"
    done' "$analyzer" <"$notes/asked" >build/tidy.log 2>build/tidy.err ||
    { grep -hE 'error:|warning:' build/tidy.log build/tidy.err; exit 1; }
