#!/bin/sh
# deb.sh BINARY FOLDER - packs the program for Debian: FOLDER/fidele_VERSION_ARCHITECTURE.deb; prints its path. Two runs
# over the same commit give the same bytes.
set -eu
binary=$1 out=$2
top=$(cd "$(dirname "$0")/.." && pwd)
version=$("$binary" --version | cut -d' ' -f2)
architecture=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=$(git -C "$top" log -1 --format=%ct 2>/dev/null || echo 0)
export SOURCE_DATE_EPOCH
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 0755 "$tree"
umask 022

# The packages that the libraries it is linked with belong to.
depends=$(readelf -d "$binary" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | while read -r library; do
    path=$(ldd "$binary" | awk -v name="$library" '$1 == name {print $3}')
    [ -n "$path" ] || continue # the loader itself
    real=$(readlink -f "$path") # Debian knows it below /lib or below /usr/lib
    dpkg -S "$path" "$real" "${real#/usr}" 2>/dev/null | head -n 1 | cut -d: -f1
done | sort -u | paste -sd, | sed 's/,/, /g')

install -D -m 0755 "$binary" "$tree/usr/bin/fidele"
strip --strip-unneeded "$tree/usr/bin/fidele"
install -D -m 0644 "$top/packaging/fidele.service" "$tree/lib/systemd/system/fidele.service"
install -D -m 0644 "$top/packaging/fidele.conf" "$tree/etc/fidele/fidele.conf"
for page in README.md CHANGELOG.md docs/operating.md docs/metrics.md docs/reliability.md; do
    install -D -m 0644 "$top/$page" "$tree/usr/share/doc/fidele/$(basename "$page")"
done
install -D -m 0644 "$top/LICENSE" "$tree/usr/share/doc/fidele/copyright"

install -d "$tree/DEBIAN"
for script in postinst prerm postrm; do install -m 0755 "$top/packaging/$script" "$tree/DEBIAN/$script"; done
echo /etc/fidele/fidele.conf >"$tree/DEBIAN/conffiles"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: fidele
Version: $version
Architecture: $architecture
Maintainer: The Fidele project <fidele@localhost>
Installed-Size: $(du -k -s "$tree" | cut -f1)
Depends: adduser, ca-certificates, tzdata, $depends
Suggests: postgresql (>= 13)
Section: web
Priority: optional
Description: customer retention server
 Measures why customers stay or leave, keeps what they do in an event log that
 unmodified Segment clients can write to, and answers over HTTP. One program,
 one data folder; no other service is needed.
CONTROL
mkdir -p "$out"
package=$out/fidele_${version}_${architecture}.deb
dpkg-deb --build --root-owner-group "$tree" "$package" >/dev/null
echo "$package"
