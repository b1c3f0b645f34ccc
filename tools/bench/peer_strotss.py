#!/usr/bin/env python3
"""The peer: one forward and backward pass of STROTSS's losses in PyTorch, asked for over standard input.

    peer_strotss.py --weights vgg19_conv.safetensors [--threads 2]

Speaks as peer_torch.py does. Network, losses, pictures and positions are those of OnnxStyle.Benchmark --strotss (Strotss.cs there says which).
Written as one would write it in PyTorch to be fast: hypercolumns by indexing flat maps, distances by matrix products; maps of content and style are
computed once, outside the time.
"""

import numpy as np
import torch
import torch.nn.functional as F

from peer_torch import MEAN
import peer_torch

LAYERS = ["1_1", "1_2", "2_1", "2_2", "3_1", "3_2", "3_3", "4_3", "5_3"]
NETWORK = [f"{b + 1}_{i + 1}" for b, count in enumerate([2, 2, 4, 4, 3]) for i in range(count)]
SAMPLES, ALPHA, FACTOR = 1024, 2.0, 1 / 57.6
TURN = torch.tensor([[0.577350, 0.577350, 0.577350], [-0.577350, 0.788675, -0.211325], [-0.577350, -0.211325, 0.788675]])


def noise(side, salt):
    bits = (np.arange(3 * side * side, dtype=np.uint64) * 2654435761 + salt * 40503) & 0xFFFFFFFF
    bits = ((bits ^ (bits >> 15)) * 2246822519) & 0xFFFFFFFF
    return torch.from_numpy(((bits >> 8) / 16777216).astype(np.float32).reshape(1, 3, side, side))


def maps(weights, image):
    x, found = image * 255 - MEAN, [image]
    for name in NETWORK:
        if name.endswith("_1") and name != "1_1":
            x = F.avg_pool2d(x, 2)
        x = F.relu(F.conv2d(x, *weights[name], padding=1))
        if name in LAYERS:
            found.append(x)
    return found


def corners(pixels, side):
    """For each size of map: places [4, P] and weights [4, P]."""
    places = {}
    for halvings in range(5):
        size = side >> halvings
        x = ((pixels % side) / 2 ** halvings).clamp(max=size - 1)
        y = (torch.div(pixels, side, rounding_mode="floor") / 2 ** halvings).clamp(max=size - 1)
        left, top = x.floor().long(), y.floor().long()
        right, bottom, a, b = (left + 1).clamp(max=size - 1), (top + 1).clamp(max=size - 1), x - left, y - top
        places[size] = (torch.stack([top * size + left, top * size + right, bottom * size + left, bottom * size + right]),
                        torch.stack([(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b]), halvings == 0)
    return places


def hypercolumns(found, places):
    rows = []
    for i, layer in enumerate(found):
        index, weight, whole = places[layer.shape[3]]
        flat = layer.reshape(layer.shape[1], -1)
        sampled = flat[:, index[0]] if whole else (flat[:, index.reshape(-1)].reshape(-1, 4, SAMPLES) * weight).sum(1)
        rows.append(sampled if i == 0 else sampled * FACTOR)
    return torch.cat(rows).t()


def unit(rows):
    return rows * (rows * rows).sum(1, keepdim=True).clamp(min=1e-6).rsqrt()


def relaxed(costs):
    return torch.max(costs.min(1)[0].mean(), costs.min(0)[0].mean())


def moments(rows):
    mean = rows.mean(0, keepdim=True)
    return mean, (rows - mean).t() @ (rows - mean) / rows.shape[0]


def similarity(rows):
    distances = 1 - unit(rows) @ unit(rows).t()
    return distances / distances.sum(0, keepdim=True)


def losses(x, content, style):
    transport = relaxed(1 - unit(x) @ unit(style).t())
    (mean, covariance), (style_mean, style_covariance) = moments(x), moments(style)
    moment = (mean - style_mean).abs().mean() + (covariance - style_covariance).abs().mean()
    u, v = x[:, :3] @ TURN.t(), style[:, :3] @ TURN.t()
    squares = (u * u).sum(1, keepdim=True) + (v * v).sum(1, keepdim=True).t() - 2 * u @ v.t()
    palette = relaxed(1 - unit(u) @ unit(v).t() + (squares.clamp(min=1e-5) / 3).sqrt())
    same = (similarity(x) - similarity(content)).abs().sum() / x.shape[0]
    return (ALPHA * same + transport + moment + palette / max(ALPHA, 1)) / (ALPHA + 2)


class Problem:
    def __init__(self, weights, side):
        self.weights, self.side = weights, side
        self.image = noise(side, 0).requires_grad_(True)
        with torch.no_grad():
            self.content, self.style = maps(weights, noise(side, 1)), maps(weights, noise(side, 2))
        step = torch.arange(SAMPLES)
        self.here, self.there = (step * 7919 + 13) % side ** 2, (step * 104729 + 7) % side ** 2

    def run(self):
        here, there = corners(self.here, self.side), corners(self.there, self.side)
        with torch.no_grad():
            content, style = hypercolumns(self.content, here), hypercolumns(self.style, there)
        total = losses(hypercolumns(maps(self.weights, self.image), here), content, style)
        gradient, = torch.autograd.grad(total, self.image)
        return total, gradient


if __name__ == "__main__":
    peer_torch.LAYERS = NETWORK
    peer_torch.main(Problem, __doc__)
