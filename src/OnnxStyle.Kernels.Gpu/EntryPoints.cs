using ILGPU;
using ILGPU.Backends.EntryPoints;
using OnnxStyle.Kernels.Gpu.Programs;

namespace OnnxStyle.Kernels.Gpu;

/// <summary>The kernels as GPUs run them, under the names that a profiler shows (with <c>Kernel_</c> before them).</summary>
internal static class EntryPoints
{
    /// <summary>All of them by name, for <c>emit</c> and <c>list</c>.</summary>
    public static IReadOnlyList<(string Name, Delegate Kernel)> All { get; } =
    [
        ("gram_tile_64", (Action<ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, GramShape>)GramTile64),
        ("gram_tile_128", (Action<ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, GramShape>)GramTile128),
        ("gram_narrow", (Action<ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, GramShape>)GramNarrow),
        ("gram_reduce", (Action<ArrayView<Float4>, ArrayView<float>, int, int, float>)GramReduce),
        ("cosine_normalize", (Action<ArrayView<Float4>, int, int>)CosineNormalize),
        ("cosine_distance_64", (Action<ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, CosineShape>)CosineDistance64),
        ("cosine_distance_128", (Action<ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, CosineShape>)CosineDistance128),
        ("top_k_search", (Action<ArrayView<Float4>, ArrayView<Float4>, ArrayView<float>, ArrayView<int>, ArrayView<float>, ArrayView<int>, TopKShape>)TopKSearch),
        ("top_k_merge", (Action<ArrayView<float>, ArrayView<int>, ArrayView<float>, ArrayView<int>, int, int, int>)TopKMerge),
        ("matting_multiply", (Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, MattingShape>)MattingMultiply),
        ("matting_energy", (Action<ArrayView<float>, ArrayView<float>, ArrayView<Float4>, MattingShape>)MattingEnergy),
        ("ceiling_copy", (Action<ArrayView<Float4>, ArrayView<Float4>, int>)CeilingCopy),
        ("ceiling_multiply", (Action<ArrayView<Float4>, int>)CeilingMultiply),
    ];

    [KernelName("gram_tile_64")]
    public static void GramTile64(ArrayView<Float4> features, ArrayView<Float4> weights, ArrayView<Float4> partial, GramShape shape) =>
        GramKernels.Tile<Tile64>(features, weights, partial, shape);

    [KernelName("gram_tile_128")]
    public static void GramTile128(ArrayView<Float4> features, ArrayView<Float4> weights, ArrayView<Float4> partial, GramShape shape) =>
        GramKernels.Tile<Tile128>(features, weights, partial, shape);

    [KernelName("gram_narrow")]
    public static void GramNarrow(ArrayView<Float4> features, ArrayView<Float4> weights, ArrayView<Float4> partial, GramShape shape) =>
        GramKernels.Narrow<Tile64>(features, weights, partial, shape);

    [KernelName("gram_reduce")]
    public static void GramReduce(ArrayView<Float4> partial, ArrayView<float> gram, int rows, int slices, float scale) =>
        GramKernels.Reduce<Tile64>(partial, gram, rows, slices, scale);

    [KernelName("cosine_normalize")]
    public static void CosineNormalize(ArrayView<Float4> values, int rows, int stride) => CosineKernels.Normalize<Tile64>(values, rows, stride);

    [KernelName("cosine_distance_64")]
    public static void CosineDistance64(ArrayView<Float4> x, ArrayView<Float4> y, ArrayView<Float4> distances, CosineShape shape) =>
        CosineKernels.Distance<Tile64>(x, y, distances, shape);

    [KernelName("cosine_distance_128")]
    public static void CosineDistance128(ArrayView<Float4> x, ArrayView<Float4> y, ArrayView<Float4> distances, CosineShape shape) =>
        CosineKernels.Distance<Tile128>(x, y, distances, shape);

    [KernelName("top_k_search")]
    public static void TopKSearch(
        ArrayView<Float4> x, ArrayView<Float4> y, ArrayView<float> candidateDistances, ArrayView<int> candidateIndices,
        ArrayView<float> listDistances, ArrayView<int> listIndices, TopKShape shape) =>
        TopKKernels.Search<Tile64>(x, y, candidateDistances, candidateIndices, listDistances, listIndices, shape);

    [KernelName("top_k_merge")]
    public static void TopKMerge(
        ArrayView<float> listDistances, ArrayView<int> listIndices, ArrayView<float> distances, ArrayView<int> indices, int rows, int count, int slices) =>
        TopKKernels.Merge<Tile64>(listDistances, listIndices, distances, indices, rows, count, slices);

    [KernelName("matting_multiply")]
    public static void MattingMultiply(ArrayView<float> couplings, ArrayView<float> p, ArrayView<float> product, MattingShape shape) =>
        MattingKernels.Multiply<Tile64>(couplings, p, product, shape);

    [KernelName("matting_energy")]
    public static void MattingEnergy(ArrayView<float> couplings, ArrayView<float> p, ArrayView<Float4> sums, MattingShape shape) =>
        MattingKernels.Energy<Tile64>(couplings, p, sums, shape);

    [KernelName("ceiling_copy")]
    public static void CeilingCopy(ArrayView<Float4> from, ArrayView<Float4> to, int length) => CeilingKernels.Copy(from, to, length);

    [KernelName("ceiling_multiply")]
    public static void CeilingMultiply(ArrayView<Float4> results, int rounds) => CeilingKernels.Multiply(results, rounds);
}
