#!/bin/sh
# Prints the sonames that the program in FOLDER needs from the system: what its files name and it does not bring.
set -eu
folder=${1:?usage: needed-libraries.sh FOLDER}
brought=$(mktemp)
trap 'rm -f "$brought"' EXIT
find "$folder" -name '*.so*' -exec basename {} \; | sort -u >"$brought"
find "$folder" \( -name '*.so*' -o -name bayplan \) -type f -exec objdump -p {} + 2>/dev/null |
    awk '$1 == "NEEDED" {print $2}' | sort -u | grep -Fvxf "$brought"
