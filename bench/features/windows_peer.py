"""polars' and pandas' side of the window benchmark, on the arrays that the files hold."""

import json
import sys
import time

import numpy as np
import pandas as pd
import polars as pl

AGGREGATES = ("count", "sum", "mean", "std", "max")
PANDAS_UNITS = {"h": "h", "d": "D"}
tables = {}


def read(columns):
    arrays = {column["name"]: np.fromfile(column["file"], dtype=np.int32 if column["dictionary"] else np.float64) for column in columns}
    return {
        "card": arrays["card"].astype(np.int32),
        "time": arrays["time"].astype("datetime64[ms]"),
        "amount": arrays["amount"],
        "merchant": arrays["merchant"],
    }


def total(values):
    return float(np.nansum(values))


def polars_group(data, window):
    """The rolling group-by itself."""
    amount = pl.col("amount")
    result = data.rolling("time", period=window, group_by="card", closed="left").agg(
        pl.len().alias("count"), amount.sum().alias("sum"), amount.mean().alias("mean"), amount.std().alias("std"), amount.max().alias("max")
    )
    return {name: total(result[name].to_numpy()) for name in AGGREGATES}


def polars_over(data, window):
    """polars' faster way: one rolling expression for each aggregate, over the card."""
    rolled = [getattr(pl.col("amount"), f"rolling_{name}_by")("time", window, closed="left").over("card").alias(name) for name in AGGREGATES[1:]]
    count = pl.lit(1.0).alias("one")
    result = data.with_columns(count).select(*rolled, pl.col("one").rolling_sum_by("time", window, closed="left").over("card").alias("count"))
    return {name: total(result[name].to_numpy()) for name in AGGREGATES}


def pandas_all(data, window):
    rolling = data.groupby("card").rolling(window[:-1] + PANDAS_UNITS[window[-1]], on="time", closed="left")["amount"]
    return {name: total(getattr(rolling, name)().to_numpy()) for name in AGGREGATES}


def polars_median(data, window):
    result = data.rolling("time", period=window, group_by="card", closed="left").agg(pl.col("amount").median().alias("median"))
    return {"median": total(result["median"].to_numpy())}


def polars_percentile(data, window):
    result = data.rolling("time", period=window, group_by="card", closed="left").agg(pl.col("amount").quantile(0.95, "linear").alias("p95"))
    return {"percentile": total(result["p95"].to_numpy())}


def polars_distinct(data, window):
    result = data.rolling("time", period=window, group_by="card", closed="left").agg(pl.col("merchant").n_unique().alias("distinct"))
    return {"distinct": total(result["distinct"].to_numpy())}


SIDES = {
    "polars_group": polars_group,
    "polars_over": polars_over,
    "pandas": pandas_all,
    "polars_median": polars_median,
    "polars_percentile": polars_percentile,
    "polars_distinct": polars_distinct,
}

for line in sys.stdin:
    request = json.loads(line)
    key = request["columns"][0]["file"]
    if key not in tables:
        arrays = read(request["columns"])
        tables[key] = {"pandas": pd.DataFrame(arrays), "polars": pl.DataFrame(arrays)}
    data = tables[key]["pandas" if request["side"] == "pandas" else "polars"]
    start = time.perf_counter()
    sums = [SIDES[request["side"]](data, window) for window in request["windows"]]
    ms = (time.perf_counter() - start) * 1000
    answer = {f"{name}_{window}": value for window, one in zip(request["windows"], sums) for name, value in one.items()}
    print("answer " + json.dumps({"ms": ms, **answer}), flush=True)
