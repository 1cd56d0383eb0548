#!/usr/bin/env bash
# A PostgreSQL server for the tests, which is thrown away again:
#   tools/postgresql.sh start DIR PORT    makes it in DIR, starts it, and prints its address for ISNAD_TEST_POSTGRESQL
#   tools/postgresql.sh stop DIR          stops it, and removes DIR
# It listens on this machine alone and trusts everybody on it. As root it runs as the user postgres.
set -euo pipefail

usage() {
  sed -n '2,5s/^# \?//p' "$0" >&2
  exit 2
}

# The folder of PostgreSQL's own programs; distributions keep them off the path.
programs() {
  local folder
  for folder in "$(pg_config --bindir 2>/dev/null || true)" \
    $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) "$(dirname "$(command -v initdb || echo /none/x)")"; do
    if [[ -n $folder && -x $folder/initdb && -x $folder/pg_ctl ]]; then
      echo "$folder"
      return
    fi
  done
  echo "postgresql.sh: initdb is nowhere; install PostgreSQL, as with apt-get install postgresql" >&2
  exit 1
}

# PostgreSQL refuses to run as root.
as_owner() {
  if [[ $(id -u) == 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi
}

[[ $# -ge 2 ]] || usage
dir=$(realpath -m "$2")
cd /  # where postgres may look, too
case $1 in
  start)
    [[ $# == 3 ]] || usage
    [[ ! -e $dir ]] || { echo "postgresql.sh: $dir: exists already; name a new folder" >&2; exit 1; }
    bin=$(programs)
    mkdir -p "$dir"
    [[ $(id -u) != 0 ]] || chown postgres "$dir"
    as_owner "$bin/initdb" --pgdata "$dir/data" --username postgres --auth trust --encoding UTF8 --locale C.UTF-8 \
      >"$dir.log" 2>&1 || { cat "$dir.log" >&2; exit 1; }
    rm -f "$dir.log"
    as_owner "$bin/pg_ctl" start --wait --silent --pgdata "$dir/data" --log "$dir/log" \
      --options "-p $3 -c listen_addresses=127.0.0.1 -k '$dir'" || { cat "$dir/log" >&2; exit 1; }
    echo "postgresql://postgres@127.0.0.1:$3/postgres"
    ;;
  stop)
    [[ $# == 2 && -d $dir/data ]] || usage
    as_owner "$(programs)/pg_ctl" stop --wait --silent --mode fast --pgdata "$dir/data"
    rm -rf "$dir"
    ;;
  *) usage ;;
esac
