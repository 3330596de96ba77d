#!/usr/bin/env python3
"""Stands in for `gcloud`, `aws`, `buildah` and `terraform`: what they were told stays, in a folder, as in a cloud.

Copied under each of the names into a folder of its own. `world.json` beside it says what there is (see `WORLD`),
`calls.jsonl` what was asked, `resources.jsonl` what Terraform has done; the stand-in provider of the proofs writes such
lines, too, so that these also go with the real Terraform.
"""

import json
import os
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# A new account: an owner who is logged in, and nothing else
WORLD = {
    "logins": ["auth", "application-default", "aws"],
    "billing": "True",
    "apis": ["serviceusage.googleapis.com", "logging.googleapis.com"],
    "buckets": {},
    "images": [],
    "secrets": {},
    "state": {},
    "concurrency": 10,
    "broken_jobs": {},
}


def fail(text):
    sys.exit(f"ERROR: {text}")


def option(words, name):
    """The value of --name=value or --name value."""
    for at, word in enumerate(words):
        if word == name:
            return words[at + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


def resources():
    """{(kind, name): what it is by now}."""
    found, path = {}, HERE / "resources.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        each = json.loads(line)
        found.pop((each["kind"], each["name"]), None)
        if each["what"] != "delete":
            found[each["kind"], each["name"]] = each["now"]
    return found


class Gcloud:
    """Google Cloud; `words` without `gcloud`."""

    def __init__(self, world):
        self.world = world

    def run(self, words):
        line = " ".join(words)
        if words[0] == "auth":
            service = "application-default" if words[1] == "application-default" else "auth"
            if words[-1] == "login":
                self.world["logins"].append(service)
                return ""
            return "token" if service in self.world["logins"] else fail("Reauthentication required")
        if words[0] == "billing":
            return self.world["billing"]
        if line.startswith("services enable"):
            self.world["apis"] += [word for word in words[2:] if word.endswith(".googleapis.com")]
            return ""
        if words[0] == "services":
            return "\n".join(self.world["apis"])
        if words[0] == "storage":
            return self._storage(words[1:])
        if words[0] == "artifacts":
            image = words[4] if words[1] == "docker" else None
            return "" if not image or image in self.world["images"] else fail("image not found")
        if words[0] == "secrets":
            return self._versions(words[2], words[3:])
        if line.startswith("run services list"):
            return "\n".join(name for kind, name in resources() if kind == "google_cloud_run_v2_service")
        if line.startswith("run services remove-iam-policy-binding"):
            return ""
        if line.startswith("run jobs execute"):
            return self._job(words[3], words[4:])
        if line.startswith("logging read"):
            job = re.search(r'job_name="([^"]+)"', words[2]).group(1)
            return self.world["broken_jobs"].get(job, "")
        return fail(f"gcloud {line}: not known here")

    def _storage(self, words):
        buckets, verb = self.world["buckets"], " ".join(words[:2]) if words[0] == "buckets" else words[0]
        paths = [word.removeprefix("gs://") for word in words if word.startswith("gs://")]
        bucket, _, key = paths[0].partition("/")
        if verb == "buckets create":
            buckets[bucket] = {}
        elif bucket not in buckets:
            fail(f"404: gs://{bucket} not found")
        elif verb == "cat":
            return buckets[bucket][key] if key in buckets[bucket] else fail("404")
        elif verb == "mv":
            buckets[bucket][paths[1].partition("/")[2]] = buckets[bucket].pop(key)
        elif verb == "ls":
            return "\n".join(f"gs://{bucket}/{name}" for name in buckets[bucket])
        elif verb == "cp":
            Path(words[-1]).write_text(buckets[bucket][key], encoding="utf-8")
        return ""

    def _versions(self, verb, words):
        name = option(words, "--secret") or words[0]
        if ("google_secret_manager_secret", name) not in resources():
            fail(f"NOT_FOUND: Secret [{name}] not found")
        versions = self.world["secrets"].setdefault(name, [])
        if verb == "add":
            versions.append({"value": sys.stdin.read(), "state": "ENABLED"})
            return f"projects/1/secrets/{name}/versions/{len(versions)}"
        if verb == "list":
            start = f"projects/1/secrets/{name}/versions"
            return json.dumps(
                [{"name": f"{start}/{n}", "state": each["state"]} for n, each in enumerate(versions, 1)][::-1]
            )
        if not words[0].isdigit() or int(words[0]) > len(versions):
            fail(f"version {words[0]} not found")
        version = versions[int(words[0]) - 1]
        if verb == "access":
            return version["value"] if version["state"] == "ENABLED" else fail("the version is disabled")
        version["state"] = {"disable": "DISABLED", "destroy": "DESTROYED"}[verb]
        return ""

    def _job(self, name, words):
        job = resources().get(("google_cloud_run_v2_job", name))
        if not job:
            fail(f"job [{name}] could not be found")
        for env in job["template"][0]["template"][0]["containers"][0]["env"]:
            if env.get("value_source"):
                reference = env["value_source"][0]["secret_key_ref"][0]
                self._versions("access", [str(reference["version"]), f"--secret={reference['secret']}"])
        if name in self.world["broken_jobs"]:
            fail(f"the execution of {name} failed")
        return ""


class Aws:
    """AWS; `words` without `aws`."""

    def __init__(self, world):
        self.world = world

    def run(self, words):
        if words[0] == "configure":
            self.world["logins"].append("aws")
            return ""
        if "aws" not in self.world["logins"]:
            fail("Unable to locate credentials")
        if words[:2] == ["sts", "get-caller-identity"]:
            return "123456789012"
        if words[:2] == ["lambda", "get-account-settings"]:
            return str(self.world["concurrency"])
        if words[0] == "ssm":
            return self._parameter(words[1], words[2:])
        if words[0] == "ecr":
            return self._ecr(words[1], words[2:])
        if words[0] in ("s3", "s3api"):
            return self._storage(words[1], words[2:])
        return fail(f"aws {' '.join(words)}: not known here")

    def _parameter(self, verb, words):
        if verb == "put-parameter":
            path = Path(option(words, "--cli-input-json").removeprefix("file://"))
            # As the program does: twice
            given = [json.loads(path.read_text(encoding="utf-8")) for _ in range(2)][-1]
            versions = self.world["secrets"].setdefault(given["Name"], [])
            versions.append(given["Value"])
            return str(len(versions))
        name, _, number = option(words, "--name").partition(":")
        versions = self.world["secrets"].get(name) or fail("(ParameterNotFound)")
        return (
            json.dumps(list(range(1, len(versions) + 1)))
            if verb == "get-parameter-history"
            else versions[int(number) - 1]
        )

    def _ecr(self, verb, words):
        if verb != "describe-images":
            return "password"
        named = f"{option(words, '--repository-name')}@{option(words, '--image-ids').removeprefix('imageDigest=')}"
        return (
            "" if any(image.endswith(f"/{named}") for image in self.world["images"]) else fail("ImageNotFoundException")
        )

    def _storage(self, verb, words):
        buckets = self.world["buckets"]
        paths = [word.removeprefix("s3://") for word in words if word.startswith("s3://")]
        bucket, _, key = paths[0].partition("/") if paths else (option(words, "--bucket"), "", option(words, "--key"))
        if verb == "mb":
            buckets[bucket] = {}
        elif bucket not in buckets:
            fail("404 Not Found")
        elif verb == "head-object" and key not in buckets[bucket]:
            fail("404 Not Found")
        elif verb == "mv":
            buckets[bucket][paths[1].partition("/")[2]] = buckets[bucket].pop(key)
        return ""


class Buildah:
    """Registries: whatever is pushed is there."""

    def __init__(self, world):
        self.world = world

    def run(self, words):
        if words[0] == "login":
            sys.stdin.read()
        if words[0] == "push":
            repository = words[-1].removeprefix("docker://").rsplit(":", 1)[0]
            digest = "sha256:" + f"{len(self.world['images']) + 1:064x}"
            Path(option(words, "--digestfile")).write_text(digest, encoding="ascii")
            self.world["images"].append(f"{repository}@{digest}")
        return ""


class Terraform:
    """As little of it as the order of a deployment shows: what there is to be follows from what it is given."""

    def __init__(self, world):
        self.world = world

    def run(self, words):
        if words[0] == "version":
            return json.dumps({"terraform_version": self.world.get("terraform", "1.11.4")})
        if words[0] == "init":
            bucket = [word for word in words if word.startswith("-backend-config=bucket=")][0].rpartition("=")[2]
            return "" if bucket in self.world["buckets"] else fail(f"no bucket {bucket}")
        if words[0] == "plan":
            return self._plan(words)
        if words[0] == "show":
            return Path(words[-1]).read_text(encoding="utf-8")
        if words[0] == "apply":
            return self._apply(json.loads(Path(words[-1]).read_text(encoding="utf-8")))
        return json.dumps({name: {"value": value} for name, value in self.world["state"].get("outputs", {}).items()})

    def _plan(self, words):
        given = json.loads(Path(option(words, "-var-file")).read_text(encoding="utf-8"))
        shop = Path("shop.auto.tfvars")
        wanted = self._wanted(given, shop.read_text(encoding="utf-8") if shop.exists() else "")
        targets = [word.partition("=")[2] for word in words if word.startswith("-target=")]
        before = self.world["state"].get("resources", {})
        changes, after = [], dict(before)
        for address in sorted(set(before) | set(wanted)):
            if before.get(address) == wanted.get(address) or targets and not address.startswith(tuple(targets)):
                continue
            action = "create" if address not in before else "delete" if address not in wanted else "update"
            changes.append({"address": address, "change": {"actions": [action]}})
            after[address] = wanted.get(address)
        text = shop.read_text(encoding="utf-8") if shop.exists() else ""
        settings = dict(re.findall(r'^  (\w+) = "(.*)"$', text, re.MULTILINE))
        outputs = {"images": given["images"], "secret_versions": given["secret_versions"], "settings": settings}
        outputs |= {"address": "https://shop.example.com", "addresses": {"webhook": "https://webhook.example.com"}}
        outputs = {} if targets else outputs
        same = not outputs or self.world["state"].get("outputs") == outputs
        shown = {"resource_changes": changes, "output_changes": {} if same else {"images": {"actions": ["update"]}}}
        planned = {**shown, "after": {k: v for k, v in after.items() if v}, "outputs": outputs}
        Path(option(words, "-out")).write_text(json.dumps(planned), encoding="utf-8")
        return ""

    def _wanted(self, given, shop):
        """{address: (kind, name, what it is)}."""
        functions = json.loads((Path.cwd().joinpath(self._infra()) / "functions.json").read_text(encoding="utf-8"))
        deployed = {name: function for name, function in functions.items() if name in given["images"]}
        versions, wanted = given["secret_versions"], {}

        def env(names):
            def reference(name):
                key = {"secret": f"kiosk-{name.lower().replace('_', '-')}", "version": versions[name]}
                return {"name": name, "value_source": [{"secret_key_ref": [key]}]}

            return [reference(name) for name in names]

        def add(kind, label, name, content):
            wanted[f'{kind}["{label}"]'] = [kind.partition(".")[0], name, content]

        if "account_concurrency" in given:
            for name, function in deployed.items():
                secrets = {
                    each: self.world["secrets"][f"/kiosk/{each.lower().replace('_', '-')}"][int(versions[each]) - 1]
                    for each in function["secrets"]
                }
                add("aws_lambda_function.function", name, f"kiosk-{name}", [given["images"][name], shop, secrets])
            return wanted
        for name in ("MONGODB_URI", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "DRAIN_KEY"):
            add("google_secret_manager_secret.secret", name, f"kiosk-{name.lower().replace('_', '-')}", {})
        jobs = {
            "migrate": ("server", ["MONGODB_URI"]),
            "backup": ("server", ["MONGODB_URI"]),
            "set-webhook": ("shopctl", ["TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"]),
        }
        for name, (image, names) in jobs.items():
            container = {"image": given["images"][image], "env": env(names), "shop": shop}
            add(
                "google_cloud_run_v2_job.chore",
                name,
                f"kiosk-{name}",
                {"template": [{"template": [{"containers": [container]}]}]},
            )
        for name, function in deployed.items():
            container = {"image": given["images"][name], "env": env(function["secrets"]), "shop": shop}
            add(
                "google_cloud_run_v2_service.function",
                name,
                f"kiosk-{name}",
                {"template": [{"containers": [container]}]},
            )
        if "broadcast" in deployed:
            add("google_cloud_scheduler_job.drain", "0", "kiosk-drain", {"key": given["drain_key"]})
        return wanted

    @staticmethod
    def _infra():
        return ".." if Path.cwd().name == "lambda" else "../.."

    def _apply(self, planned):
        before = self.world["state"].get("resources", {})
        with open(HERE / "resources.jsonl", "a", encoding="utf-8") as file:
            for each in planned["resource_changes"]:
                what, address = each["change"]["actions"][0], each["address"]
                kind, name, now = planned["after"].get(address) or before[address]
                file.write(json.dumps({"what": what, "kind": kind, "name": name, "now": now}) + "\n")
        outputs = planned["outputs"] or self.world["state"].get("outputs", {})
        self.world["state"] = {"resources": planned["after"], "outputs": outputs}
        return ""


def main():
    """One command."""
    name, words = Path(sys.argv[0]).name, sys.argv[1:]
    with open(HERE / "calls.jsonl", "a", encoding="utf-8") as file:
        file.write(json.dumps([name, *words]) + "\n")
    path = HERE / "world.json"
    world = json.loads(path.read_text(encoding="utf-8"))
    kept = json.dumps(world)
    said = {"gcloud": Gcloud, "aws": Aws, "buildah": Buildah, "terraform": Terraform}[name](world).run(words)
    if json.dumps(world) != kept:
        part = path.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(world), encoding="utf-8")
        os.replace(part, path)
    if said:
        print(said)


if __name__ == "__main__":
    main()
