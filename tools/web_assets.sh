#!/bin/sh
# tools/web_assets.sh APP OUT - the files of the built application as a C source: their bytes through .incbin (a C array
# of them takes seconds to compile), and the table of web/assets.h. Without APP: an empty table.
set -eu
app=$1
out=$2
{
    echo '#include "web/assets.h"'
    number=0
    rows=""
    [ -d "$app" ] && cd "$app" && files=$(find . -type f ! -name '*.gz' ! -name '*.br' | sed 's|^\./||' | LC_ALL=C sort) || files=""
    # One row of the table: the bytes as they are, and compressed where that exists.
    bytes_of() {
        printf '__asm__(".section .rodata\\n.balign 16\\nweb_%s: .incbin \\"%s\\"\\nweb_%s_end: .byte 0\\n.previous");\n' \
            "$1" "$app/$2" "$1"
        printf 'extern const char web_%s[], web_%s_end[];\n' "$1" "$1"
    }
    for file in $files; do
        number=$((number + 1))
        bytes_of "$number" "$file"
        row="    {.path = \"$file\", .tag = \"$(sha256sum "$file" | cut -c 1-32)\", .bytes = {{web_$number, web_${number}_end}"
        for way in br gz; do
            if [ -f "$file.$way" ]; then
                bytes_of "${number}_$way" "$file.$way"
                row="$row, {web_${number}_$way, web_${number}_${way}_end}"
            else
                row="$row, {NULL, NULL}"
            fi
        done
        rows="$rows$row}},
"
    done
    echo "const WebAsset web_assets[] = {"
    printf '%s' "$rows"
    echo "    {.path = NULL}};"
} >"$out.new"
mv "$out.new" "$out"
