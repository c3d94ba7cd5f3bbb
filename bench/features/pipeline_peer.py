"""scikit-learn's side of the pipeline benchmark: fit and transform on the arrays that the files hold, text as objects."""

import json
import sys
import time

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

tables = {}


def read(columns):
    frame = {}
    for column in columns:
        if column["dictionary"] is None:
            frame[column["name"]] = np.fromfile(column["file"])
        else:
            codes = np.fromfile(column["file"], dtype=np.int32)
            texts = np.array([*column["dictionary"], None], dtype=object)
            frame[column["name"]] = texts[codes]
    return pd.DataFrame(frame)


def pipeline(columns):
    numeric = [column["name"] for column in columns if column["dictionary"] is None]
    text = [column["name"] for column in columns if column["dictionary"] is not None]
    return ColumnTransformer(
        [
            ("numeric", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numeric),
            ("text", OneHotEncoder(handle_unknown="ignore", sparse_output=False, dtype=np.float32), text),
        ]
    )


for line in sys.stdin:
    columns = json.loads(line)["columns"]
    key = columns[0]["file"]
    if key not in tables:
        tables[key] = read(columns)
    start = time.perf_counter()
    pipeline(columns).fit_transform(tables[key])
    print("answer " + json.dumps({"ms": (time.perf_counter() - start) * 1000}), flush=True)
