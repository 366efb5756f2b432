#!/bin/sh
# tools/web_pages.sh PAGES.ts… - the addresses of the browser application's pages (rows with `path:`), as routes for
# web/web_http.c: "/customers/$id" becomes {"/customers/{id}", "page_customers_id"}.
set -eu
echo "// Written by tools/web_pages.sh from web/src/features/*/pages.ts."
echo "#define WEB_PAGES \\"
sed -n 's/^ *path: "\([^"]*\)".*/\1/p' "$@" | LC_ALL=C sort -u | while read -r path; do
    name=page$(printf %s "$path" | tr -d '$' | tr '/-' '__')
    address=$(printf %s "$path" | sed 's/\$\([a-z_]*\)/{\1}/g')
    printf '    APPLICATION("%s", "%s"), \\\n' "$address" "$name"
done
echo '    APPLICATION("/", "page_home")'
