"""Keras's side of the LSTM benchmark: one `fit` epoch for each batch size read from standard input."""

import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras  # noqa: E402
import numpy as np  # noqa: E402

N_ROWS, N_STEPS, N_FEATURES = 24_000, 6, 8
random = np.random.default_rng(1)
x = random.standard_normal((N_ROWS, N_STEPS, N_FEATURES)).astype("float32")
y = (x[:, 0, 0] + random.standard_normal(N_ROWS) > 0).astype("float32")


def build():
    model = keras.Sequential(
        [keras.layers.Input((N_STEPS, N_FEATURES)), keras.layers.LSTM(128), keras.layers.Dense(1, activation="sigmoid")]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.001), loss="binary_crossentropy", metrics=["accuracy"])
    return model


models = {}
for line in sys.stdin:
    batch_size = int(line)
    model = models.setdefault(batch_size, None) or build()
    models[batch_size] = model
    start = time.perf_counter()
    model.fit(x, y, batch_size=batch_size, epochs=1, verbose=0)
    print(f"epoch {(time.perf_counter() - start) * 1000}", flush=True)
