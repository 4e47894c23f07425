# Two PostgreSQL on 127.0.0.1 that keep each commit on both: the second is a synchronous standby of the first.
#
# It prints "ready" when a commit waits for both, or else why it failed. Each line of its standard input is then an order,
# answered with "done": "kill" ends the first as a power cut would, "promote" has the second take over. It lives until its
# standard input ends: so both also go, with their files, when the test that started them is killed.
set -eu
exec 2>&1

bin=$1
first=$2 # ports
second=$3

base=/tmp
if [ -w /dev/shm ] && [ "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -gt 1000000 ]; then base=/dev/shm; fi
dir=$(mktemp -d "$base/entre-postgres.XXXXXX")

# PostgreSQL refuses to run as root.
as=
if [ "$(id -u)" = 0 ]; then
	chown postgres "$dir"
	as='setpriv --reuid=postgres --regid=postgres --init-groups --reset-env'
fi

stop() {
	for data in "$dir/first" "$dir/second"; do
		$as "$bin/pg_ctl" stop -D "$data" -m immediate -s >/dev/null 2>&1 || true
	done
	rm -rf "$dir"
}
trap stop EXIT
trap '' HUP INT TERM # Ctrl-C is for the test; this ends when the test has.

cd "$dir"
up() { # folder, port
	$as "$bin/pg_ctl" start -D "$dir/$1" -l "$dir/$1.log" -w -t 60 -s -o "-p $2 -k $dir -c listen_addresses=127.0.0.1 -c max_connections=200"
}
ask() { $as "$bin/psql" -h 127.0.0.1 -p "$first" -U postgres -Atqc "$1"; }
start() {
	$as "$bin/initdb" -D "$dir/first" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions
	$as touch "$dir/first.log" "$dir/second.log"
	up first "$first"
	$as "$bin/pg_basebackup" -D "$dir/second" -R -X stream -c fast -d "host=127.0.0.1 port=$first user=postgres application_name=second"
	up second "$second"
	# After the copy, so that the second does not wait for itself when it has taken over.
	ask "ALTER SYSTEM SET synchronous_standby_names = 'second'"
	ask "SELECT pg_reload_conf()"
	tries=0
	until [ "$(ask "SELECT sync_state FROM pg_stat_replication WHERE application_name = 'second'")" = sync ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 300 ] || return 1
		sleep 0.1
	done
	ask "CREATE DATABASE entre"
}
# Not as a condition: that would switch set -e off in it.
trap 'cat "$dir/out" "$dir/first.log" "$dir/second.log" 2>/dev/null; stop' EXIT
start >"$dir/out" 2>&1 </dev/null
trap stop EXIT

echo ready
while read -r order; do
	case $order in
	kill) kill -s KILL -- "-$(head -n 1 "$dir/first/postmaster.pid")" ;; # the server and all that it has started
	promote) $as "$bin/pg_ctl" promote -D "$dir/second" -w -t 60 -s >/dev/null ;;
	esac
	echo done
done
exec >/dev/null 2>&1
