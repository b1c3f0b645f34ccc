using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;
using OnnxStyle.Training;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>
/// Pictures painted through a student before it is trained: pairs out of its pictures, few steps and many, little style and much, some from noise. They are
/// kept as files, so that a run that goes on sees the same.
/// </summary>
internal static class StudentPaintings
{
    private const int PairsAndOptions = 0x9A1;
    private const string ContentLayer = "relu4_2";
    private const double NoiseShare = 0.15;
    private static readonly int[] Steps = [10, 30, 60, 120];
    private static readonly double[] StyleWeights = [10, 30, 100];

    /// <summary>Paints, or with <paramref name="goOn"/> takes the pictures that are there and paints the rest.</summary>
    /// <param name="engine">Paints; its encoder is the student's file.</param>
    /// <param name="architecture">Its layers: of the usual ones those that it has are painted with.</param>
    /// <param name="files">The pictures to pair.</param>
    /// <param name="count">How many to paint.</param>
    /// <param name="side">Pixels of the longer side.</param>
    /// <param name="seed">Decides pairs and options.</param>
    /// <param name="folder">Where they lie.</param>
    /// <param name="goOn">Whether pictures that are there stay.</param>
    /// <param name="terminal">Told about every one.</param>
    /// <param name="cancellationToken">Stops with an <see cref="OperationCanceledException"/>.</param>
    public static PaintedPictures Of(
        EngineOptions engine, VggArchitecture architecture, IReadOnlyList<string> files, int count, int side, int seed, string folder, bool goOn, Terminal terminal, CancellationToken cancellationToken)
    {
        List<Image> pictures = [];
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{i:000}.png"));
            if (!goOn || !File.Exists(path))
            {
                OutputFile.PrepareFolder(path);
                ImageFile.Save(Paint(engine, architecture, files, side, RandomStream.Of(seed, PairsAndOptions, i), cancellationToken), path);
                terminal.Note($"painted {i + 1} of {count}");
            }

            pictures.Add(ImageFile.Load(path));
        }

        return PaintedPictures.Of(pictures);
    }

    private static Image Paint(EngineOptions engine, VggArchitecture architecture, IReadOnlyList<string> files, int side, RandomStream random, CancellationToken cancellationToken)
    {
        Image content = DarkBorders.Trim(ImageFile.Load(files[random.Below(files.Count)])), style = DarkBorders.Trim(ImageFile.Load(files[random.Below(files.Count)]));
        LayerWeight[] layers = [.. StyleDistance.Layers.Where(layer => Has(architecture, layer)).Select(layer => new LayerWeight(layer))];
        using StyleTransfer transfer = new(new StylizeOptions
        {
            ContentLayers = Has(architecture, ContentLayer) ? [new(ContentLayer)] : [layers[^1]],
            StyleLayers = layers,
            Engine = engine,
            LongSide = side,
            Pyramid = false,
            Iterations = Steps[random.Below(Steps.Length)],
            StyleWeight = StyleWeights[random.Below(StyleWeights.Length)],
            Start = random.NextDouble() < NoiseShare ? Transfer.Initialization.Noise : Transfer.Initialization.Content,
            Optimizer = new OptimizerChoice { StrongWolfe = false },
        });
        return transfer.Paint(content, [style], cancellationToken: cancellationToken);
    }

    private static bool Has(VggArchitecture architecture, string layer) => architecture.PositionOf(layer.Replace("relu", "conv", StringComparison.Ordinal)) >= 0;
}
