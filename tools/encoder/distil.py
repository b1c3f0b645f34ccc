#!/usr/bin/env python3
"""Trains the small encoder that is embedded in OnnxStyle, onnx/encoder.safetensors, by distillation from VGG-19.

The student has the layers and names of VGG-19's convolution part at an eighth to a quarter of the channels, and average
pooling. Linear maps (1x1 convolutions, thrown away afterwards) must be able to recover from its features what the teacher
sees at the same layer: each teacher channel after ReLU, divided by its standard deviation, and the Gram matrices of these.

    distil.py --teacher vgg19_conv.safetensors --pictures FOLDER [FOLDER ...] -o encoder.safetensors [--minutes 25]
    distil.py --from-checkpoint encoder.pt --teacher ... --pictures ... -o encoder.safetensors      (only the last step)
    distil.py --evaluate encoder.safetensors --teacher ... --content picture --style picture

Needs Python 3 with torch, numpy and PIL. The result depends on the time that training had, so equal seeds do not give equal files.
"""
import argparse
import json
import math
import pathlib
import random
import struct
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

CONVOLUTIONS = [2, 2, 4, 4, 4]                  # per block
TEACHER_CHANNELS = [64, 128, 256, 512, 512]
STUDENT_CHANNELS = [16, 32, 64, 128, 128]
LAYERS = [f"conv{b + 1}_{i + 1}" for b, count in enumerate(CONVOLUTIONS) for i in range(count)]
STYLE_LAYERS = ["conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"]
CONTENT_LAYER = "conv4_2"
MEAN = torch.tensor([123.68, 116.779, 103.939]).view(1, 3, 1, 1)    # RGB, on the scale 0..255
SCALE = 1 / 58                                                      # the student's input after subtracting the mean
GRAM_WEIGHT, STYLE_GRAM_WEIGHT = 0.3, 1.0       # the second for the layers in STYLE_LAYERS
GRAM_CHANNELS = 64                              # drawn anew each step
STRIDES = [4, 2, 1, 1, 1]                       # per block: only every nth row and column is compared, which costs no information
SEED = 0


def block(layer):
    return int(layer[4]) - 1


def thin(x, layer):
    n = STRIDES[block(layer)]
    return x[..., n // 2::n, n // 2::n]


# ---- weight files ----------------------------------------------------------------------------------------------------

def read_safetensors(path):
    data = pathlib.Path(path).read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    kinds = {"F16": np.float16, "F32": np.float32}
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        array = np.frombuffer(data[begin:end], kinds[entry["dtype"]]).astype(np.float32)
        tensors[name] = torch.from_numpy(array.reshape(entry["shape"]))
    return tensors, header.get("__metadata__", {})


def write_safetensors(path, tensors, metadata):
    header, blobs, offset = {"__metadata__": metadata}, [], 0
    for name, tensor in tensors.items():
        blob = tensor.detach().numpy().astype(np.float16).tobytes()
        header[name] = {"dtype": "F16", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    temporary = pathlib.Path(str(path) + ".part")
    temporary.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))
    temporary.replace(path)


def as_network(tensors):
    return {name: (tensors[name + ".weight"], tensors[name + ".bias"]) for name in LAYERS if name + ".weight" in tensors}


def features(network, x, scale, relu=True):
    """Every layer's output after ReLU (before it with relu=False), by name of the convolution; x is RGB on 0..255."""
    x, result = (x - MEAN.to(x.dtype)) * scale, {}
    for name in network:
        if name.endswith("_1") and name != "conv1_1":
            x = F.avg_pool2d(x, 2)
        weight, bias = network[name]
        y = F.conv2d(x, weight, bias, padding=1)
        x = F.relu(y)
        result[name] = x if relu else y
    return result


# ---- pictures --------------------------------------------------------------------------------------------------------

