#!/bin/sh
# Writes to stdout a tar of the network files of this host, and of what runs there:
#
#     ssh root@kvm01 sh -s < collect.sh > kvm01.tar
#     sh collect.sh /mnt/sysimage > image.tar         the files below another root, and nothing of this host
#
# It needs sh, sed, tar and coreutils, or busybox, and changes nothing: it works in a directory of its own below
# ${TMPDIR:-/tmp}, which is removed at the end. Secrets stay here: keys-* files are not read, and what may be a secret in
# another file is replaced before it is written anywhere. The tar is laid out as a sosreport is.

set -u
umask 077
LC_ALL=C
PATH=${PATH:-/bin:/usr/bin}:/usr/sbin:/sbin
export LC_ALL PATH

if [ -t 1 ]; then
    echo "collect.sh: stdout is a terminal; redirect it to a file, or pipe it to ifcfgen lint -" >&2
    exit 2
fi
root=${1-}
root=${root%/}
if [ -n "$root" ] && [ ! -d "$root" ]; then
    echo "collect.sh: $root: no such directory" >&2
    exit 2
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/ifcfgen.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
name=$(cat "$root/etc/hostname" 2> /dev/null || [ -n "$root" ] || uname -n)
name=$(printf '%s' "${name%%.*}" | tr -cd 'A-Za-z0-9_-')
host=$work/${name:-host}
mkdir "$host" || exit 2

# -- secrets ---------------------------------------------------------------------------------------------

# What a name of a secret may contain, also when it is misspelled.
signs='\(PAS\|PSA\|PSS\|PSW\|PSK\|PKS\|KE\|KY\|EY\|SECRET\|PIN\|PWD\|WPA\|802\|SWORD\|PHRASE\|TOKEN\|CAK\)'
# Words of people before a secret: in a comment, or in options that a key has for a program.
words='\(PASS\|PASSWORD\|PASSWD\|PASSPHRASE\|SOPASS\|KEY\|PSK\|SECRET\|TOKEN\)'
# Names that contain such a sign and hold no secret.
harmless='[A-Z0-9_]*_FLAGS\|[A-Z0-9_]*_MODE\|[A-Z0-9_]*_TYPE'
for word in \
    MATCH_KERNEL_COMMAND_LINE KERNEL_COMMAND_LINE GATEWAY_PING_TIMEOUT ARPING_WAIT ARPING_UPDATE_WAIT IPV6_TOKEN \
    OVSDHCPINTERFACES ETHTOOL_WAKE_ON_LAN WAKE_ON_LAN KEY_MGMT IEEE_8021X_EAP_METHODS IEEE_8021X_IDENTITY \
    IEEE_8021X_ANON_IDENTITY IEEE_8021X_CA_CERT IEEE_8021X_CA_PATH IEEE_8021X_SYSTEM_CA_CERTS IEEE_8021X_CLIENT_CERT \
    IEEE_8021X_PRIVATE_KEY IEEE_8021X_INNER_AUTH_METHODS IEEE_8021X_INNER_CA_CERT IEEE_8021X_INNER_CLIENT_CERT \
    IEEE_8021X_INNER_PRIVATE_KEY IEEE_8021X_SUBJECT_MATCH IEEE_8021X_ALTSUBJECT_MATCHES IEEE_8021X_DOMAIN_MATCH \
    IEEE_8021X_DOMAIN_SUFFIX_MATCH IEEE_8021X_PHASE2_CA_PATH IEEE_8021X_PHASE2_SUBJECT_MATCH \
    IEEE_8021X_PHASE2_ALTSUBJECT_MATCHES IEEE_8021X_PHASE2_DOMAIN_MATCH IEEE_8021X_PHASE2_DOMAIN_SUFFIX_MATCH \
    IEEE_8021X_PEAP_VERSION IEEE_8021X_PEAP_FORCE_NEW_LABEL IEEE_8021X_FAST_PROVISIONING IEEE_8021X_PAC_FILE \
    IEEE_8021X_OPENSSL_CIPHERS IEEE_8021X_AUTH_TIMEOUT IEEE_8021X_OPTIONAL DEFAULTKEY WPA_ALLOW_WPA WPA_ALLOW_WPA2 \
    WIRELESS_ENC_KEY PKEY PKEY_ID PKEY_ID_NM IKE_METHOD MULTICAST_SNOOPING MCAST_SNOOPING PACKETS_PER_SLAVE \
    MULTICAST_IGMP_SNOOPING
