"""The steps of OnnxStyle.TrainingBenchmark in PyTorch: TASK FILE STEPS [THREADS]. Prints the same JSON.

FILE holds initial weights and four batches, written by the benchmark's --save."""
import json
import resource
import struct
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

WARM_UP = 20  # steps, as in the benchmark


def read(path):
    with open(path, "rb") as f:
        size = struct.unpack("<Q", f.read(8))[0]
        head = json.loads(f.read(size))
        body = f.read()
    return {k: torch.from_numpy(np.frombuffer(body[v["data_offsets"][0]:v["data_offsets"][1]], dtype=np.float32).reshape(v["shape"]).copy())
            for k, v in head.items() if k != "__metadata__"}


def conv(w, x, name):
    return F.conv2d(x, w[name + ".weight"], w[name + ".bias"], padding=1)


def dense(w, x, name):
    return F.linear(x, w[name + ".weight"], w[name + ".bias"])


def enlarge(x):
    return F.interpolate(x, scale_factor=4, mode="bilinear", align_corners=False)


def autoencoder(w, batch, beside):
    x = batch["picture"]
    first = F.relu(F.avg_pool2d(conv(w, x - 0.5, "encoder1"), 4))
    second = F.relu(F.avg_pool2d(conv(w, first, "encoder2"), 4))
    third = F.relu(F.avg_pool2d(conv(w, second, "encoder3"), 4))
    code = dense(w, third.flatten(1), "code")
    low = enlarge(F.relu(dense(w, code, "spread")).reshape(third.shape))
    middle = F.relu(conv(w, torch.cat([low, second], 1) if beside else low, "decoder1"))
    up = enlarge(middle)
    high = F.relu(conv(w, torch.cat([up, first], 1) if beside else up, "decoder2"))
    return F.mse_loss(torch.sigmoid(conv(w, enlarge(high), "decoder3")), x)


def classifier(w, batch):
    x = batch["picture"]
    for name, pool in [("conv1_1", False), ("conv1_2", True), ("conv2_1", False), ("conv2_2", True), ("conv3_1", False)]:
        x = F.relu(conv(w, x, name))
        if pool:
            x = F.avg_pool2d(x, 2)
    return F.cross_entropy(dense(w, x.mean((2, 3)), "head"), batch["class"].argmax(1))


def main():
    task, path, steps = sys.argv[1], sys.argv[2], int(sys.argv[3])
    torch.set_num_threads(int(sys.argv[4]) if len(sys.argv) > 4 else 2)
    tensors = read(path)
    batches = [{k.split(".")[1]: v for k, v in tensors.items() if k.startswith(f"batch{i}.")} for i in range(4)]
    weights = {k: v.requires_grad_() for k, v in tensors.items() if not k.startswith("batch")}
    optimizer = torch.optim.Adam(weights.values(), lr=1e-3)
    loss_of = {"autoencoder": lambda w, b: autoencoder(w, b, False), "unet": lambda w, b: autoencoder(w, b, True), "classifier": classifier}[task]
    seconds, losses = [], []
    for i in range(steps):
        begin = time.perf_counter()
        optimizer.param_groups[0]["lr"] = 1e-3 * min(1, (i + 1) / WARM_UP)
        optimizer.zero_grad()
        loss = loss_of(weights, batches[i % 4])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        seconds.append(time.perf_counter() - begin)
    print(json.dumps({"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "seconds": [round(s, 4) for s in seconds], "losses": losses}))


main()
