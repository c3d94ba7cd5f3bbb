"""Keras's side of a network's benchmark, named by the argument: one `fit` epoch for each batch size read from standard input."""

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


layers = keras.layers
BODIES = {
    "lstm": lambda: [layers.LSTM(128)],
    "gru": lambda: [layers.GRU(128)],
    "mlp": lambda: [layers.Flatten(), layers.Dense(256, activation="relu"), layers.Dense(128, activation="relu")],
    "cnn1d": lambda: [
        layers.Conv1D(64, 3, padding="same", activation="relu"),
        layers.MaxPooling1D(2),
        layers.Conv1D(64, 3, padding="same", activation="relu"),
        layers.GlobalAveragePooling1D(),
    ],
}


def build():
    body = BODIES[sys.argv[1]]()
    model = keras.Sequential([layers.Input((N_STEPS, N_FEATURES)), *body, layers.Dense(1, activation="sigmoid")])
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
