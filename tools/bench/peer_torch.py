#!/usr/bin/env python3
"""The peer: one forward and backward pass of Gatys' losses in PyTorch, asked for over standard input.

    peer_torch.py --weights vgg19_conv.safetensors [--threads 2]

Prints "ready". Then for each line: "N" runs one evaluation at N x N pixels and prints "ms T"; "check N" prints
"loss L gradient G" (G the gradient's L2 norm) so that both sides can be seen to compute the same; "quit" prints "peak MB" and ends.
Network and losses are those of OnnxStyle.Benchmark (Program.cs there says which). Weights and targets are prepared outside the time.
"""
import argparse
import json
import pathlib
import struct
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

LAYERS = [f"{b + 1}_{i + 1}" for b, count in enumerate([2, 2, 4, 4, 1]) for i in range(count)]
STYLE = ["1_1", "2_1", "3_1", "4_1", "5_1"]
CONTENT = "4_2"
MEAN = torch.tensor([123.68, 116.779, 103.939]).view(1, 3, 1, 1)


def read_weights(path):
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(length))

        def tensor(name):
            entry = header[name]
            begin, end = entry["data_offsets"]
            file.seek(8 + length + begin)
            array = np.frombuffer(file.read(end - begin), {"F16": np.float16, "F32": np.float32}[entry["dtype"]])
            return torch.from_numpy(array.astype(np.float32).reshape(entry["shape"]))
        return {k: (tensor(f"conv{k}.weight"), tensor(f"conv{k}.bias")) for k in LAYERS}


def noise(count, salt):
    """Numbers in 0..1 that the other side makes too."""
    i = np.arange(count, dtype=np.int64) + salt
    return torch.from_numpy(((i * 1103515245 + 12345) % 2 ** 31 / 2 ** 31).astype(np.float32))


class Problem:
    def __init__(self, weights, side):
        self.weights = weights
        self.image = noise(3 * side * side, 0).reshape(1, 3, side, side).requires_grad_(True)
        channels = {k: len(weights[k][1]) for k in LAYERS}
        self.content = 100 * noise(channels[CONTENT] * (side // 8) ** 2, 1).reshape(1, channels[CONTENT], side // 8, side // 8)
        self.grams = {k: 1000 * noise(channels[k] ** 2, 2).reshape(channels[k], channels[k]) for k in STYLE}

    def run(self):
        x, total = self.image * 255 - MEAN, 0
        for name in LAYERS:
            if name.endswith("_1") and name != "1_1":
                x = F.avg_pool2d(x, 2)
            x = F.relu(F.conv2d(x, *self.weights[name], padding=1))
            if name in STYLE:
                flat = x.reshape(x.shape[1], -1)
                total = total + ((flat @ flat.t() / flat.shape[1] - self.grams[name]) ** 2).mean()
            if name == CONTENT:
                total = total + ((x - self.content) ** 2).mean()
        gradient, = torch.autograd.grad(total, self.image)
        return total, gradient


def main(kind=Problem, description=__doc__):
    """Answers on standard output what compare.py asks, about problems of a kind: kind(weights, side), whose run() gives loss and gradient."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    weights, problem, size = read_weights(arguments.weights), None, None
    print("ready", flush=True)
    for line in sys.stdin:
        words = line.split()
        if not words or words[0] == "quit":
            break
        side = int(words[-1])
        if side != size:
            problem, size = kind(weights, side), side
        begin = time.perf_counter()
        total, gradient = problem.run()
        elapsed = time.perf_counter() - begin
        if words[0] == "check":
            print(f"loss {total.item():.9g} gradient {gradient.double().norm().item():.9g}", flush=True)
        else:
            print(f"ms {elapsed * 1000:.3f}", flush=True)
    peak = [int(row.split()[1]) for row in pathlib.Path("/proc/self/status").read_text().splitlines() if row.startswith("VmHWM")]
    print(f"peak {peak[0] / 1024:.0f}", flush=True)


if __name__ == "__main__":
    main()
