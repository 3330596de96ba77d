"""What every cloud does alike with what is deployed there: refuses a release that lacks a deployed function, and deploys other
versions of secrets.

Beside `rotation.py`, which knows the order of a change of secrets, and `cloud_run.py` and `aws_lambda.py`, which know their
cloud.

    with CloudRun(…) as cloud:
        cloud.open(missing)
        cloud.roll({"TELEGRAM_BOT_TOKEN": "2"})
"""

from .. import say
from ..say import Failure
from . import terraform


class Rolling:
    """A cloud has `name`, `vault`, `numbers` and `values` of secrets, `check`, `_images`, `_inputs` and `_terraform`."""

    def use(self, images, removed, missing):
        """The images of a release in place of those that are deployed; a function without one must be in `removed`."""
        for name in removed:
            if name in images:
                raise Failure(f"--remove {name}: the release has an image of it")
        for name in sorted(set(self._images) - set(images) - set(removed)):
            fix = f"scripts/push --only … {name}, or --remove {name} to remove it"
            missing.need(False, f"{name} is deployed, and the release has no image of it", fix)
        self._images = images

    def open(self, missing):
        """What is deployed, for a change of secrets; `Failure` if nothing is."""
        self.check({}, missing)
        if not self.numbers:
            raise Failure(f"nothing is deployed yet: scripts/deploy-{self.name}")
        self.values = {name: self.vault.read(name, number) for name, number in self.numbers.items()}

    def roll(self, numbers, confirm=None):
        """What is deployed, with these versions; `Failure` if a plan does more. Whether it did anything."""
        self.numbers = {**self.numbers, **numbers}
        with say.long_step(f"Deploying version {', '.join(numbers.values())} of {', '.join(numbers)}"):
            plan = self._terraform.plan(self._inputs())
            if other := {address for address, actions in plan.changes.items() if actions != ["update"]}:
                raise Failure(
                    f"the plan does more than change a secret: deploy first. It touches {', '.join(sorted(other))}"
                )
            if confirm and not plan.is_empty:
                terraform.agreed(confirm, plan)
            self._terraform.apply(plan)
        return not plan.is_empty
