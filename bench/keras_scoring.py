"""Keras's side of the scoring benchmark: a Parquet of numbers to a Parquet with probability and decision beside them, one run a line of standard input.

Arguments: the Parquet and the file to write. A line holds the batch size of `predict`; 0 is Keras's own.
"""

import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

source, target = sys.argv[1:3]
layers = keras.layers
model = None
for line in sys.stdin:
    batch_size = int(line) or None
    start = time.perf_counter()
    table = pd.read_parquet(source)
    x = table.to_numpy(dtype="float32")
    if model is None:
        # Made and compiled by the first run, which is not counted.
        mean, std = x.mean(axis=0), x.std(axis=0)
        std[std == 0] = 1
        model = keras.Sequential(
            [layers.Input((x.shape[1],)), layers.Dense(64, activation="relu"), layers.Dense(32, activation="relu"), layers.Dense(1, activation="sigmoid")]
        )
    probability = model.predict((x - mean) / std, batch_size=batch_size, verbose=0)[:, 0]
    table["probability"] = probability.astype("float64")
    table["decision"] = np.where(probability >= 0.5, "1", "0")
    table.to_parquet(target)
    print(f"epoch {(time.perf_counter() - start) * 1000}", flush=True)
