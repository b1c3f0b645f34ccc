"""The steps of OnnxStyle.TrainingBenchmark in PyTorch: TASK FILE STEPS [--threads N] [--teacher FILE] [--sgd RATE] [--double]. Prints the same JSON.

FILE holds initial weights and four batches, written by the benchmark's --save; distillation needs the weights of VGG-19, too. --double: steps in float64."""
import argparse
import json
import resource
import struct
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
    kinds = {"F32": np.float32, "F16": np.float16}
    return {k: torch.from_numpy(np.frombuffer(body[v["data_offsets"][0]:v["data_offsets"][1]], dtype=kinds[v["dtype"]]).reshape(v["shape"]).astype(np.float32)).to(torch.get_default_dtype())
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


def features(w, pictures):
    """All layers after their ReLU; a split convolution is 3x3 filters and a 1x1 convolution after them."""
    x = 255 * pictures - torch.tensor([123.68, 116.779, 103.939], dtype=pictures.dtype)[:, None, None]
    found = {}
    for block, layers in enumerate([2, 2, 4, 4, 4], 1):
        if block > 1:
            x = F.avg_pool2d(x, 2)
        for i in range(1, layers + 1):
            name = f"conv{block}_{i}"
            if name + ".filter" in w:
                x = F.conv2d(F.conv2d(x, w[name + ".filter"], padding=1), w[name + ".weight"], w[name + ".bias"])
            else:
                x = conv(w, x, name)
            found[name] = x = F.relu(x)
    return found


def distillation(teacher, w, batch):
    with torch.no_grad():
        wanted = features(teacher, batch["pictures"])
    found = features(w, batch["pictures"])
    gram = lambda f: torch.bmm(f.flatten(2), f.flatten(2).transpose(1, 2)) / (f.shape[2] * f.shape[3])
    errors, grams = [], []
    for name, own in found.items():
        goal = wanted[name][:, :own.shape[1]]
        errors.append(((own - goal) ** 2).mean() / ((goal - goal.mean()) ** 2).mean())
        if name.endswith("_1"):
            g, h = gram(own), gram(goal)
            grams.append((((g - h) ** 2).sum((1, 2)) / ((h ** 2).sum((1, 2)) + 1e-6)).mean())
    return sum(errors) / len(errors) + sum(grams) / len(grams)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=["autoencoder", "unet", "classifier", "distillation"])
    parser.add_argument("file")
    parser.add_argument("steps", type=int)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--teacher")
    parser.add_argument("--sgd", type=float, help="gradient descent with a momentum of 0.9 in Adam's place")
    parser.add_argument("--double", action="store_true")
    chosen = parser.parse_args()
    task, path, steps = chosen.task, chosen.file, chosen.steps
    torch.set_num_threads(chosen.threads)
    torch.set_default_dtype(torch.float64 if chosen.double else torch.float32)
    teacher = read(chosen.teacher) if task == "distillation" else None
    tensors = read(path)
    batches = [{k.split(".", 1)[1]: v for k, v in tensors.items() if k.startswith(f"batch{i}.")} for i in range(4)]
    weights = {k: v.requires_grad_() for k, v in tensors.items() if not k.startswith("batch")}
    rate = chosen.sgd or 1e-3
    optimizer = torch.optim.SGD(weights.values(), lr=rate, momentum=0.9) if chosen.sgd else torch.optim.Adam(weights.values(), lr=rate)
    loss_of = {"autoencoder": lambda w, b: autoencoder(w, b, False), "unet": lambda w, b: autoencoder(w, b, True), "classifier": classifier,
               "distillation": lambda w, b: distillation(teacher, w, b)}[task]
    seconds, losses = [], []
    for i in range(steps):
        begin = time.perf_counter()
        optimizer.param_groups[0]["lr"] = rate * min(1, (i + 1) / WARM_UP)
        optimizer.zero_grad()
        loss = loss_of(weights, batches[i % 4])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        seconds.append(time.perf_counter() - begin)
    print(json.dumps({"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "seconds": [round(s, 4) for s in seconds], "losses": losses}))


main()
