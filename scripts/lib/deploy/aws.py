"""AWS by its own program: secrets in Parameter Store, and what an account has.

vault = Parameters("eu-central-1")
"""

import json
import tempfile

from ..say import Failure
from .missing import answer, asked


def parameter(name):
    """As infra/lambda/main.tf names it."""
    return f"/kiosk/{name.lower().replace('_', '-')}"


class Parameters:
    """The vault. Encrypted with the account's own key; the hundred latest versions are kept."""

    def __init__(self, region):
        self._where = ("--region", region)

    def versions(self, name):
        """The numbers of all that are kept, oldest first."""
        words = ("--name", parameter(name), "--query", "Parameters[].Version", "--output", "json")
        listed = asked("aws", "ssm", "get-parameter-history", *words, *self._where)
        if listed.returncode != 0:
            if "ParameterNotFound" in listed.stderr:
                return []
            raise Failure(f"{parameter(name)}: {listed.stderr.strip()}")
        return [str(number) for number in sorted(json.loads(listed.stdout or "[]"))]

    def read(self, name, number):
        """Its value."""
        words = ("--name", f"{parameter(name)}:{number}", "--with-decryption", "--query", "Parameter.Value")
        return answer("aws", "ssm", "get-parameter", *words, "--output", "text", *self._where)

    def add(self, name, value):
        """Its number. The value goes by a file that nobody else can read: a command line is seen by everybody on the
        machine, and aws reads what it is given twice, which standard input is not."""
        given = {"Name": parameter(name), "Value": value, "Type": "SecureString", "Overwrite": True}
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
            json.dump(given, file)
            file.flush()
            words = ("--cli-input-json", f"file://{file.name}", "--query", "Version", "--output", "text")
            return answer("aws", "ssm", "put-parameter", *words, *self._where)

    def retire(self, name, _number):
        """Versions cannot be disabled one by one; the commands that are left for the owner: none."""
        return []


class Account:
    """Whose region this is."""

    def __init__(self, region):
        self._where = ("--region", region)

    def identity(self):
        """The account's number; none without a login."""
        told = asked("aws", "sts", "get-caller-identity", "--query", "Account", "--output", "text", *self._where)
        return told.stdout.strip() if told.returncode == 0 else None

    def concurrency(self):
        """Instances of all functions together that it allows."""
        words = ("get-account-settings", "--query", "AccountLimit.ConcurrentExecutions", "--output", "text")
        return int(answer("aws", "lambda", *words, *self._where))

    def object_exists(self, bucket, key):
        """Whether there is such a file."""
        return asked("aws", "s3api", "head-object", "--bucket", bucket, "--key", key, *self._where).returncode == 0
