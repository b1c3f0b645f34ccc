# Makes the two files of torch.save that the tests read (python3-torch 1.13). Run it in this folder.
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
