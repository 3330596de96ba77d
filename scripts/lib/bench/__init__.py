"""`scripts/bench`: what is measured, with what, and how it is judged.

    stage.py       builds and starts MongoDB, the ceiling, the shop; fills the databases
    customers.py   updates as Telegram would post them, and customers who get their carts by them
    client.py      posts them over kept connections
    scenarios.py   the five scenarios: what wrk asks of the shop and of the ceiling, and the targets
    wrk.py         one run of the load generator
    meter.py       processor time, memory and MongoDB's commands, before and after
    run.py         the scenarios in turns
    table.py       medians, targets, lines
    cold.py        from a process's start to its first answer; memory
    hot.py         1,000 customers and 100 pieces
    examined.py    keys and documents that MongoDB examined for every list, search and page
"""
