"""Where this machine's apt takes Debian from, for debootstrap and mmdebstrap to do the same: mirror, keyring, proxy.

Beside `builder.py` and the proof `machine`. A machine whose apt knows no such release leaves it to debootstrap's own
default.

    group.run("debootstrap", apt.debootstrap("bookworm", folder, packages), env=apt.environment(), log=log)
"""

import os
import re
import shlex
import subprocess
from pathlib import Path

_FORMAT = "$(ORIGIN)|$(CODENAME)|$(COMPONENT)|$(REPO_URI)"
_ETC = Path("/etc/apt")
_LIST = "mirror+file:"


def debootstrap(suite, folder, packages):
    """The command that makes the smallest Debian `suite` with these packages more."""
    command = ["debootstrap", "--variant=minbase", f"--include={','.join(packages)}"]
    listed = _ask("apt-get", "indextargets", "--format", _FORMAT)
    address = repository(listed, suite)
    if not address:
        return [*command, suite, folder]
    if keyring := signed_by(address, _ETC):
        command.append(f"--keyring={keyring}")
    return [*command, suite, folder, mirror(address)]


def mmdebstrap(suite, folder, packages, foreign):
    """The command that makes the same with security updates, which may have packages of the architecture `foreign`."""
    own = _ask("dpkg", "--print-architecture").strip()
    command = ["mmdebstrap", "--mode=root", "--variant=minbase", f"--include={','.join(packages)}"]
    command += [f"--architectures={own},{foreign}", suite, folder]
    listed = _ask("apt-get", "indextargets", "--format", _FORMAT)
    addresses = {name: repository(listed, name) for name in (suite, f"{suite}-security")}
    if all(addresses.values()):
        command += [_source(name, address) for name, address in addresses.items()]
    return command


def _source(name, address):
    keyring = signed_by(address, _ETC)
    return f"deb {f'[signed-by={keyring}] ' if keyring else ''}{mirror(address)} {name} main"


def environment():
    """This process's, with apt's proxy where there is one."""
    said = _ask("apt-config", "shell", "proxy", "Acquire::http::Proxy")
    proxy = "".join(shlex.split(said)).removeprefix("proxy=")
    return {**os.environ, **({"http_proxy": proxy} if proxy else {})}


def repository(listed, suite):
    """The address of Debian's `suite` among what apt lists, `_FORMAT` a line; None when apt does not know it."""
    for line in listed.splitlines():
        origin, codename, component, address = line.split("|", 3)
        if (origin, codename, component) == ("Debian", suite, "main"):
            return address
    return None


def mirror(address):
    """The address itself, or the first of the file of addresses that it names, as images of clouds have it."""
    if not address.startswith(_LIST):
        return address
    path = Path("/" + address.removeprefix(_LIST).strip("/"))
    return path.read_text(encoding="utf-8").split()[0]


def signed_by(address, etc):
    """The keyring that apt checks this address with; None when it is one of apt's own."""
    files = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]
    for path in files:
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        pairs = _stanzas(text) if path.suffix == ".sources" else _lines(text)
        for addresses, keyring in pairs:
            if keyring.startswith("/") and address.rstrip("/") in addresses:
                return keyring
    return None


def _stanzas(text):
    """(addresses, keyring) of each paragraph of a file in deb822's format."""
    text = re.sub(r"(?m)^#.*\n?", "", text)
    for stanza in re.split(r"\n\s*\n", text):
        fields = dict(re.findall(r"(?m)^([\w-]+):\s*((?:.*(?:\n[ \t]+.*)*))", stanza))
        named = {name.lower(): value.strip() for name, value in fields.items()}
        yield _addresses(named.get("uris", "").split()), named.get("signed-by", "")


def _lines(text):
    """(addresses, keyring) of each `deb` line."""
    for options, address in re.findall(r"(?m)^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s", text):
        found = re.search(r"(?:^|\s)signed-by=(\S+)", options)
        yield _addresses([address]), found.group(1) if found else ""


def _addresses(words):
    return {word.rstrip("/") for word in words}


def _ask(*words):
    """What a program of apt's says; nothing where there is none."""
    try:
        result = subprocess.run(words, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return result.stdout if result.returncode == 0 else ""
