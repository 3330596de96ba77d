"""`scripts/test-deploy`: every way to deploy the shop, proven on one machine without a cloud.

    tools.py        what has to be installed first
    stage.py        MongoDB, a sandbox and the images that all proofs need
    client.py       HTTP as a proof wants it: a source address, a certificate of one's own
    customer.py     somebody who buys
    containers.py   images through a registry: size, cold start, a purchase
    door.py         nginx with the real configuration: purchase, limits, addresses
    units.py        systemd's units; a restart that drops nobody
    cloud.py        Terraform, compose and Lambda

A proof that fails raises `Failure`. What it found out it prints.
"""
