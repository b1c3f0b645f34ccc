#!/usr/bin/env python3
"""Reference losses and image gradients in double precision, from PyTorch's autograd, for the tests of OnnxStyle.Transfer.

    gatys_reference.py --weights vgg19_conv.safetensors --images images -o tests/OnnxStyle.Transfer.Tests/Reference

Writes gatys.json, and the full gradients at 64 px as pairP_NNN_CASE.bin (float32, little-endian, [3, 64, 64], RGB).

Inputs. A picture is decoded to 8-bit RGB. With k = min(width, height) / N (rounded down) its central k N x k N square
(corner at ((width - k N) / 2, (height - k N) / 2), rounded down) is averaged over blocks of k x k and divided by 255, in double.
Losses are taken at x = (content + style) / 2, so that no term is zero; gradients are with respect to x, RGB on 0..1.

Network. VGG-19, mean 123.68 116.779 103.939 subtracted on 0..255, zero padding, 2x2 average pooling. The cases "conv" take all
activations before ReLU (conv4_2, conv1_1..conv5_1), the cases "relu" after it. F is [C, M] with M = H W positions, and mu its mean.
    content   mean((F - P)^2) at the content layer
    gram      mean over the C x C entries of (G - A)^2, G = F F^T / M; one a style layer
    total     content + sum of the five gram terms
    moments   mean((mu - mu_t)^2) + mean((S - S_t)^2), S = F F^T / M - mu mu^T
    w2        mean((mu - mu_t)^2) + mean(diag(S_t + S - 2 (S_t^1/2 S S_t^1/2)^1/2)), here S has 1e-4 added on its diagonal
              (after style-transfer-pytorch by K. Crowson; exact square roots where that code iterates)
    tv        on x: l1_sum, l1_mean, l2_sum, l2_mean add the term over rows to the term over columns, each mean over its own
              count; nine_point replicates one pixel around x and adds the diagonals (same source)
The projection of a gradient g is sum(g[i] * r[i]), i in [3, H, W] order, r[i] = ((i * 1103515245 + 12345) mod 2^31) / 2^31 - 1/2.
The samples are g[(j * 7919 + 13) mod count], j = 0..199. The input's checksum is the same projection of the input.
"""
import argparse
import json
import pathlib
import struct

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

LAYERS = [f"{b + 1}_{i + 1}" for b, count in enumerate([2, 2, 4, 4, 1]) for i in range(count)]
STYLE = ["1_1", "2_1", "3_1", "4_1", "5_1"]
CONTENT = "4_2"
PAIRS = [("content/tubingen.jpg", "style/starry_night.jpg"), ("content/golden_gate.jpg", "style/the_scream.jpg")]
MEAN = torch.tensor([123.68, 116.779, 103.939], dtype=torch.float64).view(1, 3, 1, 1)
EPSILON = 1e-4


def read_weights(path):
    data = pathlib.Path(path).read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])

    def tensor(name):
        entry = header[name]
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        array = np.frombuffer(data[begin:end], {"F16": np.float16, "F32": np.float32}[entry["dtype"]])
        return torch.from_numpy(array.astype(np.float64).reshape(entry["shape"]))
    return {k: (tensor(f"conv{k}.weight"), tensor(f"conv{k}.bias")) for k in LAYERS}


def picture(path, side):
    pixels = np.asarray(Image.open(path).convert("RGB"), np.float64)
    height, width = pixels.shape[:2]
    k = min(height, width) // side
    y, x = (height - k * side) // 2, (width - k * side) // 2
    square = pixels[y:y + k * side, x:x + k * side].reshape(side, k, side, k, 3).mean((1, 3)) / 255
    return torch.from_numpy(np.ascontiguousarray(square.transpose(2, 0, 1)))[None]


def features(weights, x, relu):
    x, result = x * 255 - MEAN, {}
    for name in LAYERS:
        if name.endswith("_1") and name != "1_1":
            x = F.avg_pool2d(x, 2)
        y = F.conv2d(x, *weights[name], padding=1)
        x = F.relu(y)
        result[name] = x if relu else y
    return result


def gram(f):
    flat = f[0].flatten(1)
    return flat @ flat.t() / flat.shape[1]


def moments(f):
    mean = f[0].flatten(1).mean(1)
    return mean, gram(f) - torch.outer(mean, mean)


def root(matrix):
    values, vectors = torch.linalg.eigh(matrix)
    return vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.t()


