#!/bin/sh
# Unpacks pristine copies of the programs that the guest uses into .cache/sysroot; they win over the host's own.
# To be installed on the host (Debian): user-mode-linux bash-static busybox-static ethtool bc net-tools gawk.
set -e
here=$(cd "$(dirname "$0")" && pwd)
unpacked=$(mktemp -d)
cd "$unpacked"
apt-get download kmod iproute2 bridge-utils iputils-arping grep sed gawk ethtool uml-utilities net-tools
mkdir -p "$here/.cache/sysroot"
for package in *.deb; do dpkg-deb -x "$package" "$here/.cache/sysroot"; done
rm -rf "$unpacked"
