"""`scripts/test-deploy`: every way to deploy the shop, proven on one machine without a cloud.

    descriptions.py  Terraform, compose and systemd's units, read by what reads them
    containers.py    images through a registry: size, cold start, a purchase
    door.py          nginx with the real configuration: purchase, limits, addresses, a restart under load
    functions.py     a Lambda under API Gateway's events
    machine.py       scripts/deploy-vm on a Debian booted by systemd: first, second, and broken release

    tools.py         what has to be installed first
    stage.py         MongoDB, a sandbox and the images that proofs need
    client.py        HTTP with a source address and a certificate of one's own
    network.py       a network in which this machine is Telegram, or a stranger
    manager.py       systemd's part in serving
    customer.py      somebody who buys

A proof that fails raises `Failure`. What it found out it prints.
"""
