using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>A tensor of a state_dict: a row-major window on a storage.</summary>
/// <param name="Name">Such as <c>features.0.weight</c>.</param>
/// <param name="Shape">The extents.</param>
/// <param name="Storage">The storage it lies in.</param>
/// <param name="Offset">Its first element there.</param>
internal sealed record TorchTensor(string Name, Shape Shape, PickleStorage Storage, long Offset);
