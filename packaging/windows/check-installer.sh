#!/bin/sh
# Compiles the Windows installer against a stand-in for the program, to see that the script is right; the result is
# thrown away, for only a build on Windows holds a program for Windows. check-installer.sh VERSION
set -eu
version=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/program/_internal"
echo "stands in for the program" >"$work/program/bayplan.exe"
echo "stands in for its libraries" >"$work/program/_internal/python311.dll"
makensis -V2 -WX "-DVERSION=$version" "-DPROGRAM=$work/program" "-DICON=$root/build/icons/bayplan.ico" \
    "-DOUTPUT=$work/bayplan-setup.exe" "$root/packaging/windows/bayplan.nsi"
test -s "$work/bayplan-setup.exe"
echo "The script compiles. The installer itself has not been run."
