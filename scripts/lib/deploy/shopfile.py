"""The shop's own file beside Terraform's, `shop.auto.tfvars`: Terraform reads it by itself, the owner commits it.

file = ShopFile(root / "infra/lambda", known_settings(root))
file.set("SHOP_CURRENCY=EUR")   # the rest of the file stays as it is
file.scalar("region")
"""

import difflib
import json
import re
import shlex

from .. import say
from ..say import Failure

NAME = "shop.auto.tfvars"
_TEXT = r'"((?:[^"\\\n]|\\.)*)"'
_BLOCK = re.compile(r"^settings\s*=\s*\{[ \t]*\n(?P<lines>.*?)^\}", re.MULTILINE | re.DOTALL)


def known_settings(root):
    """What an owner may set."""
    return json.loads((root / "infra/settings.json").read_text(encoding="utf-8"))["settings"]


class ShopFile:
    """Knows as much of HCL as it writes itself: texts, and the block of settings. Whatever else stands there stays."""

    def __init__(self, folder, known):
        self.path = folder / NAME
        self._known = known
        self._text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        self._written = self._text

    def scalar(self, name):
        """A variable of Terraform's that is a text; none if the file does not say."""
        found = re.search(rf"^{name}\s*=\s*{_TEXT}", self._text, re.MULTILINE)
        return found and _unquoted(found.group(1))

    def settings(self):
        """{name: value}."""
        block = _BLOCK.search(self._text)
        pairs = re.findall(rf"^\s*(\w+)\s*=\s*{_TEXT}", block.group("lines"), re.MULTILINE) if block else []
        return {name: _unquoted(value) for name, value in pairs}

    def require_kept(self, running):
        """`Failure` if the shop runs with settings, and the file is not here that says so."""
        if running and not re.search(r"^settings\b", self._text, re.MULTILINE):
            again = " ".join(f"--set {shlex.quote(f'{name}={value}')}" for name, value in running.items())
            raise Failure(
                f"the shop has settings, but {self.path} has none. Get the one that was committed, or: {again}"
            )

    def agree(self, name, value, default=None):
        """What the file says of `name`, what was asked for if it says nothing; `Failure` if the two differ."""
        said = self.scalar(name)
        if said and value and said != value:
            raise Failure(
                f"{self.path} says {name} = {said}: moving the shop to {value} is a new deployment, not this one"
            )
        chosen = said or value or default
        if chosen and not said:
            self._text = f"{name} = {_quoted(chosen)}\n{self._text}"
        return chosen

    def set(self, assignment):
        """`NAME=VALUE`: one of the settings."""
        name, equals, value = assignment.partition("=")
        if not equals:
            raise Failure(f"--set {assignment}: NAME=VALUE is expected")
        if name not in self._known:
            near = difflib.get_close_matches(name.upper(), self._known, 1)
            hint = f"did you mean {near[0]}?" if near else f"these are: {', '.join(self._known)}"
            raise Failure(f"--set {name}: there is no such setting; {hint}")
        line = f"  {name} = {_quoted(value)}\n"
        block = _BLOCK.search(self._text)
        if not block:
            if re.search(r"^settings\b", self._text, re.MULTILINE):
                raise Failure(
                    f"{self.path}: settings are written in a way that --set does not know; add {line.strip()} yourself"
                )
            self._text = f"{self._text.rstrip()}\n\nsettings = {{\n{line}}}\n".lstrip()
            return
        lines = block.group("lines")
        own = re.compile(rf"^[ \t]*{name}[ \t]*=.*\n", re.MULTILINE)
        changed = own.sub(lambda _: line, lines) if own.search(lines) else lines + line
        self._text = self._text[: block.start("lines")] + changed + self._text[block.end("lines") :]

    def save(self):
        """Writes what differs, and says so: the next deployment starts from what is committed."""
        if self._text == self._written:
            return
        self.path.write_text(self._text, encoding="utf-8")
        self._written = self._text
        say.line(f"{self.path} has changed: commit it")


def _quoted(value):
    if any(ord(character) < 32 for character in value):
        raise Failure(f"{value!r}: settings are one line")
    return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def _unquoted(text):
    return json.loads(f'"{text}"').replace("$${", "${").replace("%%{", "%{")
