#!/bin/sh
# Installs a wheel or an sdist into an empty environment and runs the program's self-test: try-python-package.sh FILE
set -eu
package=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$(dirname "$0")/make-venv.sh" "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$package"
cd "$work"
# Qt says on its offscreen platform that windows have no size limits there; that means nothing here.
"$work/venv/bin/bayplan" --self-test 2>"$work/stderr" || {
    cat "$work/stderr" >&2
    exit 1
}
