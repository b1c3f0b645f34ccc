# Makes the files of torch.save that the tests read (python3-torch 1.13). Run it in this folder.
import torch
from collections import OrderedDict

flat = torch.arange(40, dtype=torch.float32)
state = OrderedDict([
    ("features.0.weight", torch.nn.Parameter(flat[:36].reshape(2, 2, 3, 3))),  # a window on a larger storage
    ("features.0.bias", flat[36:38]),
    ("half", torch.tensor([0.5, -2.0, 65504.0], dtype=torch.float16)),
    ("brain", torch.tensor([1.0, -3.0], dtype=torch.bfloat16)),
    ("double", torch.tensor([[0.1]], dtype=torch.float64)),
    ("steps", torch.tensor(7)),
])
torch.save(state, "zip.pth")
torch.save(state, "stream.pth", _use_new_zipfile_serialization=False)

# VGG-19 with one channel a layer, under torchvision's names: filter i holds 10 i, 10 i + 1, ... and its bias 10 i + 9.
vgg = OrderedDict()
for i, layer in enumerate([0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34]):
    inputs = 3 if i == 0 else 1
    vgg[f"features.{layer}.weight"] = torch.nn.Parameter(10.0 * i + torch.arange(9.0).repeat(inputs).reshape(1, inputs, 3, 3))
    vgg[f"features.{layer}.bias"] = torch.nn.Parameter(torch.tensor([10.0 * i + 9]))
vgg["classifier.0.weight"] = torch.nn.Parameter(torch.zeros(30, 49))
vgg["classifier.0.bias"] = torch.nn.Parameter(torch.zeros(30))
torch.save(vgg, "vgg-zip.pth")
torch.save(vgg, "vgg-stream.pth", _use_new_zipfile_serialization=False)
