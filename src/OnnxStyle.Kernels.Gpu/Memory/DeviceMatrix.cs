using ILGPU;
using OnnxStyle.Kernels.Gpu.Programs;
using OnnxStyle.Tensors;

namespace OnnxStyle.Kernels.Gpu.Memory;

/// <summary>A matrix whose device rows are multiples of 16 elements long, zero after the last column, so that kernels read 16 bytes at a time and check nothing.</summary>
internal sealed class DeviceMatrix(DeviceMemory memory) : IDisposable
{
    private const int Multiple = 16;
    private readonly DeviceBuffer<float> buffer = new(memory);

    /// <summary>Units of four elements from row to row.</summary>
    public int Stride { get; private set; }

    /// <summary>Elements from row to row of a device matrix with these columns.</summary>
    public static int PaddedColumns(int columns) => checked((columns + Multiple - 1) / Multiple * Multiple);

    /// <summary>Room for a result; whatever it holds stays.</summary>
    public ArrayView<Float4> OfShape(int rows, int columns)
    {
        Stride = PaddedColumns(columns) / 4;
        return buffer.OfLength(Length(rows)).Cast<Float4>();
    }

    /// <summary>Queues the copy of a matrix to the device.</summary>
    /// <exception cref="ShapeException">It has more than 2^31 elements with its padding.</exception>
    public ArrayView<Float4> Upload(MatrixView matrix)
    {
        Stride = PaddedColumns(matrix.Columns) / 4;
        int length = Length(matrix.Rows);
        Span<float> host = buffer.Host(length);
        for (int r = 0; r < matrix.Rows; r++)
        {
            Span<float> row = host.Slice(r * 4 * Stride, 4 * Stride);
            matrix.Row(r).CopyTo(row);
            row[matrix.Columns..].Clear();
        }

        return buffer.Upload(length).Cast<Float4>();
    }

    /// <summary>Waits for the device and looks at the result.</summary>
    public MatrixView Download(int rows, int columns) => new(buffer.Download(Length(rows)), rows, columns, 4 * Stride);

    /// <inheritdoc/>
    public void Dispose() => buffer.Dispose();

    private int Length(int rows) => (long)rows * 4 * Stride <= int.MaxValue
        ? rows * 4 * Stride
        : throw new ShapeException("Matrix on the device", $"at most {int.MaxValue} elements, rows being padded to {4 * Stride}", $"{rows} rows");
}
