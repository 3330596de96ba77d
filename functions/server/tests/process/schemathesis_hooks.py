"""A generated id names no category, so nearly every generated product would be refused for the same reason. Where one is
well-formed, the test's own category takes its place: then the other fields decide."""

import os
import re

import schemathesis

_ID = re.compile("[0-9a-fA-F]{24}")


@schemathesis.hook
def map_body(context, body):
    for field in ("category_id", "parent_id"):
        if isinstance(body, dict) and isinstance(body.get(field), str) and _ID.fullmatch(body[field]):
            body = {**body, field: os.environ["CATEGORY_ID"]}
    return body