class Pictures:
    """Random crops of photographs and paintings, and procedural textures: noise, stripes, blots, blends of two crops."""

    def __init__(self, folders, crop, limit=1200, longest=320):
        paths = sorted(p for folder in folders for p in pathlib.Path(folder).rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
        random.shuffle(paths)
        self.crop, self.images = crop, []
        for path in paths[:limit]:
            image = Image.open(path).convert("RGB")
            factor = longest / max(image.size)
            if factor < 1:
                image = image.resize((round(image.width * factor), round(image.height * factor)), Image.LANCZOS)
            if min(image.size) >= crop:
                self.images.append(np.asarray(image))

    def cut(self):
        image, c = random.choice(self.images), self.crop
        y, x = random.randrange(image.shape[0] - c + 1), random.randrange(image.shape[1] - c + 1)
        image = image[y:y + c, x:x + c]
        if random.random() < 0.5:
            image = image[:, ::-1]
        if random.random() < 0.15:
            image = np.rot90(image, random.randrange(1, 4))
        if random.random() < 0.2:
            image = image[..., np.random.permutation(3)]
        return torch.from_numpy(np.ascontiguousarray(image)).permute(2, 0, 1).float()

    def procedural(self):
        c = self.crop
        if random.random() < 0.5:       # noise at a random coarseness
            side = random.choice([4, 7, 14, 28, 56, 112])
            noise = torch.rand(1, 3 if random.random() < 0.6 else 1, side, side) * 255
            return F.interpolate(noise, (c, c), mode=random.choice(["nearest", "bilinear"]))[0].expand(3, c, c).clone()
        angle, period = random.random() * math.pi, math.exp(random.uniform(math.log(3), math.log(40)))
        y, x = torch.meshgrid(torch.arange(c).float(), torch.arange(c).float(), indexing="ij")
        wave = torch.sin((x * math.cos(angle) + y * math.sin(angle)) * 2 * math.pi / period)
        if random.random() < 0.5:
            wave = wave.sign()
        return 127.5 + (torch.rand(3, 1, 1) * 255 - 127.5) * wave + torch.randn(3, 1, 1) * 20

    def one(self):
        draw = random.random()
        if draw < 0.07:
            image = self.procedural()
        elif draw < 0.17:               # what an optimisation sees half-way: one picture shining through another
            share = random.random()
            image = share * self.cut() + (1 - share) * self.cut()
        else:
            image = self.cut()
        if random.random() < 0.3:
            image = image + torch.randn_like(image) * 30 * random.random()
        return image.clamp(0, 255)

    def batch(self, size):
        return torch.stack([self.one() for _ in range(size)])


# ---- student ---------------------------------------------------------------------------------------------------------

def gram(x):
    flat = x.flatten(2)
    return flat @ flat.transpose(1, 2) / flat.shape[2]


class Student(torch.nn.Module):
    def __init__(self):
        super().__init__()
        channels, self.convolutions, self.heads = 3, torch.nn.ModuleDict(), torch.nn.ModuleDict()
        for name in LAYERS:
            width = STUDENT_CHANNELS[block(name)]
            self.convolutions[name] = torch.nn.Conv2d(channels, width, 3, padding=1)
            torch.nn.init.kaiming_normal_(self.convolutions[name].weight)
            torch.nn.init.zeros_(self.convolutions[name].bias)
            self.heads[name] = torch.nn.Conv2d(width, TEACHER_CHANNELS[block(name)], 1)
            channels = width

    def network(self):
        return {name: (c.weight, c.bias) for name, c in self.convolutions.items()}


# ---- first guess: pruning in closed form -----------------------------------------------------------------------------

def choose(values, count):
    """The channels (columns, in units of their deviation) from which linear maps recover all columns best, greedily."""
    rest = (values.t() @ values / len(values)).double()
    chosen = []
    for _ in range(count):
        explained = (rest ** 2).sum(0) / rest.diagonal().clamp(min=1e-9)
        explained[chosen] = -1
        best = int(explained.argmax())
        chosen.append(best)
        rest = rest - torch.outer(rest[:, best], rest[best]) / rest[best, best].clamp(min=1e-9)
    return chosen


def solver_for(inputs, ridge=1e-5):
    """Least squares, returned as a function of the right-hand side so that the factorisation is used again."""
    square = (inputs.t() @ inputs).double()
    square += ridge * square.diagonal().mean() * torch.eye(len(square), dtype=torch.float64)
    factor = torch.linalg.cholesky(square)
    return lambda right: torch.cholesky_solve((inputs.t() @ right).double(), factor).float()


def prune(teacher, pictures, crops, samples=50000, rounds=12):
    """A student and its heads without training: in each layer the most telling teacher channels are kept, and the layer's
    weights are fitted to them from the student's own features of the layer before (after He, Zhang and Sun 2017, "Channel
    pruning"). Differs from it: greedy choice instead of LASSO; where the teacher is below zero only ReLU's zero is asked for."""
    student, residuals, deviations = Student(), {}, {}
    with torch.no_grad():
        x = torch.cat([pictures.batch(1) for _ in range(crops)]) - MEAN
        seen, mine = x, x * SCALE
        for name in LAYERS:
            if name.endswith("_1") and name != "conv1_1":
                seen, mine = F.avg_pool2d(seen, 2), F.avg_pool2d(mine, 2)
            seen = torch.cat([F.conv2d(part, *teacher[name], padding=1) for part in seen.split(8)])
            size, height, width = len(seen), seen.shape[2], seen.shape[3]
            count = min(samples, size * height * width)
            each = max(1, count // size)
            spots = torch.stack([torch.randperm(height * width)[:each] for _ in range(size)])

            def pick(maps):
                flat = maps.flatten(2)
                return flat.gather(2, spots[:, None].expand(-1, flat.shape[1], -1)).transpose(1, 2).reshape(-1, flat.shape[1])
            raw = pick(seen)            # [crops x spots, C], crop after crop
            deviation = raw.relu().std(0) + 0.1 * raw.relu().std()
            raw /= deviation
            kept = choose(raw.relu(), STUDENT_CHANNELS[block(name)])
            patches = torch.cat([F.unfold(one[None], 3, padding=1)[0][:, spot].t() for one, spot in zip(mine, spots)])
            patches = torch.cat([patches, torch.ones(len(patches), 1)], 1)
            fitted = len(raw) * 9 // 10         # whole crops at the end are held out, for the figures
            goal, solver = raw[:fitted, kept], solver_for(patches[:fitted], 1e-4)
            found = solver(goal)
            for _ in range(rounds):
                guess = patches[:fitted] @ found
                found = solver(torch.where(goal > 0, goal, guess.clamp(max=0)))
            convolution, head = student.convolutions[name], student.heads[name]
            convolution.weight.copy_(found[:-1].t().reshape(convolution.weight.shape))
            convolution.bias.copy_(found[-1])
            seen, mine = seen.relu_(), F.relu(convolution(mine))
            own = torch.cat([pick(mine), torch.ones(size * each, 1)], 1)
            linear = solver_for(own[:fitted])(raw[:fitted].relu())
            head.weight.copy_(linear[:-1].t()[..., None, None])
            head.bias.copy_(linear[-1])
            wanted = raw[fitted:].relu()
            residuals[name] = round((((own[fitted:] @ linear - wanted) ** 2).mean() / wanted.var()).item(), 3)
            deviations[name] = deviation[None, :, None, None].clone()
            print("pruned", name, residuals[name], flush=True)
    return student, deviations, residuals


# ---- training --------------------------------------------------------------------------------------------------------

def train(teacher, pictures, arguments, checkpoint):
    if arguments.start:
        state = torch.load(arguments.start)
        student, deviation = Student(), state["deviation"]
        student.load_state_dict(state["weights"])
    else:
        student, deviation, residuals = prune(teacher, pictures, arguments.crops)
        torch.save({"weights": student.state_dict(), "deviation": deviation, "step": 0, "minutes": 0, "residuals": residuals}, checkpoint)
        print("residual variance of the first guess, held out", residuals, flush=True)
    if arguments.minutes <= 0:
        return
    optimiser = torch.optim.Adam(student.parameters(), lr=arguments.rate, betas=(0.9, 0.99))
    average = {name: value.detach().clone() for name, value in student.state_dict().items()}
    with torch.no_grad():
        sample = features(teacher, torch.cat([pictures.batch(4) for _ in range(6)]), 1)
        variance = {k: (sample[k] / deviation[k]).var().item() for k in LAYERS}
        del sample

    def targets(x):
        with torch.no_grad():
            seen = features(teacher, x, 1)
            return [(x[i].byte(), {k: (thin(seen[k][i:i + 1], k) / deviation[k])[0] for k in LAYERS}) for i in range(len(x))]

    # The teacher costs several times what the student costs: each of its answers is used again from a buffer.
    buffer, running, start, saved, step, seconds = [], {}, time.time(), time.time(), 0, arguments.minutes * 60
    while (now := time.time()) - start < seconds:
        fraction = (now - start) / seconds
        if step % (1 + arguments.reuse) == 0:
            batch = targets(pictures.batch(arguments.batch).round())
            buffer = (buffer + batch)[-arguments.buffer:]
        else:
            batch = random.sample(buffer, min(len(buffer), arguments.batch))
        seen = features(student.network(), torch.stack([x for x, _ in batch]).float(), SCALE)
        total = 0
        for k in LAYERS:
            wanted = torch.stack([t[k] for _, t in batch])
            found = student.heads[k](thin(seen[k], k))
            residual = ((found - wanted) ** 2).mean() / variance[k]
            some = torch.randperm(wanted.shape[1])[:GRAM_CHANNELS]
            a, b = gram(found[:, some]), gram(wanted[:, some])
            style = ((a - b) ** 2).sum((1, 2)) / (b ** 2).sum((1, 2))
            total = total + residual + (STYLE_GRAM_WEIGHT if k in STYLE_LAYERS else GRAM_WEIGHT) * style.clamp(max=4).mean()
            running[k] = 0.98 * running.get(k, residual.item()) + 0.02 * residual.item()
            running["gram " + k] = 0.98 * running.get("gram " + k, style.mean().item()) + 0.02 * style.mean().item()
        for group in optimiser.param_groups:
            group["lr"] = arguments.rate * min(1, (step + 1) / 30) * (0.5 + 0.5 * math.cos(math.pi * min(1, fraction))) + 1e-6
        optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 20.0)
        optimiser.step()
        step += 1
        keep = min(0.995, (1 + step) / (10 + step))
        with torch.no_grad():
            for name, value in student.state_dict().items():
                average[name].lerp_(value, 1 - keep)
        if time.time() - saved > 120 or time.time() - start >= seconds:
            saved = time.time()
            report = {k: round(v, 3) for k, v in running.items()}
            torch.save({"weights": average, "deviation": deviation, "step": step, "minutes": (saved - start) / 60, "residuals": report}, checkpoint)
            print(step, round(saved - start), {k: v for k, v in report.items() if k in LAYERS}, flush=True)
            print("  gram", {k[5:]: v for k, v in report.items() if k.startswith("gram")}, flush=True)


# ---- finishing: the scale of each channel ----------------------------------------------------------------------------

def normalise(network, heads, teacher, pictures, count=16):
    """Scales each channel by its share in the teacher's features (the norm of the weights with which the linear map spreads it
    over them), so that distances of Gram matrices resemble the teacher's, and then each layer so that its mean activation over
    pictures is one. The next layer's weights take the inverse: ReLU and pooling commute with positive factors, so the
    network computes the same up to these. After: Gatys et al. 2016, section 2, "normalised VGG".
    Differs from them: the mean of a layer, not of each of its channels, becomes one."""
    x = torch.stack([pictures.cut() for _ in range(count)])
    with torch.no_grad():
        before, wanted = features(network, x, SCALE), features(teacher, x, 1)
        result, incoming, factors = {}, torch.ones(3), {}
        for name, (weight, bias) in network.items():
            deviation = wanted[name].std((0, 2, 3)) + 0.1 * wanted[name].std()
            factor = (heads[name][:, :, 0, 0] * deviation[:, None]).norm(dim=0)
            factor = factor / (before[name] * factor[:, None, None]).mean()
            result[name] = (weight * factor[:, None, None, None] / incoming[:, None, None], bias * factor)
            incoming = factors[name] = factor
        after = features(result, x, SCALE)
        for name in network:
            error = (after[name] - before[name] * factors[name][:, None, None]).norm() / after[name].norm()
            if error > 1e-4 or abs(after[name].mean() - 1) > 1e-3:
                raise SystemExit(f"rescaling changed {name}: relative error {error:.2e}, mean {after[name].mean():.4f}")
            print(name, "channel factors min %.3g max %.3g" % (factors[name].min(), factors[name].max()))
    return result


def finish(checkpoint, teacher, pictures, output):
    state = torch.load(checkpoint)
    weights = state["weights"]
    network = {n: (weights[f"convolutions.{n}.weight"], weights[f"convolutions.{n}.bias"]) for n in LAYERS}
    network = normalise(network, {n: weights[f"heads.{n}.weight"] for n in LAYERS}, teacher, pictures)
    tensors = {f"{n}.{part}": value for n in LAYERS for part, value in zip(("weight", "bias"), network[n])}
    write_safetensors(output, tensors, {
        "architecture": "vgg",
        "mean": "123.68,116.779,103.939",
        "scale": "0.017241379",
        "pooling": "average",
        "layers": ",".join(LAYERS),
        "channels": ",".join(map(str, STUDENT_CHANNELS)),
        "license": "CC-BY-4.0",
        "attribution": "Distilled from VGG-19 (K. Simonyan and A. Zisserman, Visual Geometry Group, University of Oxford), CC BY 4.0",
        "training": f"distil.py, seed {SEED}, {state['step']} steps",
        "normalised": "mean activation 1 over the training pictures, average pooling"
    })
    print("parameters", sum(t.numel() for t in tensors.values()), "bytes", pathlib.Path(output).stat().st_size)
    print(json.dumps(state["residuals"]))


# ---- evaluation ------------------------------------------------------------------------------------------------------

def load_picture(path, longest):
    image = Image.open(path).convert("RGB")
    factor = longest / max(image.size)
    image = image.resize((round(image.width * factor), round(image.height * factor)), Image.LANCZOS)
    return torch.from_numpy(np.asarray(image).astype(np.float32)).permute(2, 0, 1)[None].contiguous()


def evaluate(teacher, networks, content, style, side=224, iterations=60):
    """Makes a picture with each network (60 L-BFGS steps) and measures both with the teacher: relative squared distance of
    the Gram matrices to the style's, mean of five layers, and of conv4_2's activations to the content's."""
    content, style = load_picture(content, side), load_picture(style, side)
    with torch.no_grad():
        goal, wanted = features(teacher, style, 1), features(teacher, content, 1)

    def score(x):
        with torch.no_grad():
            seen = features(teacher, x, 1)
        styles = [(((gram(seen[k]) - gram(goal[k])) ** 2).mean() / (gram(goal[k]) ** 2).mean()).item() for k in STYLE_LAYERS]
        return sum(styles) / 5, (((seen[CONTENT_LAYER] - wanted[CONTENT_LAYER]) ** 2).mean() / wanted[CONTENT_LAYER].var()).item()

    print("content itself: style %.3f content %.3f" % score(content), flush=True)
    for name, network, scale in networks:
        network = {k: network[k] for k in LAYERS[:LAYERS.index("conv5_1") + 1]}
        with torch.no_grad():
            target = features(network, content, scale)[CONTENT_LAYER]
            grams = {k: gram(v) for k, v in features(network, style, scale).items() if k in STYLE_LAYERS}
        for weight in (30.0, 300.0):
            x = (content / 255).clone(memory_format=torch.contiguous_format).requires_grad_(True)
            optimiser = torch.optim.LBFGS([x], max_iter=iterations, history_size=10, tolerance_grad=0, tolerance_change=0)

            def closure():
                optimiser.zero_grad()
                seen = features(network, x * 255, scale)
                loss = ((seen[CONTENT_LAYER] - target) ** 2).mean() / target.var()
                loss = loss + weight * sum(((gram(seen[k]) - grams[k]) ** 2).mean() / (grams[k] ** 2).mean() for k in STYLE_LAYERS) / 5
                loss.backward()
                x.grad = x.grad.contiguous()
                return loss
            begin = time.time()
            optimiser.step(closure)
            seconds, picture = time.time() - begin, x.detach().clamp(0, 1) * 255
            print(f"{name} style weight {weight:g}: style %.3f content %.3f, {seconds:.1f} s" % score(picture), flush=True)
            yield f"{name}-{weight:g}", picture


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", required=True, help="VGG-19 as safetensors: conv1_1.weight (OIHW), conv1_1.bias, ...; RGB, mean subtracted on 0..255")
    parser.add_argument("--pictures", nargs="+", default=[], help="folders, searched with their subfolders")
    parser.add_argument("-o", "--output", default="encoder.safetensors")
    parser.add_argument("--minutes", type=float, default=25)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--crops", type=int, default=500, help="crops that the first guess is fitted to")
    parser.add_argument("--crop", type=int, default=112)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--reuse", type=int, default=1, help="steps on stored answers of the teacher after each fresh one")
    parser.add_argument("--buffer", type=int, default=400, help="crops whose teacher features are kept (6 MB each)")
    parser.add_argument("--start", help="train on from this checkpoint, without a first guess")
    parser.add_argument("--from-checkpoint", help="do not train: normalise and write this checkpoint")
    parser.add_argument("--evaluate", help="do not train: score this encoder")
    parser.add_argument("--student-only", action="store_true", help="with --evaluate: do not make the teacher's pictures, which take minutes")
    parser.add_argument("--content")
    parser.add_argument("--style")
    parser.add_argument("--keep", help="folder for the pictures that --evaluate makes")
    arguments = parser.parse_args()
    torch.manual_seed(SEED)
    random.seed(SEED)
    np.random.seed(SEED)
    torch.set_num_threads(arguments.threads)
    teacher = as_network(read_safetensors(arguments.teacher)[0])
    if arguments.evaluate:
        student = as_network(read_safetensors(arguments.evaluate)[0])
        networks = [("student", student, SCALE)] + ([] if arguments.student_only else [("teacher", teacher, 1)])
        for name, picture in evaluate(teacher, networks, arguments.content, arguments.style):
            if arguments.keep:
                pixels = picture[0].permute(1, 2, 0).round().byte().numpy()
                Image.fromarray(pixels).save(pathlib.Path(arguments.keep) / f"{name}.png")
        return
    pictures = Pictures(arguments.pictures, arguments.crop)
    checkpoint = arguments.from_checkpoint or str(pathlib.Path(arguments.output).with_suffix(".pt"))
    if not arguments.from_checkpoint:
        train(teacher, pictures, arguments, checkpoint)
    finish(checkpoint, teacher, pictures, arguments.output)


if __name__ == "__main__":
    main()
