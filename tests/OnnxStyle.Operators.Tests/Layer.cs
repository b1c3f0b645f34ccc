using System.Collections.Concurrent;
using OnnxStyle.Operators.Winograd;

namespace OnnxStyle.Operators.Tests;

/// <summary>A convolution with its values, to be run in many ways.</summary>
internal sealed class Layer
{
    // The definition is slow, and the same for all forms and tiles.
    private static readonly ConcurrentDictionary<(Conv3x3Shape Shape, ConvDirection Direction), double[]> Known = new();
    private readonly double[] expected;

    private Layer(Conv3x3Shape shape, WinogradTile tile, ConvDirection direction)
    {
        (Shape, Tile, Direction) = (shape, tile, direction);
        X = Blocks.Noise(1, (long)shape.Batch * shape.Channels * shape.Height * shape.Width);
        W = Blocks.Noise(2, 9L * shape.Channels * shape.Results, Math.Sqrt(1.0 / shape.Channels));
        Bias = Blocks.Noise(3, shape.Results);
        expected = Known.GetOrAdd((shape, direction), _ => DirectConvolution.Run(shape, X, W, direction, Bias));
    }

    public Conv3x3Shape Shape { get; }

    public WinogradTile Tile { get; }

    public ConvDirection Direction { get; }

    public float[] X { get; }

    public float[] W { get; }

    public float[] Bias { get; }

    public IReadOnlyList<double> Expected => expected;

    public static Layer Of(Conv3x3Shape shape, WinogradTile tile, ConvDirection direction) => new(shape, tile, direction);

    public double Error(VectorForm form, int threads, Conv3x3Plan? plan = null, bool backwardStore = false) =>
        Blocks.Error(Blocks.Unpack(Run(form, threads, plan, backwardStore), Shape.Batch, Shape.Results, Shape.OutHeight, Shape.OutWidth), expected);

    /// <summary>The blocked result; fences must hold.</summary>
    public float[] Run(VectorForm form, int threads, Conv3x3Plan? plan = null, bool backwardStore = false, float[]? addend = null, bool relu = false, float[]? gate = null)
    {
        using ThreadTeam team = new(threads);
        using Workspace workspace = new();
        (int m, int c) = Direction == ConvDirection.Forward ? (Shape.Results, Shape.Channels) : (Shape.Channels, Shape.Results);
        using WinogradFilters filters = WinogradFilters.Create(W, m, c, Tile, form, backwardStore, team);
        Conv3x3Kernel kernel = new(Shape, Tile, Direction, form, plan);
        Fenced result = new((long)Shape.Batch * ((Shape.Results + 15) / 16) * Shape.OutHeight * Shape.OutWidth * 16);
        kernel.Run(Blocks.Pack(X, Shape.Batch, Shape.Channels, Shape.Height, Shape.Width), filters, Bias, addend, relu, gate, result.Span, team, workspace);
        Assert.True(result.IsIntact);
        return result.Span.ToArray();
    }
}