def wasserstein(f, target):
    mean, covariance = moments(f)
    mean_t, covariance_t = moments(target)
    unit = EPSILON * torch.eye(len(mean), dtype=torch.float64)
    covariance, covariance_t = covariance + unit, covariance_t + unit
    half = root(covariance_t)
    inner = half @ covariance @ half
    # tr sqrt(inner) from the eigenvalues alone: its gradient needs no differences of eigenvalues, which may coincide.
    trace = torch.linalg.eigvalsh((inner + inner.t()) / 2).clamp(min=1e-30).sqrt().sum()
    return ((mean - mean_t) ** 2).mean() + (covariance.trace() + covariance_t.trace() - 2 * trace) / len(mean)


def variation(x):
    dy, dx = x[..., 1:, :] - x[..., :-1, :], x[..., 1:] - x[..., :-1]
    p = F.pad(x, (1, 1, 1, 1), "replicate")
    right, down = p[..., 1:-1, 2:] - p[..., 1:-1, 1:-1], p[..., 2:, 1:-1] - p[..., 1:-1, 1:-1]
    falling, rising = p[..., 1:, 1:] - p[..., :-1, :-1], p[..., 1:, :-1] - p[..., :-1, 1:]
    return {
        "l1_sum": dx.abs().sum() + dy.abs().sum(),
        "l1_mean": dx.abs().mean() + dy.abs().mean(),
        "l2_sum": (dx ** 2).sum() + (dy ** 2).sum(),
        "l2_mean": (dx ** 2).mean() + (dy ** 2).mean(),
        "nine_point": 2 * ((right ** 2).mean() / 3 + (down ** 2).mean() / 3 + (falling ** 2).mean() / 12 + (rising ** 2).mean() / 12),
    }


def projection(flat):
    i = np.arange(len(flat), dtype=np.int64)
    return float((flat * ((i * 1103515245 + 12345) % 2 ** 31 / 2 ** 31 - 0.5)).sum())


def describe(gradient):
    flat = gradient.numpy().reshape(-1)
    picks = (np.arange(200) * 7919 + 13) % len(flat)
    return {"l2": float(np.linalg.norm(flat)), "projection": projection(flat), "samples": [float(v) for v in flat[picks]]}


def term(value, x):
    gradient, = torch.autograd.grad(value, x, retain_graph=True)
    return {"loss": value.item(), "gradient": describe(gradient)}, gradient


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--images", required=True, help="folder with content/ and style/")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    weights, output, cases = read_weights(arguments.weights), pathlib.Path(arguments.output), []
    for number, pair in enumerate(PAIRS, 1):
        for side in (64, 128):
            content, style = (picture(pathlib.Path(arguments.images) / name, side) for name in pair)
            inputs = {kind: {"file": name, "mean": p.mean().item(), "sum": p.sum().item(), "checksum": projection(p.numpy().reshape(-1))}
                      for kind, name, p in zip(("content", "style"), pair, (content, style))}
            for kind in ("conv", "relu"):
                x = ((content + style) / 2).requires_grad_(True)
                with torch.no_grad():
                    goal, wanted = features(weights, content, kind == "relu"), features(weights, style, kind == "relu")
                seen = features(weights, x, kind == "relu")
                content_loss = ((seen[CONTENT] - goal[CONTENT]) ** 2).mean()
                grams = {f"{kind}{k}": ((gram(seen[k]) - gram(wanted[k])) ** 2).mean() for k in STYLE}
                total, gradient = term(content_loss + sum(grams.values()), x)
                case = {"pair": number, "side": side, "layers": kind, "inputs": inputs, "total": total,
                        "content": term(content_loss, x)[0], "gram": {k: v.item() for k, v in grams.items()}}
                if side == 64:
                    case["gradientFile"] = f"pair{number}_{side}_{kind}.bin"
                    (output / case["gradientFile"]).write_bytes(gradient.numpy().astype("<f4").tobytes())
                    pairs = [(moments(seen[k]), moments(wanted[k])) for k in STYLE]
                    matched = {f"{kind}{k}": ((a[0] - b[0]) ** 2).mean() + ((a[1] - b[1]) ** 2).mean() for k, (a, b) in zip(STYLE, pairs)}
                    case["moments"] = {"terms": {k: v.item() for k, v in matched.items()}, "sum": term(sum(matched.values()), x)[0]}
                    transport = {f"{kind}{k}": wasserstein(seen[k], wanted[k]) for k in STYLE}
                    case["w2"] = {"epsilon": EPSILON, "terms": {k: v.item() for k, v in transport.items()}, "sum": term(sum(transport.values()), x)[0]}
                    case["tv"] = {k: term(v, x)[0] for k, v in variation(x).items()}
                cases.append(case)
                print(number, side, kind, case["total"]["loss"], case["total"]["gradient"]["l2"], flush=True)
    document = {"network": "VGG-19", "pooling": "average", "padding": "zero", "precision": "float64", "torch": torch.__version__,
                "contentLayer": CONTENT, "styleLayers": STYLE, "cases": cases}
    (output / "gatys.json").write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
