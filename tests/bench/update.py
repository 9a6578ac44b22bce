"""The twin of `lapzero bench update`: the same network, loss and optimiser in PyTorch, one thread.

Usage: update.py NETWORK BATCH SECONDS. Prints samples per second.
"""
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(1)
name, batch, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
ACTIONS = 10


def pocket(wide=1):
    return nn.Sequential(
        nn.Conv2d(1, 8 * wide, 5, 3), nn.ReLU(), nn.Conv2d(8 * wide, 16 * wide, 3, 2), nn.ReLU(), nn.Flatten(),
        nn.Linear(160 * wide, 64 * wide), nn.ReLU(),
    ), (22, 40), 64 * wide


def pocket_wide():
    return pocket(2)


def deepracer_shallow():
    return nn.Sequential(
        nn.Conv2d(1, 32, 8, 4), nn.ReLU(), nn.Conv2d(32, 64, 4, 2), nn.ReLU(), nn.Conv2d(64, 64, 3, 1), nn.ReLU(),
        nn.Flatten(), nn.Linear(11264, 512), nn.ReLU(),
    ), (120, 160), 512


class Network(nn.Module):
    def __init__(self, make, is_separate):
        super().__init__()
        self.trunk, self.shape, units = make()
        self.value_trunk = make()[0] if is_separate else None
        self.policy = nn.Linear(units, ACTIONS)
        self.value = nn.Linear(units, 1)

    def forward(self, x):
        top = self.trunk(x)
        value_top = self.value_trunk(x) if self.value_trunk else top
        return self.policy(top), self.value(value_top).squeeze(1)


MAKERS = {"pocket": pocket, "pocket-wide": pocket_wide, "deepracer-shallow": deepracer_shallow}
network = Network(MAKERS[name], name == "deepracer-shallow")
adam = torch.optim.Adam(network.parameters(), lr=1e-5, eps=1e-5)
observations = torch.rand(batch, 1, *network.shape)
actions = torch.randint(ACTIONS, (batch,))
old_log_p = torch.full((batch,), -torch.log(torch.tensor(float(ACTIONS))).item())
targets = torch.rand(batch)
raw_advantages = torch.arange(batch).float() % 7 - 3


def step():
    advantages = (raw_advantages - raw_advantages.mean()) / (raw_advantages.std(unbiased=False) + 1e-8)
    logits, values = network(observations)
    log_p = torch.log_softmax(logits, 1)
    ratio = (log_p.gather(1, actions[:, None]).squeeze(1) - old_log_p).exp()
    policy_loss = -torch.min(ratio * advantages, ratio.clamp(0.8, 1.2) * advantages).mean()
    entropy = -(log_p.exp() * log_p).sum(1).mean()
    loss = policy_loss - 0.01 * entropy + 0.5 * 0.5 * ((values - targets) ** 2).mean()
    adam.zero_grad()
    loss.backward()
    adam.step()


for _ in range(2 if name == "deepracer-shallow" else 20):
    step()
started = time.perf_counter()
samples = 0
while time.perf_counter() - started < seconds:
    step()
    samples += batch
print(samples / (time.perf_counter() - started))
