"""Open Bandit Pipeline's side of the policy benchmark: six estimators over as many decisions as each line of standard input says."""

import sys
import time

import numpy as np
from obp.ope import (
    DirectMethod,
    DoublyRobust,
    InverseProbabilityWeighting,
    OffPolicyEvaluation,
    SelfNormalizedDoublyRobust,
    SelfNormalizedInverseProbabilityWeighting,
    SwitchDoublyRobust,
)

N_ACTIONS = 10
random = np.random.default_rng(1)
made = {}


def log_of(n):
    if n not in made:
        q = random.random((n, N_ACTIONS))
        behaviour = random.dirichlet(np.ones(N_ACTIONS), n) * 0.9 + 0.1 / N_ACTIONS
        action = random.integers(N_ACTIONS, size=n)
        rows = np.arange(n)
        feedback = {
            "n_rounds": n,
            "n_actions": N_ACTIONS,
            "action": action,
            "reward": (random.random(n) < q[rows, action]).astype(float),
            "pscore": behaviour[rows, action],
            "position": np.zeros(n, int),
            "context": random.random((n, 2)),
        }
        made[n] = (feedback, random.dirichlet(np.ones(N_ACTIONS), n)[:, :, None], q[:, :, None])
    return made[n]


for line in sys.stdin:
    feedback, target, q = log_of(int(line))
    start = time.perf_counter()
    evaluation = OffPolicyEvaluation(
        bandit_feedback=feedback,
        ope_estimators=[
            InverseProbabilityWeighting(),
            SelfNormalizedInverseProbabilityWeighting(),
            DirectMethod(),
            DoublyRobust(),
            SelfNormalizedDoublyRobust(),
            SwitchDoublyRobust(tau=10),
        ],
    )
    evaluation.estimate_policy_values(action_dist=target, estimated_rewards_by_reg_model=q)
    print(f"epoch {(time.perf_counter() - start) * 1000}", flush=True)
