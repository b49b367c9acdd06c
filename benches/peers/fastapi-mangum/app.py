"""The stack that limbda replaces: FastAPI behind Mangum, with `sqlite3` of the standard library.

The connection is opened during init; `sqlite3` keeps the last 128 statements prepared. Lambda sends one request at a time,
so the path operation is `async`, which saves a thread; the body and the response are models, as FastAPI's manual recommends.
"""

import os
import pathlib
import sqlite3
from typing import Any

from fastapi import FastAPI, HTTPException
from mangum import Mangum
from pydantic import BaseModel

PATH = pathlib.Path(os.environ["LIMBDA_DATABASE"])
DATABASE = sqlite3.connect(f"{PATH.absolute().as_uri()}?mode=ro", uri=True)


class Query(BaseModel):
    sql: str
    params: list[Any] | dict[str, Any] = []


class Answer(BaseModel):
    columns: list[str]
    rows: list[tuple[int | float | str | bytes | None, ...]]


app = FastAPI()


@app.post("/query")
async def query(query: Query) -> Answer:
    try:
        cursor = DATABASE.execute(query.sql, query.params)
        rows = cursor.fetchall()
    except sqlite3.Error as error:
        raise HTTPException(400, str(error)) from error
    return Answer(columns=[column[0] for column in cursor.description or ()], rows=rows)


handler = Mangum(app, lifespan="off")
