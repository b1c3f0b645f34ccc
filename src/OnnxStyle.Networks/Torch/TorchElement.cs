using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>An element type of PyTorch's storages.</summary>
/// <param name="StorageName">The class that names it in a pickle.</param>
/// <param name="Type">The element type here; bfloat16 becomes float32.</param>
/// <param name="SizeBytes">The size of one element in the file.</param>
internal sealed record TorchElement(string StorageName, ElementType Type, int SizeBytes)
{
    private static readonly TorchElement[] All =
    [
        new("torch.FloatStorage", ElementType.Float32, 4),
        new("torch.HalfStorage", ElementType.Float16, 2),
        new("torch.DoubleStorage", ElementType.Float64, 8),
        new("torch.BFloat16Storage", ElementType.Float32, 2),
        new("torch.LongStorage", ElementType.Int64, 8),
    ];

    public bool IsBrain => Type.SizeBytes() != SizeBytes;

    public static TorchElement? Find(string storageName) => Array.Find(All, element => element.StorageName == storageName);
}
