using OnnxStyle.Operators.Winograd;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Tests;

/// <summary>Paddings, plans, what follows a convolution, threads, and what is refused.</summary>
public sealed class Conv3x3DetailTests
{
    private const double Tolerance = 1e-5;
    private static readonly Conv3x3Shape Odd = new() { Batch = 2, Channels = 19, Results = 35, Height = 11, Width = 13 };

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 0, 0, 1)]
    [InlineData(0, 1, 2, 0)]
    [InlineData(2, 2, 2, 2)]
    public void Every_padding_equals_the_definition(int top, int left, int bottom, int right)
    {
        foreach (WinogradTile tile in Enum.GetValues<WinogradTile>())
        {
            Layer layer = Layer.Of(Odd with { PadTop = top, PadLeft = left, PadBottom = bottom, PadRight = right }, tile, ConvDirection.Forward);
            Assert.InRange(layer.Error(VectorForms.Widest, 2), 0, Tolerance);
        }
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 24)]
    [InlineData(true, 1)]
    [InlineData(true, 16)]
    [InlineData(true, 1000)]
    public void Every_plan_and_store_gives_the_same_bits(bool phases, int tiles)
    {
        foreach (VectorForm form in Enum.GetValues<VectorForm>().Where(VectorForms.IsSupported))
        {
            foreach (ConvDirection direction in Enum.GetValues<ConvDirection>())
            {
                Layer layer = Layer.Of(Odd, WinogradTile.Four, direction);
                float[] expected = layer.Run(form, 1);
                Assert.Equal(expected, layer.Run(form, 3, new Conv3x3Plan(phases, tiles), backwardStore: true));
                Assert.Equal(expected, layer.Run(form, 3, new Conv3x3Plan(phases, tiles), backwardStore: false));
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Threads_do_not_change_a_bit(int threads)
    {
        Layer layer = Layer.Of(Odd with { Height = 31 }, WinogradTile.Four, ConvDirection.Forward);
        Assert.Equal(layer.Run(VectorForms.Widest, 1), layer.Run(VectorForms.Widest, threads));
    }

    /// <summary>A large result goes past the caches where it begins on a cache line; elsewhere it cannot.</summary>
    [Fact]
    public void Results_past_the_caches_have_the_same_bits()
    {
        const int Count = 4 * 257 * 257 * 16;
        using ThreadTeam team = new(2);
        using Workspace workspace = new(), memory = new();
        float[] values = Blocks.Noise(1, 257 * 257 * 16);
        using WinogradFilters filters = WinogradFilters.Create(Blocks.Noise(2, 64 * 9), 64, 1, WinogradTile.Four, VectorForms.Widest, false, team);
        Conv3x3Shape shape = new() { Batch = 1, Channels = 1, Results = 64, Height = 257, Width = 257 };
        Conv3x3Kernel kernel = new(shape, WinogradTile.Four, ConvDirection.Forward, VectorForms.Widest);
        float[] aligned = Run(0), other = Run(1);
        Assert.Equal(other, aligned);

        unsafe float[] Run(int offset)
        {
            Span<float> result = new(memory.Get(Count + 16) + offset, Count);
            result.Fill(float.NaN);
            kernel.Run(values, filters, [], [], true, [], result, team, workspace);
            return result.ToArray();
        }
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    public void What_follows_is_applied_in_order(bool add, bool relu, bool gated)
    {
        Layer layer = Layer.Of(Odd, WinogradTile.Four, ConvDirection.Forward);
        float[] addend = Blocks.Noise(8, layer.Expected.Count), gate = Blocks.Noise(9, layer.Expected.Count);
        double[] expected = [.. layer.Expected];
        for (int i = 0; i < expected.Length; i++)
        {
            if (add) expected[i] += addend[i];
            if (relu) expected[i] = Math.Max(0, expected[i]);
            if (gated && gate[i] <= 0) expected[i] = 0;
        }

        foreach (VectorForm form in Enum.GetValues<VectorForm>().Where(VectorForms.IsSupported))
        {
            float[] found = layer.Run(form, 2, addend: add ? Pack(addend) : null, relu: relu, gate: gated ? Pack(gate) : null);
            Assert.InRange(Blocks.Error(Blocks.Unpack(found, 2, 35, 11, 13), expected), 0, Tolerance);
        }

        static float[] Pack(float[] plain) => Blocks.Pack(plain, 2, 35, 11, 13);
    }

    [Fact]
    public void Padding_channels_of_a_result_are_zero()
    {
        float[] found = Layer.Of(Odd, WinogradTile.Four, ConvDirection.Forward).Run(VectorForms.Widest, 2);
        float[] again = Blocks.Pack(Blocks.Unpack(found, 2, 35, 11, 13), 2, 35, 11, 13);
        Assert.Equal(again, found);
    }

    [Fact]
    public void Not_a_number_passes_through_and_a_gate_of_it_closes()
    {
        Layer layer = Layer.Of(Odd, WinogradTile.Two, ConvDirection.Forward);
        layer.X[0] = float.NaN;
        float[] gate = new float[2 * 3 * 11 * 13 * 16];
        Array.Fill(gate, float.NaN);
        foreach (VectorForm form in Enum.GetValues<VectorForm>().Where(VectorForms.IsSupported))
        {
            Assert.Contains(float.NaN, layer.Run(form, 1, relu: true));
            Assert.DoesNotContain(layer.Run(form, 1, gate: gate), value => value != 0);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Filters_can_change(int side)
    {
        WinogradTile tile = (WinogradTile)side;
        float[] first = Blocks.Noise(1, 35 * 19 * 9), second = Blocks.Noise(2, 35 * 19 * 9), x = Blocks.Pack(Blocks.Noise(3, 2 * 19 * 11 * 13), 2, 19, 11, 13);
        using ThreadTeam team = new(2);
        using Workspace workspace = new();
        using WinogradFilters updated = WinogradFilters.Create(first, 35, 19, tile, VectorForms.Widest, true, team);
        using WinogradFilters made = WinogradFilters.Create(second, 35, 19, tile, VectorForms.Widest, true, team);
        updated.Update(second, team);
        Conv3x3Kernel kernel = new(Odd, tile, ConvDirection.Forward, VectorForms.Widest);
        float[] a = new float[2 * 3 * 11 * 13 * 16], b = new float[a.Length];
        kernel.Run(x, updated, [], [], false, [], a, team, workspace);
        kernel.Run(x, made, [], [], false, [], b, team, workspace);
        Assert.Equal(b, a);
    }

    /// <summary>The backward direction reads the forward store by points exchanged; the points in their own order would be wrong, and this is seen.</summary>
    [Fact]
    public void Points_in_their_own_order_are_rejected()
    {
        float[] turned = new float[9], kernel = Blocks.Noise(4, 9);
        for (int k = 0; k < 9; k++) turned[k] = kernel[8 - k];
        using ThreadTeam team = new(1);
        using WinogradFilters filters = WinogradFilters.Create(kernel, 1, 1, WinogradTile.Four, VectorForm.Scalar, true, team);
        using WinogradFilters expected = WinogradFilters.Create(turned, 1, 1, WinogradTile.Four, VectorForm.Scalar, true, team);
        int same = 0;
        for (int p = 0; p < 36; p++)
        {
            Assert.Equal(Value(expected, ConvDirection.Forward, p), Value(filters, ConvDirection.Backward, p), 1e-6f);
            same += Math.Abs(Value(filters, ConvDirection.Forward, p) - Value(filters, ConvDirection.Backward, p)) < 1e-6f ? 1 : 0;
        }

        Assert.InRange(same, 0, 8);
        static unsafe float Value(WinogradFilters filters, ConvDirection direction, int point) => *filters.Panel(direction, point, 0);
    }

    [Fact]
    public void Runs_allocate_nothing()
    {
        using ThreadTeam team = new(1);
        using Workspace workspace = new();
        using WinogradFilters filters = WinogradFilters.Create(new float[35 * 19 * 9], 35, 19, WinogradTile.Four, VectorForms.Widest, false, team);
        Conv3x3Kernel kernel = new(Odd, WinogradTile.Four, ConvDirection.Forward, VectorForms.Widest);
        float[] x = new float[2 * 2 * 11 * 13 * 16], y = new float[2 * 3 * 11 * 13 * 16];
        kernel.Run(x, filters, [], [], false, [], y, team, workspace);
        long before = GC.GetAllocatedBytesForCurrentThread(), held = workspace.Bytes;
        for (int i = 0; i < 10; i++) kernel.Run(x, filters, [], [], false, [], y, team, workspace);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(held, workspace.Bytes);
        Assert.Equal(kernel.WorkspaceFloats(1) * sizeof(float), held);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using ThreadTeam team = new(1);
        using Workspace workspace = new();
        using WinogradFilters filters = WinogradFilters.Create(new float[35 * 19 * 9], 35, 19, WinogradTile.Four, VectorForm.Scalar, false, team);
        Conv3x3Kernel kernel = new(Odd, WinogradTile.Four, ConvDirection.Forward, VectorForm.Scalar), other = new(Odd, WinogradTile.Two, ConvDirection.Forward, VectorForm.Scalar);
        float[] x = new float[2 * 2 * 11 * 13 * 16], y = new float[2 * 3 * 11 * 13 * 16];
        Assert.Throws<ShapeException>(() => WinogradFilters.Create(new float[8], 1, 1, WinogradTile.Four, VectorForm.Scalar, false, team));
        Assert.Throws<ShapeException>(() => kernel.Run(x.AsSpan(1), filters, [], [], false, [], y, team, workspace));
        Assert.Throws<ShapeException>(() => kernel.Run(x, filters, [], [], false, [], y.AsSpan(1), team, workspace));
        Assert.Throws<ShapeException>(() => kernel.Run(x, filters, new float[34], [], false, [], y, team, workspace));
        Assert.Throws<ShapeException>(() => kernel.Run(x, filters, [], new float[16], false, [], y, team, workspace));
        Assert.Throws<ShapeException>(() => other.Run(x, filters, [], [], false, [], y, team, workspace));
        Assert.Throws<ShapeException>(() => new Conv3x3Kernel(Odd with { PadTop = 3 }, WinogradTile.Four, ConvDirection.Forward, VectorForm.Scalar));
        Assert.Throws<ShapeException>(() => new Conv3x3Kernel(Odd with { Height = 1, PadTop = 0 }, WinogradTile.Four, ConvDirection.Forward, VectorForm.Scalar));
    }
}
