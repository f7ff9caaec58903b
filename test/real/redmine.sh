#!/bin/bash
# A real, throw-away Redmine on 127.0.0.1 for the end-to-end tests, from Debian's packages, on SQLite.
#
#   redmine.sh install          as root: the packages, and a ready-made seeded database that every start copies
#   redmine.sh start PORT DIR   a server whose whole state is in DIR; prints KEY=VALUE lines (also kept in DIR/env)
#   redmine.sh stop  DIR        ends it by its own pid file
#   redmine.sh ruby  DIR        runs the Ruby code on standard input inside the application
#
# Started by root, the server runs as www-data: DIR must be reachable for that user.
set -euo pipefail
shopt -s inherit_errexit
umask 022
SHARE=/usr/share/redmine
CACHE=/var/cache/lockstep-redmine
RUNAS=www-data
BASICS=(curl ruby-bundler rubygems-integration puma ruby-sqlite3)
PACKAGES=(redmine redmine-sqlite)

say() { echo "redmine.sh: $*" >&2; }
die() { say "$@"; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }

installed() {
  local p
  for p; do [ "$(dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || return 1; done
}

# Debian 12's security update of ruby3.1 brings a newer bundler that does not know Debian's own gems ("Could not find
# racc in locally installed gems"), so even redmine's postinst fails with it: ask for the version of ruby-bundler.
bundler_version() {
  local d
  for d in /usr/share/rubygems-integration/all/gems/bundler-*; do
    if [ -d "$d" ]; then echo "${d##*-}"; return; fi
  done
}

as_user() { # runs a command with a clean Ruby environment, never as root
  local clean=(env -i PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 TZ=UTC HOME="$DIR/home" RAILS_ENV=production
    REDMINE_INSTANCE=default REDMINE_LANG=en RAILS_SERVE_STATIC_FILES=1 RUBYOPT=-W0
    BUNDLE_GEMFILE="$DIR/app/Gemfile" BUNDLER_VERSION="$(bundler_version)" BUNDLE_DISABLE_VERSION_CHECK=true)
  if is_root; then
    setpriv --reuid="$RUNAS" --regid="$(id -g "$RUNAS")" --clear-groups --no-new-privs -- "${clean[@]}" "$@"
  else
    "${clean[@]}" "$@"
  fi
}

cmd_install() {
  if ! installed "${BASICS[@]}" "${PACKAGES[@]}"; then
    is_root || die "install needs root"
    export DEBIAN_FRONTEND=noninteractive
    local apt=(apt-get -y -q --no-install-recommends -o DPkg::Lock::Timeout=300)
    apt-get -q update >&2
    echo 'redmine redmine/instances/default/dbconfig-install boolean false' | debconf-set-selections
    BUNDLER_VERSION=$(bundler_version) "${apt[@]}" install "${BASICS[@]}" >&2
    BUNDLER_VERSION=$(bundler_version) "${apt[@]}" install "${PACKAGES[@]}" >&2
    installed "${PACKAGES[@]}" || die "the packages ${PACKAGES[*]} are not configured: see 'dpkg --audit'"
  fi
  local version; version=$(dpkg-query -W -f='${Version}' redmine)
  if is_root && [ ! -s "$CACHE/$version.sqlite3" ]; then
    mkdir -p "$CACHE"
    local build; build=$(mktemp -d "$CACHE/build.XXXXXX"); chmod 755 "$build"
    (DIR=$build; prepare; seed; mv "$build/redmine.sqlite3" "$CACHE/$version.sqlite3")
    rm -rf -- "$build"
  fi
  say "installed: redmine $version"
}

prepare() { # lays out DIR: a copy of Debian's application, one instance, its configuration
  mkdir -p "$DIR"/{app,home,run,log,files}
  cp -a "$SHARE/." "$DIR/app/"
  local link # jQuery and its like are links relative to /usr/share
  while read -r link; do cp -fL --remove-destination "$SHARE/$link" "$DIR/app/$link"; done \
    < <(cd "$SHARE" && find public app lib -type l -xtype f)
  rm -f "$DIR/app/config/database.yml" "$DIR/app/Gemfile.lock" "$DIR/app/instances"
  # Debian's Gemfile reads the database adapter from absolute paths; ours is beside it
  sed -i "s#'/usr/share/redmine/{config,instances/\*/config}/database.yml'#File.expand_path('../instances/*/config/database.yml', __FILE__)#" "$DIR/app/Gemfile"
  grep -q "File.expand_path('../instances/" "$DIR/app/Gemfile" || die "this Redmine's Gemfile is not the one we know"
  grep -q "gem 'puma'" "$DIR/app/Gemfile" || echo "gem 'puma'" > "$DIR/app/Gemfile.local"
  immediate_transactions > "$DIR/app/config/initializers/99-sqlite-parallel.rb"
  local instance=$DIR/app/instances/default
  mkdir -p "$instance"/{config,log,tmp/cache,public/plugin_assets}
  ln -sfnT "$DIR/files" "$instance/files"
  (umask 077; head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' > "$instance/config/secret_key.txt")
  printf '%s\n' production: '  adapter: sqlite3' "  database: $DIR/redmine.sqlite3" '  timeout: 20000' '  pool: 8' \
    '  default_transaction_mode: immediate' > "$instance/config/database.yml"
  if is_root; then chown -R "$RUNAS": "$DIR"; fi
  as_user test -w "$DIR/run" || die "user $RUNAS cannot reach $DIR"
  (cd "$DIR/app" && as_user bundle "_$(bundler_version)_" install --local --quiet) >>"$DIR/log/bundle.log" 2>&1 ||
    { tail -20 "$DIR/log/bundle.log" >&2; die "bundle failed"; }
}

# With SQLite a transaction that turns into a write under another process fails at once ("database is locked", HTTP 500
# for a few per cent of parallel creations). Take the write lock when it begins, and wait for it in Ruby.
immediate_transactions() {
  cat <<'RUBY'
ActiveSupport.on_load(:active_record) do
  if ActiveRecord::VERSION::MAJOR < 7 && ActiveRecord::Base.connection_db_config.adapter == 'sqlite3'
    require 'active_record/connection_adapters/sqlite3_adapter'
    ActiveRecord::ConnectionAdapters::SQLite3Adapter.prepend(Module.new do
      def begin_db_transaction
        log('begin immediate transaction', 'TRANSACTION') { @connection.transaction(:immediate) }
      end
      def configure_connection
        super
        execute('PRAGMA synchronous = OFF')
        @connection.busy_handler { |tries| sleep(0.002); tries < 10_000 }
      end
    end)
  end
end
RUBY
}

rails() { (cd "$DIR/app" && as_user ruby -e 'require "./config/environment"; eval(STDIN.read, TOPLEVEL_BINDING, "stdin.rb")'); }

seed() { # the schema, Redmine's default data, REST on, sign-in required, one private project with the bot as manager
  rails <<'RUBY' >>"$DIR/log/seed.log" 2>&1 || { tail -20 "$DIR/log/seed.log" >&2; die "seeding failed"; }
db = ActiveRecord::Base.connection
db.execute('PRAGMA journal_mode=WAL')
ActiveRecord::Migration.verbose = false
(db.respond_to?(:migration_context) ? db : db.pool).migration_context.migrate
db.schema_cache.clear!
ActiveRecord::Base.descendants.each(&:reset_column_information)
Redmine::DefaultData::Loader.load('en')
ActionMailer::Base.perform_deliveries = false
Setting.rest_api_enabled = '1'
Setting.default_language = 'en'
Setting.notified_events = []
Setting.login_required = '1'
admin = User.where(admin: true).order(:id).first
admin.password = admin.password_confirmation = SecureRandom.hex(12)
admin.must_change_passwd = false
admin.language = 'en'
admin.save!(validate: false)
bot = User.new(login: 'sync', firstname: 'Sync', lastname: 'Bot', mail: 'sync@example.net', language: 'en', mail_notification: 'none')
bot.password = bot.password_confirmation = SecureRandom.hex(12)
bot.save!
project = Project.new(name: 'Demo', identifier: 'demo', is_public: false)
project.enabled_module_names = %w(issue_tracking)
project.trackers = Tracker.all.to_a
project.save!
Member.create!(project: project, principal: bot, roles: [Role.givable.order(:position).first])
IssueCustomField.create!(name: 'External ID', field_format: 'string', is_for_all: true, is_filter: true, searchable: true, trackers: Tracker.all.to_a)
[admin, bot].each { |user| Token.create!(user: user, action: 'api') }
db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
RUBY
}

fresh_keys() { # no two servers share a key; prints the two KEY=VALUE lines
  as_user ruby -rsqlite3 -rsecurerandom - "$DIR/redmine.sqlite3" <<'RUBY'
db = SQLite3::Database.new(ARGV[0])
{ 'admin' => 'REDMINE_ADMIN_API_KEY', 'sync' => 'REDMINE_BOT_API_KEY' }.each do |login, name|
  key = SecureRandom.hex(20)
  db.execute("UPDATE tokens SET value = ? WHERE action = 'api' AND user_id = (SELECT id FROM users WHERE login = ?)", [key, login])
  raise 'no token' unless db.changes == 1
  puts "#{name}=#{key}"
end
RUBY
}

server_pid() { # of this DIR's own server, nobody else's
  local pid; pid=$(cat "$DIR/run/puma.pid" 2>/dev/null) || return 1
  [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" = "$DIR/app" ] && echo "$pid"
}

cmd_start() {
  local port=$1 version
  mkdir -p "$2"; DIR=$(cd "$2" && pwd -P)
  installed "${BASICS[@]}" "${PACKAGES[@]}" || die "not installed: run 'redmine.sh install' as root"
  [ ! -e "$DIR/env" ] || die "$DIR has been used before"
  prepare
  version=$(dpkg-query -W -f='${Version}' redmine)
  if [ -s "$CACHE/$version.sqlite3" ]; then
    cp "$CACHE/$version.sqlite3" "$DIR/redmine.sqlite3"
    if is_root; then chown "$RUNAS": "$DIR/redmine.sqlite3"; fi
  else
    seed
  fi
  (umask 077; { printf '%s\n' "REDMINE_URL=http://127.0.0.1:$port" REDMINE_PROJECT=demo; fresh_keys; } > "$DIR/env")
  # fewer threads starve kept-alive connections; nothing of ours stays open in the server, or the caller's pipe hangs
  (cd "$DIR/app"; exec </dev/null >>"$DIR/log/puma.log" 2>&1
    as_user setsid bundle "_$(bundler_version)_" exec puma -b "tcp://127.0.0.1:$port" -e production -t 4:4 -w 2 --preload \
      --pidfile "$DIR/run/puma.pid" --dir "$DIR/app" config.ru &)
  local key i; key=$(sed -n 's/^REDMINE_ADMIN_API_KEY=//p' "$DIR/env")
  for ((i = 0; i < 240; i++)); do
    if curl -fsS -o /dev/null -m 20 -H "X-Redmine-API-Key: $key" "http://127.0.0.1:$port/projects/demo.json" 2>/dev/null; then
      cat "$DIR/env"; return
    fi
    sleep 0.25
  done
  tail -20 "$DIR/log/puma.log" >&2; cmd_stop "$DIR"; die "not ready after 60 s"
}

cmd_stop() {
  DIR=$(cd "$1" && pwd -P)
  local pid i; pid=$(server_pid) || { say "not running"; return 0; }
  kill -TERM "$pid"
  for ((i = 0; i < 100; i++)); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done
  kill -KILL -- "-$pid" 2>/dev/null || true # setsid: its process group is its own
}

verb=${1:-}; shift || true
case $verb in
  install) cmd_install ;;
  start) [ $# = 2 ] || die "usage: start PORT DIR"; cmd_start "$@" ;;
  stop) [ $# = 1 ] || die "usage: stop DIR"; cmd_stop "$@" ;;
  ruby) [ $# = 1 ] || die "usage: ruby DIR"; DIR=$(cd "$1" && pwd -P); rails ;;
  *) sed -n '2,10p' "$0" >&2; exit 2 ;;
esac
