#!/bin/bash
# A browser for the tests of the pages, from Debian's packages: as root, once. With any Chromium or Chrome there, it does nothing.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null && exit 0; done
[ "$(id -u)" = 0 ] || { echo 'chromium.sh: installing needs root; or install Chromium yourself' >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt=(apt-get -y -q --no-install-recommends -o DPkg::Lock::Timeout=300)
apt-get -q update >&2
"${apt[@]}" install chromium fonts-dejavu-core >&2
