# What the commands in ops/ share: saying what is done, and getting what is missing. Sourced from
# the repository's top folder. Each function ends with a status that says whether it succeeded, also
# where `set -e` does not count.

build_packages=(libsqlite3-dev libzmq3-dev zlib1g-dev)
test_packages=(
  chromium fonts-dejavu-core iproute2 nftables prometheus python3 python3-venv strace util-linux)
run_packages=(curl)

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }

fail() {
  printf 'heliograph: %s\n' "$*" >&2
  exit 1
}

# Installs those of the given Debian packages that are missing; says so.
install_debian_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
      missing+=("$package")
  done
  if [ "${#missing[@]}" -eq 0 ]; then
    say "Debian packages: all there"
    return
  fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      fail "install these Debian packages as root, then try again: ${missing[*]}"
    as_root=(sudo)
  fi
  say "Debian packages: installing ${missing[*]}"
  "${as_root[@]}" apt-get update || return 1
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    "${missing[@]}"
}

require_swift() {
  if ! command -v swift >/dev/null && [ -x /opt/swift/usr/bin/swift ]; then
    PATH=/opt/swift/usr/bin:$PATH
  fi
  command -v swift >/dev/null || fail "Swift 6.3 is needed: https://www.swift.org/install/linux/"
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p')
  case $version in
    6.[3-9] | 6.[1-9][0-9] | [7-9].*) say "Swift $version" ;;
    *) fail "Swift 6.3 or later is needed, this is ${version:-unknown}" ;;
  esac
}

# Installs what the system tests need into .venv; does nothing if that is there already.
install_python_packages() {
  local wanted=Tests/System/requirements.txt have=.venv/requirements.txt
  if cmp -s "$wanted" "$have"; then
    say "Python packages: all there"
    return
  fi
  say "Python packages: installing into .venv"
  rm -rf .venv
  python3 -m venv .venv &&
    .venv/bin/python -m pip install --disable-pip-version-check --quiet -r "$wanted" &&
    cp "$wanted" "$have"
}
