"""`scripts/doctor`: what the machine has and lacks for each thing that is done with the checkout.

    report = Report(View(), os.environ)
    report.text()        # lines for people
    report.missing       # what scripts/run and scripts/test cannot do without

Beside `requirements.py`, whose checks it shows.
"""

import re

from . import mongo, ports, requirements, settings, wheel
from .say import Failure

_HAS, _LACKS, _WITHOUT = "✓", "✗", "–"
# A build with everything that the tests are built from takes about 10 GB
_ROOM = 15 * 10**9
_TOOLS = (
    ("cargo-nextest", "cargo test runs the tests instead"),
    ("cargo-machete", "dependencies that nothing uses are not looked for"),
    ("cargo-deny", "licences and sources of dependencies are not checked"),
)
_CHROME = "https://www.google.com/chrome"
_DRIVERS = "https://googlechromelabs.github.io/chrome-for-testing"


class Report:
    """Looked at once, when it is made."""

    def __init__(self, view, environment):
        self._view = view
        self._environment = environment
        self._source = mongo.choose(environment, view)
        self._optional = []
        self.missing = []
        self._groups = [
            ("To build and run it (scripts/run)", list(self._to_run())),
            ("To test it (scripts/test)", [*self._to_test(), *self._left_out()]),
            ("To build images and deploy (scripts/push)", list(self._to_deploy())),
        ]

    def text(self):
        """All of it."""
        view = self._view
        lines = [f"This is {view.name()} on {view.processor}."]
        for title, findings in self._groups:
            lines += ["", title, *(f"  {mark} {text}" for mark, text in findings)]
        if notes := list(self._notes()):
            lines += ["", "Worth knowing", *(f"  {note}" for note in notes)]
        if self.missing:
            lines += ["", "Install what is missing by", *self._commands(self.missing)]
        if self._optional:
            lines += ["", "Optional", *self._commands(self._optional)]
        ready = "Something is missing (✗)." if self.missing else "Ready for scripts/run and scripts/test."
        return "\n".join([*lines, "", ready])

    def _to_run(self):
        view = self._view
        for found, check in (
            (None, requirements.for_system(view)),
            (self._rust, requirements.for_rust(view.project, view)),
            (self._python, requirements.for_python(view)),
            (lambda: "a C compiler", requirements.for_compiler(view)),
            (self._mongodb, requirements.for_mongodb(self._source, view)),
        ):
            missing = self._note(check)
            yield from _lacks(missing)
            if found and not missing:
                yield _HAS, found()

    def _note(self, check):
        """What is missing by it, which counts."""
        missing = list(check)
        self.missing += [each for each in missing if each not in self.missing]
        return missing

    def _python(self):
        return f"Python {requirements.dotted(self._view.version)}{' with pip' if self._view.has_pip() else ''}"

    def _mongodb(self):
        made = wheel.choose(self._view) if self._source.kind == "wheel" else None
        if made and not (made.folder() / "mongod").exists():
            return f"MongoDB: {self._source}, which is downloaded at the first run ({made.size})"
        return f"MongoDB: {self._source}"

    def _rust(self):
        view = self._view
        file = requirements.rust_of_toolchain_file(view.project)
        found = requirements.rust(view)
        if not found:
            return f"Rust {file}, which rustup downloads at the first build"
        return f"Rust {found}" if file in ("", found) else f"Rust {found} (CI and the images have {file})"

    def _to_test(self):
        view = self._view
        yield from _lacks(self._note(requirements.to_test(self._environment, view)))
        names = [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy"), ("git", "git"), ("ps", "ps")]
        if found := [name for program, name in names if view.has(program)]:
            yield _HAS, ", ".join(found)
        if view.browser() and view.has("chromedriver"):
            yield _HAS, "chromium with chromedriver"
        if view.has("shellcheck"):
            yield _HAS, "shellcheck"
        for tool, _ in _TOOLS:
            if view.has(tool):
                yield _HAS, tool

    def _left_out(self):
        """What is tested without, and is installed by whoever wants it."""
        view = self._view
        lacks = {each.package for each in requirements.optional(view)} - {each.package for each in self.missing}
        if lacks & {"chromium", "chromedriver"}:
            yield _WITHOUT, "no chromium with chromedriver: the tests in a browser are left out"
            self._optional += self._browser()
        if "shellcheck" in lacks:
            yield _WITHOUT, "no shellcheck: the shell scripts are not checked"
            self._optional.append(requirements.Missing("shellcheck", "shellcheck"))
        if "emoji" in lacks:
            yield _WITHOUT, "no font with emoji: pictures of the pages show boxes instead"
            self._optional.append(requirements.Missing("a font with emoji", "emoji"))
        if self._source.kind in ("given", "docker"):
            yield _WITHOUT, "no mongod on the path: the tests that start servers of their own are left out"
        for tool, without in _TOOLS:
            if not view.has(tool):
                yield _WITHOUT, f"no {tool}: {without}"
                self._optional.append(requirements.Missing(tool, command=f"cargo install --locked {tool}"))

    def _browser(self):
        """How to get one that the tests can drive."""
        if self._view.family() == "ubuntu":
            # Its Chromium is a snap, whose chromedriver starts no other Chromium than its own and sees no other /tmp
            how = f"Google Chrome ({_CHROME}) with its chromedriver ({_DRIVERS}) on the path: not the snap"
            return [requirements.Missing("chromium", command=how)]
        return [requirements.Missing(name, name) for name in ("chromium", "chromedriver")]

    def _to_deploy(self):
        view = self._view
        if view.has("buildah"):
            yield _HAS, "buildah"
        elif view.system == "Linux":
            yield _WITHOUT, "no buildah: no images are built"
            self._optional.append(requirements.Missing("buildah", "buildah"))
        else:
            yield _WITHOUT, "no buildah, which there is for Linux only: build images there"
        fits = view.is_debian_12() and view.is_root
        proof = "scripts/test-deploy, which tests the deployments and installs what it needs, runs on Debian 12 as root"
        yield (_HAS, proof) if fits else (_WITHOUT, f"{proof}: not here")

    def _notes(self):
        view = self._view
        for taken in self._taken():
            yield taken
        if view.free < _ROOM:
            yield f"{view.free // 10**9} GB are free here: a build for all tests takes about 10"
        if view.wsl() and re.match(r"/mnt/[a-z](/|$)", str(view.project)):
            yield f"{view.project} is on a drive of Windows, where builds are many times slower: clone into ~ instead"
        if view.family() is None:
            yield "the names of packages are known for Debian, Ubuntu, Fedora, Arch Linux and macOS with Homebrew"

    def _taken(self):
        """The ports of `scripts/run` that it would not get."""
        wanted = [(settings.SANDBOX_PORT, "the sandbox", "scripts/run --sandbox-port")]
        try:
            port = ports.port(self._environment.get("PORT") or str(settings.SERVER_PORT))
            wanted.insert(0, (port, "the server", "scripts/run --port"))
        except ValueError:
            yield f"PORT is {self._environment['PORT']}, which is not a port"
        if self._source.ours():
            wanted.append((settings.MONGO_PORT, "MongoDB", "scripts/run --mongo-port"))
        for each in wanted:
            try:
                ports.require_free(*each)
            except Failure as failure:
                yield str(failure)

    def _commands(self, missing):
        found = requirements.commands(missing, self._view)
        return [f"  {command}" for command in found] or ["  (there is no package for it: see above)"]


def _lacks(missing):
    return [(_LACKS, each.what) for each in missing]
