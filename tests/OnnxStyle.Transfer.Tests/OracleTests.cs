using System.Runtime.InteropServices;
using System.Text.Json;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer.Tests;

/// <summary>VGG-19 against PyTorch in double (tools/oracle/gatys_reference.py), in float32 on ONNX Runtime.</summary>
public sealed class OracleTests
{
    private const double LossTolerance = 1e-4;

    private static readonly JsonElement Reference = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reference", "gatys.json"))).RootElement;
    private static readonly Lazy<PaintEngine> Engine = new(() => Open(plain: false));
    private static readonly Lazy<PaintEngine> PlainEngine = new(() => Open(plain: true));

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Reference.GetProperty("cases").GetArrayLength())];

    public static TheoryData<int> SmallCases => [.. Enumerable.Range(0, Reference.GetProperty("cases").GetArrayLength()).Where(index => Case(index).GetProperty("side").GetInt32() == 64)];

    /// <summary>Every case with ONNX Runtime's own convolutions and with ours.</summary>
    public static TheoryData<int, bool> Twice
    {
        get
        {
            TheoryData<int, bool> rows = [];
            for (int index = 0; index < Reference.GetProperty("cases").GetArrayLength(); index++)
            {
                rows.Add(index, true);
                rows.Add(index, false);
            }

            return rows;
        }
    }

    [Theory, MemberData(nameof(Twice))]
    public void Losses_and_gradient_of_Gatys(int index, bool plain)
    {
        double atSmall = plain ? 1e-6 : 2e-6; // Winograd's transforms round once more on each side of every layer
        PaintEngine engine = (plain ? PlainEngine : Engine).Value;
        JsonElement wanted = Case(index);
        string kind = wanted.GetProperty("layers").GetString()!;
        (Image content, Image style, float[] x) = Inputs(wanted);
        BoundTerm[] terms = [Bind(new ContentLoss { Layers = [new($"{kind}4_2")] }, content, engine), Bind(new GramLoss { Layers = Style(kind) }, style, engine)];
        (double total, IReadOnlyList<LossValue> losses, float[] gradient) = Evaluate(terms, x, content, engine);
        Close(wanted.GetProperty("content").GetProperty("loss").GetDouble(), losses[0].Value, LossTolerance, losses[0].Name);
        foreach (LossValue loss in losses.Skip(1)) Close(wanted.GetProperty("gram").GetProperty(loss.Name["style/".Length..]).GetDouble(), loss.Value, LossTolerance, loss.Name);
        Close(wanted.GetProperty("total").GetProperty("loss").GetDouble(), total, LossTolerance, "total");
        // 5e-3 at 128 px: ReLU inputs near zero change sign between engines.
        Gradient(wanted.GetProperty("total").GetProperty("gradient"), gradient, content.Width == 64 ? atSmall : 5e-3);
        if (!wanted.TryGetProperty("gradientFile", out JsonElement file)) return;
        float[] full = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Reference", file.GetString()!))).ToArray();
        double difference = 0, norm = 0;
        for (int i = 0; i < full.Length; i++)
        {
            difference += Math.Pow((double)full[i] - gradient[i], 2);
            norm += Math.Pow(full[i], 2);
        }

        Assert.True(Math.Sqrt(difference / norm) < atSmall, $"relative L2 of the gradient {Math.Sqrt(difference / norm)}");
    }

    [Theory, MemberData(nameof(SmallCases))]
    public void Moments(int index)
    {
        JsonElement wanted = Case(index);
        string kind = wanted.GetProperty("layers").GetString()!;
        (Image content, Image style, float[] x) = Inputs(wanted);
        (double total, IReadOnlyList<LossValue> losses, float[] gradient) = Evaluate([Bind(new MeanCovarianceLoss { Layers = Style(kind) }, style)], x, content);
        foreach (LossValue loss in losses) Close(wanted.GetProperty("moments").GetProperty("terms").GetProperty(loss.Name["style/".Length..]).GetDouble(), loss.Value, LossTolerance, loss.Name);
        Close(wanted.GetProperty("moments").GetProperty("sum").GetProperty("loss").GetDouble(), total, LossTolerance, "sum");
        const double CovarianceCancels = 1e-5; // S is a difference of second moment and squared mean
        Gradient(wanted.GetProperty("moments").GetProperty("sum").GetProperty("gradient"), gradient, CovarianceCancels);
    }

    [Theory, MemberData(nameof(SmallCases))]
    public void Wasserstein(int index)
    {
        JsonElement wanted = Case(index);
        string kind = wanted.GetProperty("layers").GetString()!;
        (Image content, Image style, float[] x) = Inputs(wanted);
        (double total, IReadOnlyList<LossValue> losses, float[] gradient) = Evaluate([Bind(new WassersteinLoss { Layers = Style(kind) }, style)], x, content);
        const double Iterations = 0.03; // small eigenvalues are not resolved; the reference has exact roots
        foreach (LossValue loss in losses) Close(wanted.GetProperty("w2").GetProperty("terms").GetProperty(loss.Name["style/".Length..]).GetDouble(), loss.Value, Iterations, loss.Name);
        Close(wanted.GetProperty("w2").GetProperty("sum").GetProperty("loss").GetDouble(), total, Iterations, "sum");
        Gradient(wanted.GetProperty("w2").GetProperty("sum").GetProperty("gradient"), gradient, 0.05);
    }

    [Theory]
    [InlineData(TotalVariationKind.L1, "l1_sum")]
    [InlineData(TotalVariationKind.L2, "l2_sum")]
    [InlineData(TotalVariationKind.NinePoint, "nine_point")]
    public void Total_variation(TotalVariationKind kind, string name)
    {
        JsonElement wanted = Case(0);
        (Image content, _, float[] x) = Inputs(wanted);
        (double total, _, float[] gradient) = Evaluate([new BoundTerm { Term = new TotalVariationLoss { Kind = kind } }], x, content);
        double factor = kind == TotalVariationKind.NinePoint ? 1 : x.Length;
        JsonElement term = wanted.GetProperty("tv").GetProperty(name);
        Close(term.GetProperty("loss").GetDouble(), factor * total, LossTolerance, name);
        Gradient(term.GetProperty("gradient"), Array.ConvertAll(gradient, g => (float)(factor * g)), 1e-6);
    }

    private static JsonElement Case(int index) => Reference.GetProperty("cases")[index];

    private static LayerWeight[] Style(string kind) => [.. Enumerable.Range(1, 5).Select(block => new LayerWeight($"{kind}{block}_1"))];

    private static PaintEngine Open(bool plain) => new(new EngineOptions { Encoder = Pictures.Shared("weights/vgg19_conv.safetensors"), Plain = plain });

    private static BoundTerm Bind(LossTerm term, Image picture, PaintEngine? engine = null) => new() { Term = term, Targets = term.Targets(PictureStatistics.Of(engine ?? Engine.Value, picture, [(term, null)], CancellationToken.None)[0]) };

    private static (double Total, IReadOnlyList<LossValue> Losses, float[] Gradient) Evaluate(BoundTerm[] terms, float[] x, Image content, PaintEngine? engine = null)
    {
        engine ??= Engine.Value;
        LossGraph graph = LossGraph.Build(engine, new Shape(1, 3, content.Height, content.Width), LossConvention.Inner, terms);
        using PictureObjective objective = new(engine, graph, null, CancellationToken.None);
        float[] gradient = new float[x.Length];
        double total = objective.Evaluate(x, gradient);
        return (total, objective.LossesAt(total), gradient);
    }

    private static (Image Content, Image Style, float[] X) Inputs(JsonElement wanted)
    {
        int side = wanted.GetProperty("side").GetInt32();
        JsonElement inputs = wanted.GetProperty("inputs");
        Image content = Square(inputs.GetProperty("content"), side), style = Square(inputs.GetProperty("style"), side);
        return (content, style, [.. content.Planar.Zip(style.Planar, (c, s) => (float)(((double)c + s) / 2))]);
    }

    // The central square, averaged over whole blocks, as the script does it.
    private static Image Square(JsonElement input, int side)
    {
        Image image = ImageFile.Load(Pictures.Shared($"images/{input.GetProperty("file").GetString()}"));
        int k = Math.Min(image.Width, image.Height) / side, top = (image.Height - (k * side)) / 2, left = (image.Width - (k * side)) / 2;
        Image result = new(side, side);
        for (int c = 0; c < 3; c++)
        {
            for (int y = 0; y < side; y++)
            {
                for (int x = 0; x < side; x++)
                {
                    double sum = 0;
                    for (int j = 0; j < k; j++)
                        for (int i = 0; i < k; i++) sum += Math.Round(255 * image.Channel(c)[((top + (y * k) + j) * image.Width) + left + (x * k) + i]);
                    result.Channel(c)[(y * side) + x] = (float)(sum / (k * k) / 255);
                }
            }
        }

        Assert.Equal(input.GetProperty("mean").GetDouble(), result.Planar.Average(value => (double)value), 1e-6);
        return result;
    }

    private static void Gradient(JsonElement wanted, float[] gradient, double tolerance)
    {
        double norm = wanted.GetProperty("l2").GetDouble(), square = 0, projection = 0;
        for (long i = 0; i < gradient.Length; i++)
        {
            square += (double)gradient[i] * gradient[i];
            projection += gradient[i] * (((((i * 1103515245) + 12345) % 2147483648L) / 2147483648.0) - 0.5);
        }

        Close(norm, Math.Sqrt(square), tolerance, "norm of the gradient");
        Assert.True(Math.Abs(projection - wanted.GetProperty("projection").GetDouble()) <= 4 * tolerance * norm, $"projection of the gradient: {projection}, expected {wanted.GetProperty("projection").GetDouble()}, norm {norm}");
    }

    private static void Close(double expected, double found, double tolerance, string what) =>
        Assert.True(Math.Abs(expected - found) <= tolerance * Math.Abs(expected), $"{what}: expected {expected}, found {found}, relative {Math.Abs(expected - found) / Math.Abs(expected)}");
}
