using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>Named starting points for <c>stylize</c>; every other option still has its say.</summary>
internal static class Presets
{
    public static readonly (string, int)[] Names = [("quick", 0), ("standard", 1), ("fine", 2), ("gatys", 3)];

    /// <summary>quick: a small picture for a first look; standard: the defaults; fine: 1024 pixels; gatys: the layers, start and single scale of Gatys et al. 2016.</summary>
    public static StylizeOptions Apply(int? preset, StylizeOptions options) => preset switch
    {
        0 => options with { LongSide = 256, AreaSide = null, Iterations = 80, LaterIterations = 60 },
        2 => options with { LongSide = 1024, AreaSide = null, Iterations = 300, LaterIterations = 120 },
        3 => options with
        {
            ContentLayers = [new("conv4_2")],
            StyleLayers = [new("conv1_1"), new("conv2_1"), new("conv3_1"), new("conv4_1"), new("conv5_1")],
            Pyramid = false,
            Iterations = 500,
            Start = Initialization.Noise,
        },
        _ => options,
    };
}
