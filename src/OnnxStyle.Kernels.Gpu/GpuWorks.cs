using ILGPU;
using ILGPU.Runtime;
using OnnxStyle.Kernels.Gpu.Memory;
using OnnxStyle.Kernels.Gpu.Programs;
using OnnxStyle.Kernels.Measuring;

namespace OnnxStyle.Kernels.Gpu;

/// <summary>The works of a device, with data that lies there; times are the device's own, between two markers on the stream.</summary>
internal sealed class GpuWorks(DeviceMemory memory)
{
    private const int Rounds = 512;

    private int GroupSize => memory.IsSimulated ? 16 : 256;

    /// <summary>Ceilings first, then every kernel.</summary>
    public IEnumerable<KernelWork> All(bool quick, Func<string, bool> wanted)
    {
        if (wanted(KernelWork.Copy)) yield return Copy(WorkSizes.CopyBytes(quick));
        if (wanted(KernelWork.Multiply)) yield return Multiply(quick ? 1 : Rounds);
        foreach ((int rows, int columns) in WorkSizes.Gram(quick))
        {
            if (wanted("gram")) yield return Gram(rows, columns);
        }

        (int n, int k, int d, int count) = WorkSizes.Cosine(quick);
        if (wanted("cosine")) yield return Cosine(n, k, d);
        if (wanted("top-k")) yield return TopK(n, k, d, count);
        (int channels, int height, int width) = WorkSizes.Matting(quick);
        if (wanted("matting")) yield return Matting(channels, height, width);
    }

    private KernelWork Copy(int bytes)
    {
        DeviceBuffer<Float4> from = new(memory), to = new(memory);
        int length = bytes / 32;
        Noise(from, length);
        ArrayView<Float4> source = from.Upload(length), target = to.OfLength(length);
        KernelConfig config = new((length + GroupSize - 1) / GroupSize, GroupSize);
        Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, ArrayView<Float4>, int> kernel =
            memory.Accelerator.LoadKernel<ArrayView<Float4>, ArrayView<Float4>, int>(EntryPoints.CeilingCopy);
        return Work(KernelWork.Copy, ($"{bytes >> 10} KiB", bytes, 0), () => kernel(memory.Stream, config, source, target, length), from, to);
    }

    private KernelWork Multiply(int rounds)
    {
        DeviceBuffer<Float4> results = new(memory);
        int groups = 4 * memory.BusyGroups;
        ArrayView<Float4> target = results.OfLength((long)groups * GroupSize);
        Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, int> kernel = memory.Accelerator.LoadKernel<ArrayView<Float4>, int>(EntryPoints.CeilingMultiply);
        double operations = (double)groups * GroupSize * rounds * CeilingKernels.OperationsOfRound;
        return Work(KernelWork.Multiply, ($"{groups} groups", 0, operations), () => kernel(memory.Stream, new KernelConfig(groups, GroupSize), target, rounds), results);
    }

    private KernelWork Gram(int rows, int columns)
    {
        GpuGram gram = new(memory);
        DeviceMatrix features = new(memory);
        DeviceBuffer<float> result = new(memory);
        ArrayView<Float4> f = features.Upload(new MatrixView(Noise(rows * columns), rows, columns));
        ArrayView<float> g = result.OfLength(rows * rows);
        return Work("gram", WorkSizes.OfGram(rows, columns), () => gram.Queue(f, f, false, rows, features.Stride, columns, g), gram, features, result);
    }

    private KernelWork Cosine(int n, int k, int d)
    {
        GpuCosineDistance cosine = new(memory);
        DeviceMatrix x = new(memory), y = new(memory), distances = new(memory);
        (ArrayView<Float4> xs, ArrayView<Float4> ys) = (x.Upload(new MatrixView(Noise(n * d), n, d)), y.Upload(new MatrixView(Noise(k * d), k, d)));
        ArrayView<Float4> result = distances.OfShape(n, k);
        return Work("cosine", WorkSizes.OfCosine(n, k, d), () =>
        {
            cosine.QueueNormalize(xs, n, x.Stride);
            cosine.QueueNormalize(ys, k, y.Stride);
            cosine.QueueDistances(xs, ys, result, new CosineShape(n, k, x.Stride));
        }, cosine, x, y, distances);
    }

    private KernelWork TopK(int n, int k, int d, int count)
    {
        GpuCosineDistance cosine = new(memory);
        GpuTopK topK = new(memory);
        DeviceMatrix x = new(memory), y = new(memory);
        (ArrayView<Float4> xs, ArrayView<Float4> ys) = (x.Upload(new MatrixView(Noise(n * d), n, d)), y.Upload(new MatrixView(Noise(k * d), k, d)));
        return Work("top-k", WorkSizes.OfTopK(n, k, d, count), () =>
        {
            cosine.QueueNormalize(xs, n, x.Stride);
            cosine.QueueNormalize(ys, k, y.Stride);
            topK.Queue(xs, 0, n, ys, k, x.Stride, count);
        }, cosine, topK, x, y);
    }

    private KernelWork Matting(int channels, int height, int width)
    {
        GpuMattingLaplacian laplacian = new(memory, new GpuMattingLaunchers(memory), Noise(3 * height * width), height, width, MattingLaplacian.DefaultEpsilon);
        DeviceBuffer<float> p = new(memory), product = new(memory);
        int length = channels * height * width;
        Noise(length).CopyTo(p.Host(length));
        (ArrayView<float> from, ArrayView<float> to) = (p.Upload(length), product.OfLength(length));
        return Work("matting", WorkSizes.OfMatting(channels, height, width), () => laplacian.Queue(from, to, channels), laplacian, p, product);
    }

    private KernelWork Work(string kernel, (string Size, double Bytes, double Operations) work, Action queue, params IDisposable[] data)
    {
        memory.Stream.Synchronize();
        return new KernelWork(kernel, work.Size, work.Bytes, work.Operations, Measure, () => Array.ForEach(data, one => one.Dispose()));

        TimeSpan Measure()
        {
            using ProfilingMarker begin = memory.Stream.AddProfilingMarker();
            queue();
            using ProfilingMarker end = memory.Stream.AddProfilingMarker();
            end.Synchronize();
            return end.MeasureFrom(begin);
        }
    }

    private static void Noise(DeviceBuffer<Float4> buffer, int length)
    {
        float[] values = Noise(length);
        Span<Float4> host = buffer.Host(length);
        for (int i = 0; i < length; i++) host[i] = new Float4(values[i], values[i], values[i], values[i]);
    }

    private static float[] Noise(int count)
    {
        Random random = new(count);
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan()) value = random.NextSingle();
        return values;
    }
}
