"""FastAPI behind Mangum as it is most often written: `def`, and for the response a dict without a declared type.

FastAPI then runs the function in a thread and walks through every value of the response. `fastapi-mangum` avoids both.
"""

import os
import pathlib
import sqlite3
from typing import Any

from fastapi import FastAPI, HTTPException
from mangum import Mangum
from pydantic import BaseModel

PATH = pathlib.Path(os.environ["LIMBDA_DATABASE"])
DATABASE = sqlite3.connect(f"{PATH.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)


class Query(BaseModel):
    sql: str
    params: list[Any] | dict[str, Any] = []


app = FastAPI()


@app.post("/query")
def query(query: Query):
    try:
        cursor = DATABASE.execute(query.sql, query.params)
        rows = cursor.fetchall()
    except sqlite3.Error as error:
        raise HTTPException(400, str(error)) from error
    return {"columns": [column[0] for column in cursor.description or ()], "rows": rows}


handler = Mangum(app, lifespan="off")
