using OnnxStyle.Imaging;
using OnnxStyle.Kernels;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer.Tests;

/// <summary>Photographic transfer: its masks, its losses and the whole.</summary>
public sealed class PhotoTests
{
    private static readonly EngineOptions Small = new() { Encoder = "encoder" };
    private static readonly PhotoOptions Tiny = new() { Engine = Small, LongSide = 48, Iterations = 12, Pyramid = false, Stages = 2 };

    [Theory]
    [InlineData(37, 29)]
    [InlineData(33, 50)]
    [InlineData(16, 16)]
    public void Masks_are_carried_down_as_by_plain_loops(int width, int height)
    {
        Encoder encoder = Encoder.Embedded();
        double[] values = LossHarness.Random(width * height, width);
        Mask mask = new(width, height, Array.ConvertAll(values, value => (float)Math.Abs(value)));
        string[] layers = ["relu1_1", "conv2_2", "pool2", "relu3_1", "relu4_1", "relu5_1"];
        IReadOnlyDictionary<string, Tensor<float>> guides = Guides.Of(encoder, mask, layers, GuideMode.Average);
        double[,] at = new double[height, width];
        for (int y = 0; y < height; y++) for (int x = 0; x < width; x++) at[y, x] = mask.Values[(y * width) + x];
        foreach (string layer in encoder.Layers)
        {
            int h = at.GetLength(0), w = at.GetLength(1);
            double[,] next = at;
            if (layer.StartsWith("conv", StringComparison.Ordinal))
            {
                next = new double[h, w];
                for (int y = 0; y < h; y++)
                    for (int x = 0; x < w; x++)
                        for (int v = Math.Max(y - 1, 0); v <= Math.Min(y + 1, h - 1); v++)
                            for (int u = Math.Max(x - 1, 0); u <= Math.Min(x + 1, w - 1); u++) next[y, x] += at[v, u] / 9;
            }
            else if (layer.StartsWith("pool", StringComparison.Ordinal))
            {
                next = new double[h / 2, w / 2];
                for (int y = 0; y < h / 2; y++)
                    for (int x = 0; x < w / 2; x++) next[y, x] = (at[2 * y, 2 * x] + at[2 * y, (2 * x) + 1] + at[(2 * y) + 1, 2 * x] + at[(2 * y) + 1, (2 * x) + 1]) / 4;
            }

            at = next;
            if (!layers.Contains(layer)) continue;
            Assert.Equal(encoder.SizeAt(layer, height, width), (at.GetLength(0), at.GetLength(1)));
            double root = Math.Sqrt(at.Cast<double>().Average(value => value * value));
            const double Float32 = 1e-5;
            Assert.Equal(at.Cast<double>().Select(value => value / root), guides[layer].Span.ToArray().Select(value => (double)value), (a, b) => Math.Abs(a - b) < Float32 * Math.Max(1, a));
        }
    }

    [Fact]
    public void The_loss_of_classes_is_its_formula_and_its_gradient_that_of_differences()
    {
        // F of the painting 5 x 4, of the style 3 x 6, two soft classes; L = sum_c share_c mean (G_c[O] - G_c[S])^2 with G = (F T)(F T)^T / M.
        Shape painting = new(1, 3, 5, 4), style = new(1, 3, 3, 6);
        double[] features = LossHarness.Random(60, 1), target = LossHarness.Random(54, 2);
        double[] shares = [0.3, 0.7];
        double expected = 0, found = 0;
        double[] gradient = new double[60];
        List<LossHarness> harnesses = [];
        for (int c = 0; c < 2; c++)
        {
            float[] inPainting = Guide(20, 10 + c), inStyle = Guide(18, 20 + c);
            GramLoss term = new() { Name = $"style:{c}", Layers = [new("f")] };
            IReadOnlyDictionary<string, Tensor<float>> targets = LossHarness.Targets(term, style, target, new Dictionary<string, Tensor<float>> { ["f"] = new(new Shape(1, 1, 3, 6), inStyle) });
            harnesses.Add(new LossHarness(term, painting, targets, new Dictionary<string, Tensor<float>> { ["f"] = new(new Shape(1, 1, 5, 4), inPainting) }));
            double[,] o = Gram(features, inPainting, 20), s = Gram(target, inStyle, 18);
            for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) expected += shares[c] * Math.Pow(o[i, j] - s[i, j], 2) / 9;
            (double loss, double[] slope) = harnesses[c].At(features);
            found += shares[c] * loss;
            for (int i = 0; i < 60; i++) gradient[i] += shares[c] * slope[i];
        }

