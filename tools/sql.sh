#!/bin/sh
# sql.sh FOLDER FILE.sql… - writes FOLDER/queries.{h,c}: every named query and every migration of the modules as C.
#
# A file src/MODULE/NAME.sql holds queries, each below a line "-- name: WORDS"; the query WORDS of customer.sql is
# `query_customer_words`. A file src/MODULE/NNNN_NAME.sql is a migration, numbered over the whole project.
set -eu
out=$1
shift
mkdir -p "$out"
{
    echo '// Made by tools/sql.sh from the .sql files beside the modules.'
    echo '#ifndef FIDELE_QUERIES_H'
    echo '#define FIDELE_QUERIES_H'
    echo '#include "store/query.h"'
} >"$out/queries.h.new"
{
    echo '// Made by tools/sql.sh from the .sql files beside the modules.'
    echo '#include <stddef.h>'; echo '#include "queries.h"'
} >"$out/queries.c.new"
queries='' migrations=''
for file in $(printf '%s\n' "$@" | sort); do
    name=$(basename "$file" .sql)
    case $name in
    [0-9][0-9][0-9][0-9]_*)
        migrations="$migrations
$name $file" ;;
    *)
        awk -v stem="$name" -v header="$out/queries.h.new" '
            function quote(text) { gsub(/\\/, "\\\\", text); gsub(/"/, "\\\"", text); return text }
            function finish() { if (open) print "    };" ; open = 0 }
            /^-- name: / {
                finish(); name = stem "_" $3
                print "const Query query_" name " = {\"" name "\","
                print "extern const Query query_" name ";" >> header
                open = 1; next
            }
            /^ *--/ || /^ *$/ { next }
            open { sub(/;[ \t]*$/, ""); print "    \"" quote($0) "\\n\"" ; next }
            { print "sql.sh: " FILENAME ":" FNR ": text before the first query" > "/dev/stderr"; exit 1 }
            END { finish() }' "$file" >>"$out/queries.c.new"
        for query in $(awk -v stem="$name" '/^-- name: /{print stem "_" $3}' "$file"); do queries="$queries $query"; done ;;
    esac
done
{
    echo 'const Query *const queries_all[] = {'
    for query in $queries; do echo "    &query_$query,"; done
    echo '    NULL};'
    echo 'const Migration migrations_all[] = {'
    printf '%s\n' "$migrations" | sort | while read -r name file; do
        [ -n "$name" ] || continue
        number=$(printf '%s' "$name" | cut -c1-4 | sed 's/^0*//')
        echo "    {$number, \"$(printf '%s' "$name" | cut -c6-)\","
        awk 'function quote(text) { gsub(/\\/, "\\\\", text); gsub(/"/, "\\\"", text); return text }
            /^ *--/ || /^ *$/ { next }
            { print "     \"" quote($0) "\\n\"" } END { print "    }," }' "$file"
    done
    echo '    {0, NULL, NULL}};'
} >>"$out/queries.c.new"
echo '#endif' >>"$out/queries.h.new"
for file in queries.h queries.c; do
    if cmp -s "$out/$file.new" "$out/$file"; then rm "$out/$file.new"; touch "$out/$file"; else mv "$out/$file.new" "$out/$file"; fi
done
