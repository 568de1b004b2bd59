#!/bin/sh
# Lays out what a package of any kind installs under a prefix: stage.sh FROM PREFIX VERSION DATE PYTHON
# FROM is what PyInstaller made; PYTHON is an interpreter that can import bayplan.
set -eu
from=$1 prefix=$2 version=$3 date=$4 python=$5
here=$(cd "$(dirname "$0")" && pwd)
icons=$here/../../build/icons
id=io.bayplan.Bayplan

rm -rf "$prefix"
mkdir -p "$prefix/bin" "$prefix/lib" "$prefix/share/applications" "$prefix/share/metainfo" "$prefix/share/man/man1" \
    "$prefix/share/mime/packages" "$prefix/share/icons/hicolor/scalable/apps" "$prefix/share/doc/bayplan"
cp -R "$from" "$prefix/lib/bayplan"
# Python's modules may name folders of the machine they were built on; what they need lies beside the program.
find "$prefix/lib/bayplan" -type f -name '*.so*' | while read -r library; do
    case $(patchelf --print-rpath "$library") in /*) patchelf --remove-rpath "$library" ;; esac
done
ln -s ../lib/bayplan/bayplan "$prefix/bin/bayplan"
cp "$here/share/$id.desktop" "$prefix/share/applications/"
cp "$here/share/$id.xml" "$prefix/share/mime/packages/"
sed "s/@VERSION@/$version/; s/@DATE@/$date/" "$here/share/$id.metainfo.xml.in" >"$prefix/share/metainfo/$id.metainfo.xml"
sed "s/@VERSION@/$version/; s/@DATE@/$date/" "$here/share/bayplan.1.in" | gzip -9n >"$prefix/share/man/man1/bayplan.1.gz"
cp "$here/../../resources/icons/bayplan.svg" "$prefix/share/icons/hicolor/scalable/apps/$id.svg"
for picture in "$icons"/*x*/bayplan.png; do
    size=$(basename "$(dirname "$picture")")
    mkdir -p "$prefix/share/icons/hicolor/$size/apps"
    cp "$picture" "$prefix/share/icons/hicolor/$size/apps/$id.png"
done
"$python" "$here/completions.py" "$here/../../build/completions"
install -Dm644 "$here/../../build/completions/bayplan.bash" "$prefix/share/bash-completion/completions/bayplan"
install -Dm644 "$here/../../build/completions/_bayplan" "$prefix/share/zsh/vendor-completions/_bayplan"
install -Dm644 "$here/../../build/completions/bayplan.fish" "$prefix/share/fish/vendor_completions.d/bayplan.fish"
gzip -9nc "$here/../../CHANGELOG.md" >"$prefix/share/doc/bayplan/changelog.gz"
"$python" -c 'from bayplan.versions import licence_text; print(licence_text())' |
    gzip -9n >"$prefix/share/doc/bayplan/licences.txt.gz"

# Nothing is writable for others or owned by whoever builds, and only programs may be run.
find "$prefix" -type d -exec chmod 755 {} +
find "$prefix" -type f -exec chmod 644 {} +
chmod 755 "$prefix/lib/bayplan/bayplan"
