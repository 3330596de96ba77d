"""What `scripts/push` and the deploy scripts share: which programs there are, what a release is called, its images.

Beside `proofs`, which checks all of it. As its parent only Python's standard library.
"""

# One service each; `broadcast` also drains the outbox. What each is given, and what it answers, says
# infra/functions.json
FUNCTIONS = ("webhook", "products", "categories", "news", "users", "orders", "catalogue", "office", "broadcast")
# Every function in one process
SERVER = "server"
# What a shop is deployed from
PROGRAMS = (*FUNCTIONS, SERVER)
# For operators and for shops without Telegram; in the same file, pushed only when named
TOOLS = ("sandbox", "shopctl")
