"""Losses of 20 AdamW steps of a small network's tail and head in PyTorch, double and single precision, for tests/OnnxStyle.Training.Tests.

    python3 tools/oracle/finetune_reference.py > tests/OnnxStyle.Training.Tests/Reference/finetune.json
"""
import json
import math

import numpy as np
import torch
import torch.nn.functional as F

STEPS, BATCH, CLASSES = 20, 5, 3
RATE, DECAY = 1e-2, 0.1
WEIGHT_OF_CLASS = [0.8, 1.0, 1.2]


def wave(shape, salt, scale, shift=0.0):
    return (np.sin(0.7 * np.arange(int(np.prod(shape)), dtype=np.float64) + salt) * scale + shift).astype(np.float32).reshape(shape)


def moments(x):
    mean = x.mean((2, 3))
    return [mean, (((x - mean[:, :, None, None]) ** 2).mean((2, 3)) + 1e-8).sqrt()]


def run(dtype):
    def tensor(array):
        return torch.tensor(array, dtype=dtype)

    w1, b1 = tensor(wave((8, 6, 3, 3), 1, 0.2)), tensor(wave((8,), 2, 0.1))
    w2, b2 = tensor(wave((8, 8, 3, 3), 3, 0.2)), tensor(wave((8,), 4, 0.1))
    hw, hb = tensor(wave((44, CLASSES), 5, 0.5)), tensor(wave((CLASSES,), 6, 0.1))
    mean, scale = tensor(wave((44,), 7, 0.1)), tensor(wave((44,), 8, 0.3, 0.6))
    parameters = [w1, b1, w2, b2, hw, hb]
    for parameter in parameters:
        parameter.requires_grad_()
    optimizer = torch.optim.AdamW([{"params": [w1, w2, hw], "weight_decay": DECAY}, {"params": [b1, b2, hb], "weight_decay": 0.0}], lr=RATE, eps=1e-8)
    losses = []
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * 0.5 * (1 + math.cos(math.pi * step / STEPS))
        x = tensor(wave((BATCH, 6, 6, 6), 10 + step, 1.0, 0.5))
        kept = tensor(wave((BATCH, 12), 50 + step, 0.5, 0.5))
        wanted = torch.zeros(BATCH, CLASSES, dtype=dtype)
        for i in range(BATCH):
            wanted[i, (i + step) % CLASSES] = WEIGHT_OF_CLASS[(i + step) % CLASSES]
        first = F.relu(F.conv2d(x, w1, b1, padding=1))
        second = F.relu(F.conv2d(first, w2, b2, padding=1))
        features = torch.cat([kept] + moments(first) + moments(second), 1)
        loss = -(wanted * F.log_softmax(((features - mean) * scale) @ hw + hb, 1)).sum() / BATCH
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


if __name__ == "__main__":
    print(json.dumps({"torch": torch.__version__, "double": run(torch.float64), "single": run(torch.float32)}, indent=1))
