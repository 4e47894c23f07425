# One throw-away PostgreSQL, listening on a Unix socket only and forgetting everything when it ends.
#
# It prints the server's URL when it is ready, or else why it failed, and lives until its standard input ends: so it
# also goes, with its files, when the test that started it is killed.
set -eu
exec 2>&1

bin=$1
keeps=${2:-nothing} # or "durable"

# Memory is several times faster than a disk; a container's /dev/shm may be too small.
base=/tmp
if [ "$keeps" != durable ] && [ -w /dev/shm ] && [ "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -gt 1000000 ]; then base=/dev/shm; fi
dir=$(mktemp -d "$base/entre-postgres.XXXXXX")

# PostgreSQL refuses to run as root.
as=
if [ "$(id -u)" = 0 ]; then
	chown postgres "$dir"
	as='setpriv --reuid=postgres --regid=postgres --init-groups --reset-env'
fi

stop() {
	$as "$bin/pg_ctl" stop -D "$dir/data" -m immediate -s >/dev/null 2>&1 || true
	rm -rf "$dir"
}
trap stop EXIT
trap '' HUP INT TERM # Ctrl-C is for the test; this ends when the test has.

# Nothing is worth a write to the disk, but where that is what is measured: then all is as the server has it by itself.
writes='-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=128MB'
if [ "$keeps" = durable ]; then writes=; fi

cd "$dir"
start() {
	$as "$bin/initdb" -D "$dir/data" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions &&
		$as "$bin/pg_ctl" start -D "$dir/data" -l "$dir/data/log" -w -t 60 -s -o "-k $dir -c listen_addresses= $writes \
			-c max_connections=200 -c wal_level=minimal -c max_wal_senders=0"
}
if ! start >"$dir/out" 2>&1 </dev/null; then
	cat "$dir/out" "$dir/data/log" 2>/dev/null || true
	exit 1
fi

echo "postgres://postgres@/postgres?host=$dir"
exec 3>&1 >/dev/null 2>&1
while read -r word; do
	if [ "$word" = restart ]; then
		$as "$bin/pg_ctl" restart -D "$dir/data" -l "$dir/data/log" -m immediate -w -t 60 -s 3>&- && echo restarted >&3 || echo failed >&3
	fi
done
