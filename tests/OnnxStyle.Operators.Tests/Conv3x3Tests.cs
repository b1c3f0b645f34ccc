using OnnxStyle.Operators.Winograd;

namespace OnnxStyle.Operators.Tests;

/// <summary>Every layer against the definition in double, relative to its largest value.</summary>
public sealed class Conv3x3Tests
{
    /// <summary>Winograd's sums lose about two digits of float32's seven; 512 channels with F(4x4, 3x3) come to 3e-6.</summary>
    private const double Tolerance = 1e-5;

    public static TheoryData<int, int, int, int> Sizes => new()
    {
        // channels, results, height, width
        { 1, 1, 1, 1 }, { 1, 3, 5, 4 }, { 3, 1, 2, 9 }, { 3, 17, 13, 7 }, { 17, 3, 8, 8 }, { 17, 64, 9, 11 },
        { 64, 64, 12, 33 }, { 64, 17, 67, 41 }, { 3, 64, 67, 41 }, { 33, 49, 16, 16 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Layer_equals_the_definition(int channels, int results, int height, int width)
    {
        foreach (VectorForm form in Forms())
        {
            foreach (WinogradTile tile in Enum.GetValues<WinogradTile>())
            {
                foreach (ConvDirection direction in Enum.GetValues<ConvDirection>())
                {
                    Conv3x3Shape shape = new() { Batch = 1, Channels = channels, Results = results, Height = height, Width = width };
                    double error = Layer.Of(shape, tile, direction).Error(form, 2);
                    Assert.True(error < Tolerance, $"{form}, tiles of {(int)tile}, {direction}: {error:e2}");
                }
            }
        }
    }

    [Theory]
    [InlineData(512, 512, 6, 5)]
    [InlineData(512, 3, 4, 9)]
    [InlineData(64, 512, 9, 4)]
    public void Layer_of_many_channels_equals_the_definition(int channels, int results, int height, int width)
    {
        Conv3x3Shape shape = new() { Batch = 1, Channels = channels, Results = results, Height = height, Width = width };
        foreach (ConvDirection direction in Enum.GetValues<ConvDirection>())
        {
            double error = Layer.Of(shape, WinogradTile.Four, direction).Error(VectorForms.Widest, 2);
            Assert.True(error < Tolerance, $"{direction}: {error:e2}");
        }
    }

    private static IEnumerable<VectorForm> Forms() => Enum.GetValues<VectorForm>().Where(VectorForms.IsSupported);
}
