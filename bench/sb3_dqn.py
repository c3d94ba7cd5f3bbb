"""Stable-Baselines3's side of the policy benchmark: DQN on CartPole for as many steps as each line of standard input says."""

import sys
import time

import gymnasium
import torch
from stable_baselines3 import DQN

SETTINGS = {
    "dqn_batch_128_every_10": {"net_arch": [120, 84], "batch_size": 128, "train_freq": 10},
    "dqn_batch_32_every_4": {"net_arch": [64, 64], "batch_size": 32, "train_freq": 4},
}
setting = SETTINGS[sys.argv[1]]
# Small networks are faster on one thread; left alone torch takes all.
torch.set_num_threads(1)

for line in sys.stdin:
    model = DQN(
        "MlpPolicy",
        gymnasium.make("CartPole-v1"),
        learning_rate=2.5e-4,
        buffer_size=10_000,
        learning_starts=1000,
        batch_size=setting["batch_size"],
        train_freq=setting["train_freq"],
        gradient_steps=1,
        target_update_interval=500,
        exploration_fraction=0.5,
        policy_kwargs={"net_arch": setting["net_arch"]},
        device="cpu",
        seed=1,
    )
    start = time.perf_counter()
    model.learn(int(line))
    print(f"epoch {(time.perf_counter() - start) * 1000}", flush=True)
