"""What the scripts share: MongoDB, child processes, ports, the lock, lines on the terminal.

Only Python's standard library, 3.9 and up: a fresh clone needs no `pip install`.
"""
