"""A Lambda function as a Python developer would write it without a framework: `json` and `sqlite3` of the standard library.

The connection is opened during init; `sqlite3` keeps the last 128 statements prepared.
"""

import base64
import json
import os
import pathlib
import sqlite3

PATH = pathlib.Path(os.environ["LIMBDA_DATABASE"])
DATABASE = sqlite3.connect(f"{PATH.absolute().as_uri()}?mode=ro", uri=True)


def handler(event, _context):
    if (event["requestContext"]["http"]["method"], event["rawPath"]) != ("POST", "/query"):
        return answer(404, {"error": "no such path"})
    body = event.get("body") or ""
    try:
        query = json.loads(base64.b64decode(body) if event.get("isBase64Encoded") else body)
        cursor = DATABASE.execute(query["sql"], query.get("params", ()))
        rows = cursor.fetchall()
    except (ValueError, KeyError, sqlite3.Error) as error:
        return answer(400, {"error": str(error)})
    return answer(200, {"columns": [column[0] for column in cursor.description or ()], "rows": rows})


def answer(status, body):
    body = json.dumps(body, separators=(",", ":"), ensure_ascii=False, default=blob)
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": body}


def blob(value):
    return {"base64": base64.b64encode(value).decode()}
