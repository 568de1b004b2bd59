#!/bin/sh
# Builds the .rpm from a staged prefix: build-rpm.sh STAGED VERSION OUTPUT
set -eu
staged=$1 version=$2 output=$3
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$root/build/rpm
rm -rf "$work"
mkdir -p "$work/tree"
cp -a "$staged" "$work/tree/usr"
mv "$work/tree/usr/share/zsh/vendor-completions" "$work/tree/usr/share/zsh/site-functions"
install -Dm644 "$root/LICENSE" "$work/tree/usr/share/licenses/bayplan/LICENSE"
# The sonames that it needs from the system, in RPM's words.
"$root/packaging/linux/needed-libraries.sh" "$work/tree/usr/lib/bayplan" |
    sed '/^ld-linux/d; s/.*/Requires: &()(64bit)/' >"$work/requires"
sed -e "s/@VERSION@/$version/" -e "/@REQUIRES@/{r $work/requires" -e 'd}' -e "s|@TREE@|$work/tree|" \
    "$root/packaging/linux/bayplan.spec.in" >"$work/bayplan.spec"
rpmbuild -bb --quiet --define "_topdir $work" --define "_rpmdir $work/out" "$work/bayplan.spec"
mv "$work"/out/*/*.rpm "$output"