        const double TargetsInFloat32 = 1e-6;
        Assert.Equal(expected, found, TargetsInFloat32);
        double[] along = LossHarness.Random(60, 3);
        double At(double step) => harnesses.Select((harness, c) => shares[c] * harness.At([.. features.Zip(along, (f, d) => f + (step * d))]).Loss).Sum();
        Assert.Equal((At(1e-6) - At(-1e-6)) / 2e-6, gradient.Zip(along, (g, d) => g * d).Sum(), 1e-6);

        static float[] Guide(int count, int seed)
        {
            double[] values = [.. LossHarness.Random(count, seed).Select(Math.Abs)];
            double root = Math.Sqrt(values.Average(value => value * value));
            return [.. values.Select(value => (float)(value / root))];
        }

        static double[,] Gram(double[] f, float[] guide, int positions)
        {
            double[,] gram = new double[3, 3];
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++)
                    for (int k = 0; k < positions; k++) gram[i, j] += f[(i * positions) + k] * guide[k] * f[(j * positions) + k] * guide[k] / positions;
            return gram;
        }
    }

    [Theory]
    [InlineData("reference", 1)]
    [InlineData("processor", 0.001)]
    public void The_photorealism_is_the_energy_and_its_gradient_that_of_differences(string kernels, double scale)
    {
        const int Width = 13, Height = 9, Length = 3 * Width * Height;
        using KernelSet set = kernels == "reference" ? KernelSet.Reference() : KernelSet.Processor(2);
        Image content = Pictures.Content(Width, Height);
        using MattingTerm term = new(set, content, 1e-4, 50, scale);
        // The energy is quadratic, so central differences of any step are exact; steps and values on a grid of 2^-10 add exactly in float32.
        float[] x = Grid(1), along = Grid(2), gradient = new float[Length], before = Grid(3);
        before.CopyTo(gradient, 0);
        double value = term.Add(x, gradient);
        using MattingLaplacian laplacian = set.MattingLaplacian(content.Planar, Height, Width, 1e-4);
        double[] energies = new double[3];
        laplacian.Energy(x, 3, energies);
        const double Tolerance = 1e-6;
        Assert.Equal(scale * energies.Sum(), value, Tolerance * scale * energies.Sum());
        double At(float sign) => term.Add([.. x.Zip(along, (a, b) => a + (sign * b))], new float[Length]);
        double expected = term.Weight * (At(1) - At(-1)) / 2, found = Enumerable.Range(0, Length).Sum(i => (double)(gradient[i] - before[i]) * along[i]);
        double magnitude = Enumerable.Range(0, Length).Sum(i => Math.Abs((gradient[i] - before[i]) * (double)along[i]));
        Assert.True(Math.Abs(expected - found) <= Tolerance * magnitude, $"expected {expected}, found {found}");

        static float[] Grid(int seed) => Array.ConvertAll(LossHarness.Random(Length, seed, 0.4), value => (float)(Math.Round(value * 1024) / 1024));
    }

    [Fact]
    public void What_is_affine_in_the_contents_colours_costs_almost_nothing()
    {
        Image content = Pictures.Content(24, 20);
        using KernelSet set = KernelSet.Processor(1);
        using MattingTerm term = new(set, content, 1e-7, 1, 1);
        float[] affine = new float[content.Planar.Length], noise = Array.ConvertAll(LossHarness.Random(affine.Length, 4, 0.2), value => (float)value);
        for (int i = 0; i < affine.Length; i++)
            affine[i] = 0.1f + (0.5f * content.Planar[i % content.PixelCount]) - (0.3f * content.Planar[content.PixelCount + (i % content.PixelCount)]);
        Assert.InRange(term.Add(affine, new float[affine.Length]), -1e-3, 1e-2 * term.Add(noise, new float[affine.Length]));
    }

    [Fact]
    public void Without_a_change_the_next_level_starts_from_the_content()
    {
        Image content = Pictures.Content(47, 33), small = ImageResize.Resize(content, 20, 14, Resampling.Bicubic);
        PlannedLevel level = new() { Width = 47, Height = 33, Iterations = 1, StyleSizes = [] };
        Assert.Equal(content.Planar, PhotoTransfer.Enlarged(content, small, level).Planar, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Classes_are_matched_and_merged_by_rule()
    {
        // Content: a above b above c; the style has a, b and d. c touches b only.
        LabelMap content = Rows("aaaaaa", "aaaaaa", "bbbbbb", "bbbbbb", "cccccc", "cccccc"), style = Rows("aaaaaa", "aaaaaa", "bbbbbb", "bbbbbb", "dddddd", "dddddd");
        PhotoClasses classes = PhotoClasses.Match(content, style);
        Assert.Equal(["blue", "green"], classes.Classes.Select(entry => entry.Name));
        Assert.Equal(4 / 6.0, classes.Classes[1].Content.Coverage, 1e-6); // b has taken c
        Assert.Equal(2 / 6.0, classes.Classes[1].Style.Coverage, 1e-6);
        Assert.Collection(classes.Notes,
            note => Assert.Contains("'black' of the content (33.3 %) has no counterpart in the style and is treated as 'green'", note, StringComparison.Ordinal),
            note => Assert.Contains("'white' of the style (33.3 %) has no counterpart in the content and is left out", note, StringComparison.Ordinal));
    }

    [Fact]
    public void A_speck_of_a_class_does_not_count()
    {
        LabelMap content = Rows("aaaaaa", "aaaaaa", "bbbbbb", "bbbbbb", "bbbbbb", "bbbbbb"), style = Rows("aaaaaa", "aaaaaa", "aaaaaa", "aaaaaa", "aaaaaa", "aaaabb");
        PhotoClasses classes = PhotoClasses.Match(content, style);
        Assert.Equal("blue", Assert.Single(classes.Classes).Name);
        Assert.Equal(1, classes.Classes[0].Content.Coverage);
        Assert.Contains(classes.Notes, note => note.Contains("has too little counterpart in the style", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a", "a", 0, 0)] // one class on both sides: as without masks
    [InlineData("a", "b", 0, 1)] // nothing in common
    [InlineData("ab", "ab", 2, 0)]
    [InlineData("ab", "a", 0, 1)] // b is treated as a, then a is everything
    [InlineData("ab", "ac", 1, 2)]
    [InlineData("a", "ab", 1, 1)] // only the style's a counts
    public void The_classes_of_two_maps(string content, string style, int classes, int notes)
    {
        PhotoClasses found = PhotoClasses.Match(Columns(content), Columns(style));
        Assert.Equal((classes, notes), (found.Classes.Count, found.Notes.Count));

        static LabelMap Columns(string letters) => Rows([.. Enumerable.Repeat(string.Concat(letters.Select(letter => new string(letter, 6))), 6)]);
    }

    [Fact]
    public void A_mask_of_another_shape_and_a_mask_alone_are_refused()
    {
        Image content = Pictures.Content(40, 30), style = Pictures.Style(30, 40);
        LabelMap wide = Rows("aaaa", "aaaa", "aaaa"), tall = Rows("aaa", "aaa", "aaa", "aaa");
        PhotoInputs inputs = new() { Content = content, Style = style, ContentLabels = wide, StyleLabels = tall };
        Assert.Empty(inputs.Classes().Classes);
        OptionsException swapped = Assert.Throws<OptionsException>(() => (inputs with { ContentLabels = tall, StyleLabels = wide }).Classes());
        Assert.Equal(2, swapped.Problems.Count);
        Assert.All(swapped.Problems, problem => Assert.Contains("are swapped", problem, StringComparison.Ordinal));
        Assert.Contains("another shape", Assert.Throws<OptionsException>(() => (inputs with { ContentLabels = Rows("aaaaaaa") }).Classes()).Message, StringComparison.Ordinal);
        Assert.Contains("masks of the content only", Assert.Throws<OptionsException>(() => (inputs with { StyleLabels = null }).Classes()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_class_is_the_plain_method_bit_by_bit()
    {
        PhotoInputs plain = new() { Content = Pictures.Content(), Style = Pictures.Style() };
        PhotoInputs one = plain with { ContentLabels = Rows([.. Enumerable.Repeat(new string('a', 48), 40)]), StyleLabels = Rows([.. Enumerable.Repeat(new string('a', 40), 48)]) };
        PhotoOptions options = Tiny with { Iterations = 3 };
        Assert.Equal(PhotoTransfer.Run(plain, options).Picture.Planar, PhotoTransfer.Run(one, options).Picture.Planar);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Lambda_keeps_the_picture_photographic(int stages)
    {
        PhotoInputs inputs = new() { Content = Pictures.Content(), Style = Pictures.Style(), ContentLabels = Halves(48, 40), StyleLabels = Halves(40, 48) };
        PhotoResult with = PhotoTransfer.Run(inputs, Tiny with { Stages = stages }), without = PhotoTransfer.Run(inputs, Tiny with { Stages = stages, PhotorealismWeight = 0 });
        Assert.True(Energy(inputs.Content, with.Optimized) < 0.5 * Energy(inputs.Content, without.Optimized));
        Assert.Equal(stages, with.Report.Levels.Count);
        Assert.Equal(stages * Tiny.Iterations, with.Report.Log.Count);
        LossRow last = with.Report.Log[^1];
        Assert.Equal(["content/relu4_2", "photorealism"], [last.Losses[0].Name, last.Losses[^1].Name]);
        Assert.Contains(last.Losses, loss => loss.Name == "style:blue/relu1_1");
        Assert.Equal(last.Total, last.Losses.Sum(loss => loss.Weighted), 1e-9 * last.Total);
        Assert.Equal(PhotoOptions.FromJson(with.Report.ToJson()).ToJson(), (Tiny with { Stages = stages }).ToJson());

        static double Energy(Image content, Image picture)
        {
            using KernelSet set = KernelSet.Processor(1);
            using MattingTerm term = new(set, content, 1e-7, 1, 1);
            return term.Add(picture.Planar, new float[picture.Planar.Length]);
        }
    }

    [Fact]
    public void The_settings_as_published_run_and_leave_the_photorealism_out_of_the_loss()
    {
        PhotoOptions options = PhotoOptions.AsPublished with { Engine = PhotoOptions.AsPublished.Engine with { Encoder = "encoder" }, LongSide = 48, Iterations = 2 };
        RunReport report = PhotoTransfer.Run(new PhotoInputs { Content = Pictures.Content(), Style = Pictures.Style() }, options).Report;
        LossRow last = report.Log[^1];
        Assert.True(last.Losses[^1] is { Name: "photorealism", Weighted: 0, Value: > 0 });
        Assert.Equal(last.Total, report.Final!.Total);
        Assert.Contains("GradientOnly", Assert.Throws<OptionsException>(() => (options with { Optimizer = new OptimizerChoice() }).Validate()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_the_photorealism_in_the_gradient_only_the_last_picture_counts()
    {
        // The loss without photorealism is smallest where the second stage begins, and that picture has the energy of the first.
        PhotoOptions options = Tiny with { GradientOnly = true, Optimizer = new OptimizerChoice { StrongWolfe = false }, Iterations = 25 };
        PhotoInputs inputs = new() { Content = Pictures.Content(), Style = Pictures.Style() };
        IReadOnlyList<LossRow> log = PhotoTransfer.Run(inputs, options).Report.Log;
        double first = log[25].Losses[^1].Value, last = log[^1].Losses[^1].Value;
        Assert.True(last < 0.5 * first, $"{first} to {last}");
        PhotoScoreRow row = PhotoScore.Of([("it", PhotoTransfer.Run(inputs, options).Optimized)], inputs, new PhotoScoreOptions { Engine = Small, LongSide = 48 }).Rows[0];
        Assert.InRange(row.MattingEnergy, 0.5 * last, 2 * last); // clipped to [0, 1] since
    }

    [Fact]
    public void A_run_reports_its_stages_and_can_be_stopped_in_either()
    {
        PhotoInputs inputs = new() { Content = Pictures.Content(), Style = Pictures.Style() };
        foreach (int stopAt in new[] { 3, 15 })
        {
            using CancellationTokenSource stop = new();
            List<StylizeProgress> seen = [];
            Sink progress = new(now =>
            {
                seen.Add(now);
                if (seen.Count(report => report.Row is not null) == stopAt) stop.Cancel();
            });
            PhotoResult result = PhotoTransfer.Run(inputs, Tiny, progress, null, stop.Token);
            Assert.True(result.Report.Cancelled);
            Assert.Equal(stopAt, result.Report.Log.Count);
            Assert.Equal((48, 40), (result.Picture.Width, result.Picture.Height));
            Assert.True(seen.Zip(seen.Skip(1), (a, b) => a.Done <= b.Done).All(rises => rises));
            Assert.Equal((stopAt > Tiny.Iterations ? 1 : 0, 2), (seen[^1].Level, seen[^1].Levels));
        }
    }

    [Fact]
    public void Less_memory_is_a_smaller_picture()
    {
        PhotoInputs inputs = new() { Content = Pictures.Content(480, 400), Style = Pictures.Style() };
        PhotoResult result = PhotoTransfer.Run(inputs, Tiny with { LongSide = 640, Iterations = 1, Stages = 1, MaxMemoryBytes = 260_000_000 });
        Assert.InRange(result.Picture.Width, 64, 600);
        Assert.Contains(result.Report.Notes, note => note.Contains("was reduced from 640", StringComparison.Ordinal));
    }

    [Fact]
    public void The_fast_mode_takes_the_colours_of_each_class_and_stays_photographic()
    {
        PhotoInputs inputs = new() { Content = Pictures.Content(), Style = Pictures.Style(), ContentLabels = Halves(48, 40), StyleLabels = Halves(40, 48) };
        PhotoOptions options = new() { LongSide = 48, Fast = true, Affine = false };
        PhotoResult result = PhotoTransfer.Run(inputs, options);
        Assert.Equal((48, 40), (result.Picture.Width, result.Picture.Height));
        ColorStatistics wanted = ColorStatistics.Of(inputs.Style, Halves(40, 48).Mask(0)), found = ColorStatistics.Of(result.Picture, Halves(48, 40).Mask(0));
        const double SmoothedAndClipped = 0.06;
        Assert.Equal(wanted.Mean, found.Mean, (a, b) => Math.Abs(a - b) < SmoothedAndClipped);
        Assert.True(result.Report.Measures["mattingEnergyAfter"] < 0.1 * result.Report.Measures["mattingEnergyBefore"]);
        Assert.True(PhotoOptions.FromJson(result.Report.ToJson()).Fast);
    }

    [Theory]
    [InlineData(PhotoStart.Content)]
    [InlineData(PhotoStart.Colors)]
    [InlineData(PhotoStart.Noise)]
    public void Every_start_ends_lower_and_repeats_bit_by_bit(PhotoStart start)
    {
        PhotoInputs inputs = new() { Content = Pictures.Content(), Style = Pictures.Style(), ContentLabels = Halves(48, 40), StyleLabels = Halves(40, 48) };
        PhotoOptions options = Tiny with { Start = start, Stages = 1, Iterations = 6, Affine = false };
        PhotoResult result = PhotoTransfer.Run(inputs, options);
        Assert.True(result.Report.Log[^1].Total < result.Report.Log[0].Total);
        Assert.Equal(result.Picture.Planar, PhotoTransfer.Run(inputs, options).Picture.Planar);
    }

    [Fact]
    public void Any_stylised_picture_is_made_photographic()
    {
        PhotoInputs inputs = new() { Content = Pictures.Content(), Style = Pictures.Style(), Stylised = Pictures.Style(96, 80) };
        PhotoResult result = PhotoTransfer.Run(inputs, new PhotoOptions { LongSide = 48, Fast = true });
        Assert.True(result.Report.Measures["mattingEnergyAfter"] < 0.01 * result.Report.Measures["mattingEnergyBefore"]);
        Assert.Contains(result.Report.Inputs, input => input.Role == "stylised");
        Assert.Throws<OptionsException>(() => PhotoTransfer.Run(inputs, Tiny));
        PhotoInputs tall = inputs with { Stylised = Pictures.Style() };
        Assert.Contains("made from this content", Assert.Throws<OptionsException>(() => PhotoTransfer.Run(tall, new PhotoOptions { LongSide = 48, Fast = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_tell_photographs_from_paintings()
    {
        Image content = Pictures.Content(), style = Pictures.Style();
        PhotoInputs inputs = new() { Content = content, Style = style, ContentLabels = Halves(48, 40), StyleLabels = Halves(40, 48) };
        Image stretched = ImageResize.Resize(style, 48, 40);
        PhotoScoreReport report = PhotoScore.Of([("content", content), ("style", stretched)], inputs, new PhotoScoreOptions { Engine = Small, LongSide = 48 });
        Assert.Equal((48, 40, 2), (report.Width, report.Height, report.Classes.Count));
        Assert.Equal(0, report.Rows[0].MattingEnergy, 1e-5);
        Assert.Equal(1, report.Rows[0].Edges, 1e-9);
        Assert.True(report.Rows[1].MattingEnergy > 100 * Math.Abs(report.Rows[0].MattingEnergy));
        Assert.True(report.Rows[1].Style < report.Rows[0].Style && report.Rows[1].Edges < 0.9);
        Assert.Equal(report.Rows[1].Style, System.Text.Json.JsonDocument.Parse(report.ToJson()).RootElement.GetProperty("pictures")[1].GetProperty("style").GetDouble());
        Assert.Throws<ShapeException>(() => PhotoScore.Of([("tall", style)], inputs, new PhotoScoreOptions { Engine = Small }));
    }

    private static LabelMap Halves(int width, int height) => Rows([.. Enumerable.Repeat(new string('a', width / 2) + new string('b', width - (width / 2)), height)]);

    private static LabelMap Rows(params string[] rows) => new(rows[0].Length, rows.Length, [.. string.Concat(rows).Select(letter => (byte)(letter - 'a'))], LabelPalette.DeepPhoto);
}
