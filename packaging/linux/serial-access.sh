#!/bin/sh
# Lets whoever sits at this computer open the USB-serial adapters of medical devices. Run it once, as root:
#
#     sudo sh packaging/linux/serial-access.sh            puts the rule in place
#     sudo sh packaging/linux/serial-access.sh --remove   takes it away again
#
# DESTDIR is put before the place of the rule, as packagers do it; udev is then left alone.
set -eu

rule=60-bedside-serial.rules
here=$(cd "$(dirname "$0")" && pwd)
place=${DESTDIR:-}/etc/udev/rules.d

fail() {
    echo "serial-access: $1" >&2
    exit 1
}

case ${1:-} in
"" | --remove) ;;
*) fail "there is no option $1: use it without one, or with --remove." ;;
esac

if [ -z "${DESTDIR:-}" ]; then
    command -v udevadm >/dev/null || fail "this system has no udev: ask its administrator for access to serial ports."
    [ "$(id -u)" = 0 ] || fail "only root may change these rules: run it again with sudo in front."
fi

if [ "${1:-}" = --remove ]; then
    rm -f "$place/$rule" || fail "$place/$rule could not be removed: see the message above."
    done="The rule is gone. Plug the cables in again."
else
    mkdir -p "$place" || fail "$place could not be made: see the message above."
    install -m 644 "$here/$rule" "$place/$rule" || fail "$place/$rule could not be written: see the message above."
    done="The rule is in place. Plug the cables in again; no new login is needed."
fi

if [ -z "${DESTDIR:-}" ]; then
    udevadm control --reload || fail "udev did not read the rules again: start the computer again."
    udevadm trigger --subsystem-match=tty || fail "udev did not look at the ports again: start the computer again."
fi
echo "$done"
