#!/bin/sh
# Builds the .deb from a staged prefix: build-deb.sh STAGED VERSION OUTPUT
set -eu
staged=$1 version=$2 output=$3
root=$(cd "$(dirname "$0")/../.." && pwd)
arch=$(dpkg --print-architecture)
work=$root/build/deb
rm -rf "$work"
mkdir -p "$work/package/DEBIAN" "$work/shlibdeps/debian"
cp -a "$staged" "$work/package/usr"
mv "$work/package/usr/share/doc/bayplan/changelog.gz" "$work/package/usr/share/doc/bayplan/NEWS.gz"
changelog=$work/changelog
printf 'bayplan (%s) unstable; urgency=medium\n\n  * See NEWS.gz.\n\n -- Bayplan maintainers <maintainers@bayplan.invalid>  %s\n' \
    "$version" "$(date -u -R)" >"$changelog"
gzip -9nc "$changelog" >"$work/package/usr/share/doc/bayplan/changelog.gz"
cp "$root/packaging/linux/copyright" "$work/package/usr/share/doc/bayplan/copyright"
install -Dm644 "$root/packaging/linux/lintian-overrides" "$work/package/usr/share/lintian/overrides/bayplan"

# Debian's own libraries in place of those that PyInstaller took along, so that Debian's security updates reach them.
# Python's stays: the package must not draw in another Python.
internal=$work/package/usr/lib/bayplan/_internal
for library in "$internal"/lib*.so*; do
    case $(basename "$library") in libpython*) continue ;; esac
    if [ ! -L "$library" ] && dpkg --search "*/$(basename "$library")" >/dev/null 2>&1; then rm "$library"; fi
done

# What it needs from the system, as its files name it; what it brings itself lies in the folders given with -l.
printf 'Source: bayplan\n\nPackage: bayplan\nArchitecture: any\n' >"$work/shlibdeps/debian/control"
# shellcheck disable=SC2046 # the list of files is meant to be split; none has a space in its name
depends=$(cd "$work/shlibdeps" && dpkg-shlibdeps -O --ignore-missing-info --warnings=0 \
    -l"$internal" -l"$internal/PySide6" -l"$internal/PySide6/Qt/lib" -l"$internal/shiboken6" \
    "$work/package/usr/lib/bayplan/bayplan" $(find "$internal" -name '*.so*' -type f))
depends=${depends#shlibs:Depends=}
# The libraries that it brings look for the system's fonts and keyboards.
depends="$depends, fontconfig-config, xkb-data"
cat >"$work/package/DEBIAN/control" <<EOF
Package: bayplan
Version: $version
Architecture: $arch
Maintainer: Bayplan maintainers <maintainers@bayplan.invalid>
Installed-Size: $(du -sk "$work/package/usr" | cut -f1)
Depends: $depends
Suggests: docker.io | podman
Section: admin
Priority: optional
Description: See where the state of every container lives
 Bayplan draws where the state of every Docker or Podman container lies: in
 the host's filesystem, in memory, in the overlay file system, or on a remote
 store. It shows what each event, from a restart to a move to another node,
 would do to that state, and lets people prove it with test mounts.
 .
 It has a demo that needs no engine, and commands for machines without a
 display.
EOF
(cd "$work/package" && find usr -type f -exec md5sum {} + >DEBIAN/md5sums)
dpkg-deb --root-owner-group -Zxz --build "$work/package" "$output" >/dev/null
