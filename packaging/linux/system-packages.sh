#!/bin/sh
# Makes sure that what Bayplan needs from the system is there: `system-packages.sh run` for the program,
# `system-packages.sh test` for the tests too (a private Docker engine, fonts, a virtual screen), and
# `system-packages.sh engines` for the tests on other engines as well; `system-packages.sh package` is for the program and
# what builds and tries its packages.
# Installs missing Debian/Ubuntu packages as root or through sudo; otherwise it prints the one command to type and fails.
set -eu
PATH=$PATH:/usr/sbin:/sbin # where dockerd, iptables and ldconfig are

what=${1:?usage: system-packages.sh run|test|engines|package}

missing=""
need() { # need PACKAGE TEST...: remembers PACKAGE unless the test command succeeds
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
library() { # library SONAME: true when the dynamic linker knows it
    ldconfig -p | grep -q "$1"
}
new_python() {
    for candidate in python3.14 python3.13 python3.12 python3.11 python3; do
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        "$candidate" -c 'import ensurepip, venv' 2>/dev/null && return 0
    done
    return 1
}

case "$(uname -s)" in
Linux) ;;
*) exit 0 ;; # wheels for macOS and Windows bring all that Qt needs
esac

need python3-venv new_python
# What Qt's wheels expect from the system: OpenGL, fonts, keyboard and the X11 platform plugin.
need libegl1 library libEGL.so.1
need libgl1 library libGL.so.1
need libopengl0 library libOpenGL.so.0
need libfontconfig1 library libfontconfig.so.1
need libglib2.0-0 library libglib-2.0.so.0
need libdbus-1-3 library libdbus-1.so.3
need libxkbcommon0 library libxkbcommon.so.0
need libxkbcommon-x11-0 library libxkbcommon-x11.so.0
need libxcb-cursor0 library libxcb-cursor.so.0
need libxcb-icccm4 library libxcb-icccm.so.4
need libxcb-image0 library libxcb-image.so.0
need libxcb-keysyms1 library libxcb-keysyms.so.1
need libxcb-randr0 library libxcb-randr.so.0
need libxcb-render-util0 library libxcb-render-util.so.0
need libxcb-shape0 library libxcb-shape.so.0
need libxcb-xkb1 library libxcb-xkb.so.1
if [ "$what" = package ]; then
    # Qt on Wayland; the .deb declares them, so they must be known here.
    need libwayland-cursor0 library libwayland-cursor.so.0
    need libwayland-egl1 library libwayland-egl.so.1
    need git sh -c 'command -v git'
    need binutils sh -c 'command -v objdump'
    need patchelf sh -c 'command -v patchelf'
    need dpkg-dev sh -c 'command -v dpkg-shlibdeps'
    need xz-utils sh -c 'command -v xz'
    need lintian sh -c 'command -v lintian'
    need rpm sh -c 'command -v rpmbuild'
    need rpmlint sh -c 'command -v rpmlint'
    need desktop-file-utils sh -c 'command -v desktop-file-validate'
    need appstream sh -c 'command -v appstreamcli'
    need nsis sh -c 'command -v makensis'
    need debootstrap sh -c 'command -v debootstrap'
elif [ "$what" != run ]; then
    need docker.io sh -c 'command -v dockerd'
    need docker.io sh -c 'command -v docker'
    need docker-compose sh -c 'docker compose version || command -v docker-compose'
    need busybox-static sh -c 'test -x /bin/busybox || test -x /usr/bin/busybox'
    need iptables sh -c 'command -v iptables'
    need openssl sh -c 'command -v openssl'
    need procps sh -c 'command -v pgrep'
    need iproute2 sh -c 'command -v ip'
    need util-linux sh -c 'command -v nsenter'
fi
if [ "$what" = engines ]; then
    need debootstrap sh -c 'command -v debootstrap'
fi
# shellcheck disable=SC2086 # the list is meant to be split
missing=$(printf '%s\n' $missing | sort -u | tr '\n' ' ')
[ -n "$(printf '%s' "$missing" | tr -d ' ')" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Bayplan needs these libraries (Debian's names), which this system lacks: $missing" >&2
    echo "Install what they are called here with your package manager, then run make again." >&2
    exit 1
fi
install="apt-get install -y --no-install-recommends $missing"
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root="sudo"
else
    echo "Some system packages are missing. Type this once, then run make again:" >&2
    echo "    sudo sh -c 'apt-get update && $install'" >&2
    exit 1
fi
echo "Installing from the system's packages: $missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # the list is meant to be split
DEBIAN_FRONTEND=noninteractive $as_root $install
