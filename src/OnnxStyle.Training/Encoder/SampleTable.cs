using MathNet.Numerics.LinearAlgebra;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Values of channels at positions of pictures, a row a position: what regressions are made from.</summary>
/// <param name="rows">How many positions.</param>
/// <param name="columns">How many channels.</param>
internal sealed class SampleTable(int rows, int columns)
{
    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    /// <summary>[Rows, Columns].</summary>
    public Tensor<float> Values { get; } = new(new Shape(rows, columns));

    /// <summary>Copies the channels at some positions of one picture in a batch of maps [N, C, H, W] to rows from <paramref name="row"/> on.</summary>
    public void Take(Tensor<float> maps, int picture, ReadOnlySpan<int> positions, int row)
    {
        int area = checked((int)(maps.Shape[2] * maps.Shape[3]));
        ReadOnlySpan<float> from = maps.Span.Slice(picture * Columns * area, Columns * area);
        Span<float> to = Values.Span.Slice(row * Columns, positions.Length * Columns);
        for (int c = 0; c < Columns; c++)
            for (int i = 0; i < positions.Length; i++) to[(i * Columns) + c] = from[(c * area) + positions[i]];
    }

    /// <summary>Some columns.</summary>
    public SampleTable Columned(IReadOnlyList<int> wanted)
    {
        SampleTable result = new(Rows, wanted.Count);
        for (int row = 0; row < Rows; row++)
            for (int i = 0; i < wanted.Count; i++) result.Values.Span[(row * wanted.Count) + i] = Values.Span[(row * Columns) + wanted[i]];
        return result;
    }

    /// <summary>The mean of each column.</summary>
    public double[] Means()
    {
        double[] sums = new double[Columns];
        for (int at = 0; at < Values.Span.Length; at++) sums[at % Columns] += Values.Span[at];
        return Array.ConvertAll(sums, sum => sum / Rows);
    }

    /// <summary>The table less the mean of each column.</summary>
    public SampleTable Centred(double[] means)
    {
        SampleTable result = new(Rows, Columns);
        for (int at = 0; at < Values.Span.Length; at++) result.Values.Span[at] = Values.Span[at] - (float)means[at % Columns];
        return result;
    }

    /// <summary>The table with zeros for what is below zero.</summary>
    public SampleTable Rectified()
    {
        SampleTable result = new(Rows, Columns);
        for (int at = 0; at < Values.Span.Length; at++) result.Values.Span[at] = Math.Max(Values.Span[at], 0);
        return result;
    }

    /// <summary>X^T Y, [columns, columns of the other].</summary>
    public Matrix<double> Product(SampleTable other)
    {
        GraphBuilder graph = new("product");
        Value x = graph.Input("x", Values.Shape), y = ReferenceEquals(this, other) ? x : graph.Input("y", other.Values.Shape);
        graph.Output(graph.Gemm(x, y, transA: true), "product");
        using Session session = Session.Create(graph.Build());
        Tensor<float> product = new(new Shape(Columns, other.Columns));
        session.BindInput("x", Values);
        if (!ReferenceEquals(this, other)) session.BindInput("y", other.Values);
        session.BindOutput("product", product);
        session.Run();
        return ToMatrix(product);
    }

    /// <summary>A tensor [rows, columns] as a matrix.</summary>
    public static Matrix<double> ToMatrix(Tensor<float> tensor)
    {
        int rows = checked((int)tensor.Shape[0]), columns = checked((int)tensor.Shape[1]);
        Matrix<double> matrix = Matrix<double>.Build.Dense(rows, columns);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) matrix.At(i, j, tensor.Span[(i * columns) + j]);
        return matrix;
    }

    /// <summary>A matrix as a tensor [rows, columns].</summary>
    public static Tensor<float> ToTensor(Matrix<double> matrix)
    {
        Tensor<float> tensor = new(new Shape(matrix.RowCount, matrix.ColumnCount));
        for (int i = 0; i < matrix.RowCount; i++)
            for (int j = 0; j < matrix.ColumnCount; j++) tensor.Span[(i * matrix.ColumnCount) + j] = (float)matrix.At(i, j);
        return tensor;
    }
}