do
    harmless="$harmless\\|$word"
done

tab=$(printf '\t')
blank="[ $tab]"
begin="$blank*\\(export$blank$blank*\\)\\{0,1\\}[A-Za-z0-9_.\"'\\\\-]*\\(\\[[^]]*\\]\\)*$blank*+\\{0,1\\}[=:]$blank*"
# A line that ends in a backslash goes on in the next one. The copy in which names are looked for has capitals, and
# neither quotes nor what cannot be seen. What holds a secret is struck to the end of its line, and of those that belong
# to it: in quotes that stay open, below << or behind $( to the end of the file.
strike="
s/\\(:\/\/[^\/@: ]*\\):[^\/@ ]*@/\\1:********@/g
/^\\[vpn-secrets\\]/,/^\\[/s/^\\([^[#=][^=]*=\\).*/\\1********/
:join
/\\\\\$/{
\$!{
N
b join
}
}
:again
h
s/[^ -~$tab]//g
s/[\"'\\\\]//g
y/abcdefghijklmnopqrstuvwxyz/ABCDEFGHIJKLMNOPQRSTUVWXYZ/
/\\\${[A-Z0-9_]*${signs}[A-Z0-9_]*[-+?]/b hit
/[^ #$tab]$blank$blank*#[^\\n]*[^A-Z0-9_]${words}[ $tab:=]/b behind
y/-/_/
:known
s/\\(^\\|[^A-Z0-9_]\\)\\($harmless\\)$blank*[=:]/\\1/g
t known
/${signs}[A-Z0-9_]*\\(\\[[^]]*\\]\\)*$blank*+*[=:]/b hit
/\\(^\\|[^A-Z0-9]\\)$words$blank/b hit
/^$blank*\\(EXPORT$blank\\)\\{0,1\\}$blank*[A-Z0-9_.]*$blank*[=:]/b clean
/^$blank*#/b clean
/${signs}[A-Z0-9_]*\\(\\[[^]]*\\]\\)*$blank/b hit
:clean
g
b
:behind
g
t only
:only
s/\\([^ #$tab]$blank$blank*#\\)\\( [^*]\\|[^ \\n]\\)[^\\n]*/\\1 ********/
t again
b hit
:hit
g
/^$begin\$/b
/^$begin/!b whole
/<</b rest
/[\`(]/b rest
:quotes
/^[^\"]*\"[^\"]*\\(\"[^\"]*\"[^\"]*\\)*\$/b more
/^[^']*'[^']*\\('[^']*'[^']*\\)*\$/b more
b value
:more
\$b value
N
b quotes
:rest
\$b value
N
b rest
:whole
/<</b all
/[\`(]/b all
b comment
:all
\$b comment
N
b all
:comment
s/[^\\n][^\\n]*/# ********/g
b
:value
s/^\\($begin\\)[^\\n]*/\\1********/
s/\\n[^\\n]*/\\n# ********/g
"
# what QEMU is told of network cards, and nothing else
of_a_card='-net\|-netdev\|-nic\|-device\|\(nic\|bridge\|tap\)\(,[A-Za-z0-9=:._\/-]*\)*\|[A-Za-z0-9-]*,netdev=[A-Za-z0-9,=:._-]*'
strike_xml="s/<description>[^<]*<\\/description>/<description\\/>/g
/<description>/,/<\\/description>/s/^\\(.*<description>\\)\\{0,1\\}[^<]*/\\1/
/^$blank*<qemu:arg value=[\"']\\($of_a_card\\)[\"']\\/>\$/!{
s/\\(<qemu:[a-z]*${blank}[^>]*value$blank*=$blank*\\)\"[^\"]*\"/\\1\"********\"/g
s/\\(<qemu:[a-z]*${blank}[^>]*value$blank*=$blank*\\)'[^']*'/\\1'********'/g
}
s/\\([Pp][Aa][Ss][Ss][A-Za-z]*\\|[Ss]ecret[A-Za-z]*\\)$blank*=$blank*\"[^\"]*\"/\\1=\"********\"/g
s/\\([Pp][Aa][Ss][Ss][A-Za-z]*\\|[Ss]ecret[A-Za-z]*\\)$blank*=$blank*'[^']*'/\\1='********'/g
s/\\([Pp][Aa][Ss][Ss][A-Za-z]*\\|[Ss]ecret[A-Za-z]*\\)$blank*=$blank*[\"'][^\"']*\$/\\1=********/"

# -- files -----------------------------------------------------------------------------------------------

# take PROGRAM FILE...: each regular file that is there and holds no key or certificate, as sed has it by PROGRAM
take() {
    program=$1
    shift
    for file in "$@"; do
        [ -f "$root/$file" ] && [ -r "$root/$file" ] || continue
        case $file in */keys-* | */.* | *.pem | *.key | *.der | *.p12 | *.pfx) continue ;; esac
        [ -z "$(sed -n '/-----BEGIN/{p;q;}' < "$root/$file")" ] || continue
        if [ -L "$root/$file" ]; then
            target=$(readlink "$root/$file")
            case $target in *keys-*) continue ;; esac
            case $root$target in /*/*) [ -z "$root" ] || case $target in /*) continue ;; esac ;; esac
            real=$(readlink -f "$root/$file" 2> /dev/null) || continue
            case $real in */keys-*) continue ;; esac
            case $real in "$(readlink -f "$root/")"*) ;; *) continue ;; esac
        fi
        [ "$(wc -c < "$root/$file")" -le 1048576 ] || continue
        mkdir -p "$host/${file%/*}"
        sed -e "$program" < "$root/$file" > "$host/$file"
    done
}

# list PATTERN...: the files that are there below the root, for `take`
glob() {
    (cd "$root/" && for pattern in "$@"; do
        for file in $pattern; do
            [ ! -e "$file" ] && [ ! -L "$file" ] || printf '%s\n' "$file"
        done
    done)
}

# each PROGRAM PATTERN...
each() {
    program=$1
    shift
    glob "$@" > "$work/list"
    while IFS= read -r found; do
        take "$program" "$found"
    done < "$work/list"
}

# mark FILE...: an empty file in the place of each that is there, of which only the name counts
mark() {
    for file in "$@"; do
        # of libvirt, a link leads to the /etc of the running system
        case $file in */autostart/*) [ -L "$root/$file" ] ;; *) false ;; esac || [ -e "$root/$file" ] || continue
        mkdir -p "$host/${file%/*}"
        : > "$host/$file"
    done
}

scripts=etc/sysconfig/network-scripts
each "$strike" \
    etc/hostname etc/os-release usr/lib/os-release 'etc/*-release' etc/sysconfig/network \
    "$scripts/ifcfg*" "$scripts/route*" "$scripts/rule*" "$scripts/*.route" "$scripts/network" \
    'etc/sysconfig/static-routes*' etc/sysctl.conf 'etc/sysctl.d/*.conf' \
    etc/iproute2/rt_tables 'etc/iproute2/rt_tables.d/*.conf' \
    etc/modprobe.conf 'etc/modprobe.d/*.conf' 'usr/lib/modprobe.d/*.conf' 'lib/modprobe.d/*.conf' 'run/modprobe.d/*.conf' \
    etc/NetworkManager/NetworkManager.conf 'etc/NetworkManager/conf.d/*.conf' \
    'usr/lib/NetworkManager/conf.d/*.conf' 'run/NetworkManager/conf.d/*.conf' \
    'etc/NetworkManager/system-connections/*' 'usr/lib/NetworkManager/system-connections/*.nmconnection' \
    'run/NetworkManager/system-connections/*.nmconnection' 'etc/udev/rules.d/*.rules' 'etc/systemd/network/*.link'
each "$strike_xml" 'etc/libvirt/qemu/*.xml' 'etc/libvirt/qemu/networks/*.xml' \
    'etc/firewalld/zones/*.xml' 'etc/firewalld/zones/*/*.xml' 'usr/lib/firewalld/zones/*.xml' etc/firewalld/firewalld.conf
[ -d "$root/etc/libvirt/qemu/networks/autostart" ] && mkdir -p "$host/etc/libvirt/qemu/networks/autostart"
glob 'etc/libvirt/qemu/autostart/*.xml' 'etc/libvirt/qemu/networks/autostart/*.xml' "$scripts/ifup-*" > "$work/list"
while IFS= read -r found; do
    mark "$found"
done < "$work/list"
# a link to /dev/null hides the profile of its name
for file in "$root"/etc/NetworkManager/system-connections/*.nmmeta; do
    [ "$(readlink "$file")" = /dev/null ] || continue
    mkdir -p "$host/etc/NetworkManager/system-connections"
    ln -s /dev/null "$host${file#"$root"}"
done
mark sbin/ifup-local sbin/ifup-pre-local sbin/ifdown-local sbin/ifdown-pre-local

# -- services and programs ---------------------------------------------------------------------------------

for folder in etc/systemd/system usr/lib/systemd/system lib/systemd/system etc/rc.d/init.d; do
    [ -d "$root/$folder" ] && mkdir -p "$host/$folder"
done
for unit in NetworkManager network libvirtd virtqemud; do
    mark "etc/rc.d/init.d/$unit"
    glob "*/systemd/system/$unit.service" "usr/lib/systemd/system/$unit.service" "*/systemd/system/*.wants/$unit.service" \
        "usr/lib/systemd/system/*.wants/$unit.service" "etc/rc.d/rc[35].d/S[0-9][0-9]$unit" > "$work/list"
    # a mask is a link to /dev/null, and links that lead nowhere are wanted, too
    for folder in etc/systemd/system usr/lib/systemd/system lib/systemd/system; do
        for file in "$root/$folder/$unit.service" "$root/$folder"/*.wants/"$unit.service"; do
            [ ! -L "$file" ] || printf '%s\n' "${file#"$root/"}"
        done
    done >> "$work/list"
    while IFS= read -r found; do
        mkdir -p "$host/${found%/*}"
        if [ "$(readlink "$root/$found")" = /dev/null ]; then
            rm -f "$host/$found"
            ln -s /dev/null "$host/$found"
        elif [ ! -L "$host/$found" ]; then
            : > "$host/$found"
        fi
    done < "$work/list"
done
for folder in usr/sbin sbin usr/bin bin; do
    for program in brctl tunctl dhclient arping ethtool teamd vconfig ifenslave firewall-cmd ovs-vsctl biosdevname ifup; do
        [ ! -x "$root/$folder/$program" ] || mark "$folder/$program"
    done
done

# -- what runs ---------------------------------------------------------------------------------------------

# say FILE COMMAND...: what COMMAND prints, where there is such a command
say() {
    file=$host/sos_commands/$1
    shift
    command -v "$1" > /dev/null 2>&1 || return 0
    mkdir -p "${file%/*}"
    "$@" > "$file" 2> /dev/null < /dev/null || [ -s "$file" ] || rm -f "$file"
}

if [ -z "$root" ]; then
    say rpm/rpm_-qa rpm -qa
    say networking/ip_-o_addr ip -o addr
    say networking/ip_-d_link ip -d link
    say networking/ip_route_show_table_all ip route show table all
    say networking/ip_-6_route_show_table_all ip -6 route show table all
    say networking/ip_-4_rule_list ip -4 rule list
    say networking/ip_-6_rule_list ip -6 rule list
    say networking/brctl_show brctl show
    say networkmanager/nmcli_--version nmcli --version
    for link in /sys/class/net/*; do
        [ -e "$link/device" ] && [ -r "$link/address" ] || continue
        mkdir -p "$host$link"
        ln -s "$(readlink -f "$link/device")" "$host$link/device"  # its path has the PCI address
        cat "$link/address" > "$host$link/address"
        known=/run/udev/data/n$(cat "$link/ifindex" 2> /dev/null)
        if [ -r "$known" ]; then
            mkdir -p "$host/run/udev/data"
            cat "$link/ifindex" > "$host$link/ifindex"
            sed -n '/^E:ID_NET_NAME_/p; /^E:ID_NET_DRIVER=/p; /^E:ID_PATH=/p' < "$known" > "$host$known"
        fi
        if [ -r "$link/bonding_slave/perm_hwaddr" ]; then
            mkdir "$host$link/bonding_slave"
            cat "$link/bonding_slave/perm_hwaddr" > "$host$link/bonding_slave/perm_hwaddr"
        fi
    done
    if [ -r /proc/cmdline ]; then
        mkdir -p "$host/proc"
        tr ' ' '\n' < /proc/cmdline | sed -n '/^net\.ifnames=/p; /^net\.naming-scheme=/p; /^biosdevname=/p' > "$host/proc/cmdline"
    fi
    for value in /proc/sys/net/bridge/bridge-nf-call-* /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/*/rp_filter; do
        [ -r "$value" ] || continue
        mkdir -p "$host${value%/*}"
        cat "$value" > "$host$value"
    done
fi

rm -f "$work/list"
if command -v gzip > /dev/null 2>&1; then
    tar -C "$work" -cf - "${host##*/}" | gzip -c
else
    tar -C "$work" -cf - "${host##*/}"
fi
