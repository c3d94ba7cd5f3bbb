"""scikit-learn's side of the pipeline benchmark: fit and transform on the arrays that the files hold, text as objects."""

import json
import sys
import time

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import OneHotEncoder, StandardScaler, TargetEncoder

tables = {}


class Winsorise(TransformerMixin, BaseEstimator):
    """scikit-learn has none: the two quantiles of each column by numpy, then its clip."""

    def fit(self, x, y=None):
        self.low_, self.high_ = np.quantile(x, [0.01, 0.99], axis=0)
        return self

    def transform(self, x):
        return np.clip(x, self.low_, self.high_)


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
    numeric = [column["name"] for column in columns if column["name"].startswith("amount")]
    few = [column["name"] for column in columns if column["name"].startswith("few")]
    many = [column["name"] for column in columns if column["name"].startswith("many")]
    return ColumnTransformer(
        [
            ("numeric", make_pipeline(SimpleImputer(strategy="median"), Winsorise(), StandardScaler()), numeric),
            ("few", OneHotEncoder(handle_unknown="ignore", sparse_output=False, dtype=np.float32), few),
            ("many", TargetEncoder(), many),
        ]
    )


for line in sys.stdin:
    columns = json.loads(line)["columns"]
    key = columns[0]["file"]
    if key not in tables:
        tables[key] = read(columns)
    start = time.perf_counter()
    pipeline(columns).fit_transform(tables[key], tables[key]["y"].astype(int))
    print("answer " + json.dumps({"ms": (time.perf_counter() - start) * 1000}), flush=True)
