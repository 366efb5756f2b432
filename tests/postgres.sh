#!/bin/sh
# postgres.sh - a PostgreSQL cluster for one run of tests. Prints the address of its database "postgres", then takes
# orders, one a line, and answers each with "ok" or "failed": start, stop MODE, restart MODE, pause, resume. When its
# input ends (whoever started it has ended, however that came about) it stops the cluster and leaves nothing behind.
set -u
tools=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$tools/initdb" ] || { echo "postgres.sh: no PostgreSQL found (Debian: postgresql)" >&2; exit 1; }
folder=$(mktemp -d "${TMPDIR:-/tmp}/fidele-postgres-XXXXXX")
cluster=$folder/cluster
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
    as='setpriv --reuid=postgres --regid=postgres --clear-groups'
    chown postgres: "$folder"
else
    as=
fi

server_pids() {
    main=$(head -n 1 "$cluster/postmaster.pid") && echo "$main" && cat "/proc/$main/task/$main/children"
}

signal_all() {
    for pid in $(server_pids); do kill "$1" "$pid"; done
}

leave() {
    signal_all -CONT 2>/dev/null
    $as "$tools/pg_ctl" -D "$cluster" -m immediate stop >/dev/null 2>&1
    cd / && rm -rf "$folder"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM
trap '' PIPE # whoever started us may be gone before the first answer

# ICU as the default collation shows whoever counts on the bytewise one.
$as "$tools/initdb" -D "$cluster" -U fidele --auth=trust --no-sync --encoding=UTF8 \
    --locale-provider=icu --icu-locale=fr --locale=C.UTF-8 >"$folder/initdb.log" 2>&1 ||
    { cat "$folder/initdb.log" >&2; exit 1; }
cat >>"$cluster/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder'
fsync = off
full_page_writes = off
max_connections = 200
shared_buffers = 32MB
CONF
# The role "guarded" needs a password.
{ echo 'host all guarded all scram-sha-256'; cat "$cluster/pg_hba.conf"; } >"$folder/hba"
cat "$folder/hba" >"$cluster/pg_hba.conf"

start() {
    $as "$tools/pg_ctl" -D "$cluster" -w -l "$folder/log" -o "-p $port" start >/dev/null 2>&1
}

tries=0
until port=$(shuf -i 20000-60000 -n 1) && start; do
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || { cat "$folder/log" >&2; exit 1; }
done
echo "postgresql://fidele@127.0.0.1:$port/postgres"

while read -r order mode; do
    case $order in
    start) start ;;
    stop) $as "$tools/pg_ctl" -D "$cluster" -m "$mode" stop >/dev/null 2>&1 ;;
    restart) $as "$tools/pg_ctl" -D "$cluster" -m "$mode" stop >/dev/null 2>&1; start ;;
    pause) signal_all -STOP ;;
    resume) signal_all -CONT ;;
    *) false ;;
    esac && echo ok || echo failed
done
