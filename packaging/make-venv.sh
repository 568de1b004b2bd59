#!/bin/sh
# Makes a virtual environment in the folder named, with the newest Python on this machine that Bayplan supports.
set -eu
folder=${1:?usage: make-venv.sh FOLDER}
for candidate in python3.14 python3.13 python3.12 python3.11 python3; do
    if "$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$candidate" -m venv "$folder"
    fi
done
echo "Bayplan needs Python 3.11 or newer with its venv module; this machine has $(python3 --version 2>&1)." >&2
echo "On Debian or Ubuntu: sudo apt-get install python3-venv" >&2
exit 1
