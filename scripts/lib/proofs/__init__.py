"""`scripts/test-deploy`: every way to deploy the shop, proven on one machine without a cloud.

    descriptions.py  Terraform, compose and systemd's units, read by what reads them
    pipeline.py      workflows of GitHub Actions
    containers.py    images through a registry: size, cold start, a purchase
    door.py          nginx with the real configuration: purchase, limits, addresses, a restart under load
    backups.py       … into a bucket and back
    functions.py     a Lambda under API Gateway's events
    machine.py       scripts/deploy-vm on a small Debian booted by systemd: first and second release
      small.py         … a busy day in its memory
      upkeep.py        … its logs and its security updates
      back.py          … a broken release after a migration
      rotations.py     … other secrets
      nightly.py       … the night's backup, and the database lost
    compose.py       infra/compose.yaml with podman: a certificate, a purchase, the next certificate
    observability.py Prometheus asks a running shop; what is stopped is warned of
    arm64.py         one digest for two platforms; a purchase from the program for ARM, in an emulator

    tools.py         what has to be installed first
    stage.py         MongoDB, a sandbox and the images that proofs need
    elf.py           what a program says of itself: machine, linker, crates
    client.py        HTTP with a source address and a certificate of one's own
    network.py       a network in which this machine is Telegram, or a stranger
    manager.py       systemd's part in serving
    customer.py      somebody who buys
    crowd.py         many who buy at once
    telegram.py      Telegram between a machine and its sandbox
    booted.py        the small machine
    limits.py        its memory and its processor

A proof that fails raises `Failure`. What it found out it prints.
"""
