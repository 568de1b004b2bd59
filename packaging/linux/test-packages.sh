#!/bin/sh
# Tries what packaging/build.sh built, as a person would who has nothing but the packages: the .deb in a fresh Debian
# without Python and compilers, the wheel and the sdist in empty environments. Needs root and a Debian mirror.
set -eu
PATH=$PATH:/usr/sbin:/sbin
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
release=${BAYPLAN_TEST_RELEASE:-bookworm}
work=$root/build/package-test
debian=$work/debian

say() { printf '\n== %s\n' "$*"; }
fail() {
    printf 'package-test: %s\n' "$*" >&2
    exit 1
}
unmount() { umount "$debian/proc" "$debian/dev" 2>/dev/null || true; }
inside() { chroot "$debian" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
as_user() { chroot --userspec=1000:1000 "$debian" env -i PATH=/usr/bin:/bin HOME=/home/sailor LANG=C.UTF-8 "$@"; }
# Every file there is, without what the package manager keeps, and the font list that fontconfig keeps for each person.
files() {
    (cd "$debian" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./tmp -o -path ./var/cache -o -path ./var/log \
        -o -path ./var/lib/apt -o -path ./var/lib/dpkg -o -path ./home/sailor/.cache/fontconfig \) -prune -o -print | sort)
}

[ "$(id -u)" = 0 ] || fail "a fresh Debian can only be made by root: sudo make package-test"
set -- dist/*.deb
deb=$1
[ -f "$deb" ] || fail "there is no .deb in dist/; make package first"
trap unmount EXIT
unmount
rm -rf "$work"
mkdir -p "$work"

say "A fresh Debian ($release) without Python and compilers"
mirror=$(sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\).*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -1)
debootstrap --variant=minbase "$release" "$debian" "${mirror:-http://deb.debian.org/debian}" >"$work/debootstrap.log" ||
    { tail -20 "$work/debootstrap.log" >&2; fail "debootstrap failed"; }
cp /etc/apt/apt.conf.d/*prox* "$debian/etc/apt/apt.conf.d/" 2>/dev/null || true
cp /etc/resolv.conf "$debian/etc/resolv.conf" 2>/dev/null || true
mount -t proc proc "$debian/proc"
mount --bind /dev "$debian/dev"
inside useradd --create-home --uid 1000 sailor
as_user mkdir /home/sailor/.cache
inside apt-get update -qq
cp "$deb" "$debian/tmp/bayplan.deb"

say "Install only what it declares"
# Its dependencies first, so that what is compared later is the package's own doing.
depends=$(dpkg-deb --field "$deb" Depends | sed 's/([^)]*)//g; s/|[^,]*//g; s/,/ /g')
# shellcheck disable=SC2086 # the list is meant to be split
inside apt-get install -y -qq --no-install-recommends $depends >"$work/install.log" 2>&1 ||
    { tail -20 "$work/install.log" >&2; fail "its dependencies cannot be installed"; }
files >"$work/before"
inside dpkg --install /tmp/bayplan.deb
for program in python3 python cc gcc; do
    if inside sh -c "command -v $program" >/dev/null; then fail "$program is there: the test would prove little"; fi
done

say "Self-test, as an ordinary user"
as_user bayplan --self-test=/tmp/window.png 2>"$work/stderr" ||
    { cat "$work/stderr" >&2; fail "the installed program does not work"; }
as_user bayplan --version
as_user bayplan fates --demo db-1 --event remove >/dev/null
test -s "$debian/tmp/window.png" || fail "there is no picture"
cp "$debian/tmp/window.png" "$work/window.png"
printf 'Installed size: %s MB; .deb: %s MB\n' "$(du -sm "$debian/usr/lib/bayplan" | cut -f1)" "$(du -m "$deb" | cut -f1)"

say "Remove, and look for what is left"
inside dpkg --purge bayplan
# The user's own folders may hold settings; the self-test keeps none.
files >"$work/after"
diff "$work/before" "$work/after" || fail "the package leaves the above behind"
echo "Nothing is left behind."

for package in dist/*.whl dist/*.tar.gz; do
    case $package in
    *-linux-*)
        say "$(basename "$package") where it is unpacked"
        mkdir "$work/unpacked"
        tar -xzf "$package" -C "$work/unpacked" --strip-components=1
        "$work/unpacked/bin/bayplan" --self-test 2>/dev/null || fail "$package does not work"
        ;;
    *)
        say "$(basename "$package") in an empty environment"
        packaging/try-python-package.sh "$package" || fail "$package does not work"
        ;;
    esac
done
say "All packages work"
