#!/bin/sh
# Builds everything that this system can build into dist/, from a clean clone: the wheel, the sdist, the packaged program
# and its packages. Build tools that Python has come into build/venv.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
python=$root/build/venv/bin/python
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' gui/bayplan/__init__.py)
# The date of the commit and not of the build, so that building twice gives the same.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date +%s)
export SOURCE_DATE_EPOCH
date=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d 2>/dev/null || date -u -r "$SOURCE_DATE_EPOCH" +%Y-%m-%d)

say() { printf '\n== %s\n' "$*"; }

say "Tools"
[ -x "$python" ] || packaging/make-venv.sh build/venv
"$python" -m pip install --quiet --disable-pip-version-check -r packaging/tools.txt

say "Wheel and sdist"
rm -rf dist
"$python" -m build --outdir dist . >build/wheel.log || { cat build/wheel.log; exit 1; }
"$python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps dist/bayplan-*.whl
"$python" -m pip install --quiet --disable-pip-version-check dist/bayplan-*.whl

say "Packaged program"
"$python" packaging/pyinstaller/draw_icons.py build/icons
"$python" -m PyInstaller --noconfirm --log-level ERROR --distpath build/program --workpath build/pyinstaller \
    packaging/pyinstaller/bayplan.spec
"$python" packaging/pyinstaller/library_licences.py build/program/bayplan
build/program/bayplan/bayplan --self-test 2>/dev/null

say "Bill of materials"
"$python" packaging/sbom.py >"dist/bayplan-$version.cdx.json"

[ "$(uname -s)" = Linux ] || exit 0
machine=$(uname -m)
say "Files for the desktop"
packaging/linux/stage.sh build/program/bayplan build/staged "$version" "$date" "$python"
desktop-file-validate build/staged/share/applications/*.desktop
appstreamcli validate --no-net --explain build/staged/share/metainfo/*.metainfo.xml

say ".tar.gz"
rm -rf "build/bayplan-$version"
cp -a build/staged "build/bayplan-$version"
cp packaging/linux/README.tar.txt "build/bayplan-$version/README"
cp LICENSE "build/bayplan-$version/LICENSE"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -C build \
    -czf "dist/bayplan-$version-linux-$machine.tar.gz" "bayplan-$version"
if command -v dpkg-shlibdeps >/dev/null; then
    say ".deb"
    deb=dist/bayplan_${version}_$(dpkg --print-architecture).deb
    packaging/linux/build-deb.sh build/staged "$version" "$root/$deb"
    lintian --allow-root --fail-on error,warning "$deb"
fi
if command -v rpmbuild >/dev/null; then
    say ".rpm"
    rpm=dist/bayplan-$version-1.$machine.rpm
    packaging/linux/build-rpm.sh build/staged "$version" "$root/$rpm"
    rpmlint -c packaging/linux/rpmlint.toml "$rpm"
fi
if command -v makensis >/dev/null; then
    say "Windows installer, compiled against a stand-in for the program"
    packaging/windows/check-installer.sh "$version"
fi
(cd dist && sha256sum -- * >SHA256SUMS)
say "Built"
ls -l dist
