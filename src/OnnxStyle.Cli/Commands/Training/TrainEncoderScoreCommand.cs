using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;
using OnnxStyle.Training;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>Says how good an encoder is by what matters: pictures made with it and with the network it learnt from, in the same steps.</summary>
internal static class TrainEncoderScoreCommand
{
    private static readonly int[] DefaultSizes = [224, 384];

    public static Command Create(Terminal terminal)
    {
        Argument<string[]> pictures = new("CONTENT STYLE") { Description = "Pairs of a photograph and a painting.", Arity = ArgumentArity.OneOrMore };
        Option<string?> encoder = Words.Text("--encoder", "NAME|FILE", "The encoder to judge. [default: encoder]");
        Option<string?> judge = Words.Text("--judge", "NAME|FILE", "The network that it is compared with, and that measures. [default: vgg19]");
        Option<string?> folder = CommonOptions.ModelFolder();
        Option<string?> sizes = Words.Text("--sizes", "N,N,...", "Pixels of the longer side. [default: 224,384]");
        Option<int?> iterations = Words.Whole("--iterations", "N", "L-BFGS steps, without a line search, so that each is one evaluation. [default: 60]");
        Option<string?> sheet = Words.Text("--sheet", "FILE", "Write the pictures beside each other. [default: none]");
        return new DocumentedCommand(
            "encoder-score",
            "Paint pairs with an encoder and with a large network, and print a table: how far each picture's Gram matrices are from the style's in the eyes of the large one (relative squared distance, mean of relu1_1 to relu5_1), and how long it took.",
            "onnxstyle train encoder-score photo.jpg painting.jpg --encoder encoder.safetensors",
            "onnxstyle train encoder-score photo.jpg painting.jpg owls.jpg waves.jpg --sizes 224 --iterations 60 --sheet pictures.png")
        {
            pictures, encoder, judge, folder, sizes, iterations, sheet,
        }.Does(terminal, (parsed, cancellationToken) =>
        {
            string[] files = parsed.GetRequiredValue(pictures);
            if (files.Length % 2 != 0) throw new OptionsException("train encoder-score", [$"there are {files.Length} pictures: expected pairs of a photograph and a painting"]);
            int[] sides = parsed.GetValue(sizes) is string text ? Sides(text) : DefaultSizes;
            int steps = parsed.GetValue(iterations) ?? 60;
            if (steps < 1) throw new OptionsException("--iterations", [$"{steps}: expected 1 or more"]);
            OutputFile? target = parsed.GetValue(sheet) is string path ? OutputFile.Prepare(path, files) : null;
            string[] networks = [parsed.GetValue(encoder) ?? "encoder", parsed.GetValue(judge) ?? "vgg19"];
            Encoder measure = Encoder.Open(networks[1], parsed.GetValue(folder));
            ContactSheet contact = new() { Title = $"{steps} steps" };
            foreach (string header in new[] { "photograph", "painting", networks[0], networks[1] }) contact.ColumnHeaders.Add(Path.GetFileName(header));
            System.Text.StringBuilder table = new("pair,size,encoder_style,judge_style,ratio,encoder_seconds,judge_seconds,time_ratio,encoder_layers,judge_layers\n");
            int row = 0;
            foreach (int side in sides)
            {
                for (int i = 0; i < files.Length; i += 2, row++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Image content = ImageFile.Load(files[i]), style = ImageFile.Load(files[i + 1]);
                    contact.Put(row, 0, content, $"{side} pixels");
                    contact.Put(row, 1, style);
                    Painted[] painted = [.. networks.Select(name => Paint(name, parsed.GetValue(folder), content, style, side, steps, measure, cancellationToken))];
                    for (int n = 0; n < painted.Length; n++) contact.Put(row, 2 + n, painted[n].Picture, string.Create(CultureInfo.InvariantCulture, $"{painted[n].Style:0.0000}, {painted[n].Seconds:0.0} s"));
                    string line = Line($"{Path.GetFileNameWithoutExtension(files[i])}+{Path.GetFileNameWithoutExtension(files[i + 1])}", side, painted[0], painted[1]);
                    table.Append(line).Append('\n');
                    terminal.Note(line);
                }
            }

            if (target is not null) ImageFile.Save(contact.Render(), target.Path);
            terminal.Out.Write(table);
            if (target is not null) terminal.Out.WriteLine(target.Path);
            return ExitCode.Done;
        });
    }

    private static Painted Paint(string network, string? folder, Image content, Image style, int side, int steps, Encoder measure, CancellationToken cancellationToken)
    {
        Stopwatch watch = Stopwatch.StartNew();
        using StyleTransfer transfer = new(new StylizeOptions
        {
            Engine = new EngineOptions { Encoder = network, ModelFolder = folder },
            LongSide = side,
            Pyramid = false,
            Iterations = steps,
            Optimizer = new OptimizerChoice { StrongWolfe = false },
        });
        Image picture = transfer.Paint(content, [style], cancellationToken: cancellationToken);
        double seconds = watch.Elapsed.TotalSeconds;
        (int width, int height) = ImageResize.FitLongSide(style.Width, style.Height, side);
        IReadOnlyList<double> layers = StyleDistance.Of(measure, picture.ToTensor(), ImageResize.Resize(style, width, height).ToTensor(), cancellationToken);
        return new Painted(picture, layers, seconds);
    }

    private static string Line(string pair, int side, Painted own, Painted judge) => string.Create(CultureInfo.InvariantCulture,
        $"{pair},{side},{own.Style:0.0000},{judge.Style:0.0000},{own.Style / judge.Style:0.00},{own.Seconds:0.00},{judge.Seconds:0.00},{own.Seconds / judge.Seconds:0.000},{own.ByLayer},{judge.ByLayer}");

    private static int[] Sides(string text)
    {
        string[] words = text.Split(',', StringSplitOptions.TrimEntries);
        int[] sides = [.. words.Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= 32 and <= 4096 ? side : 0)];
        return sides.Contains(0) ? throw new OptionsException("--sizes", [$"'{text}': expected numbers of pixels from 32 to 4096, separated by commas"]) : sides;
    }

    private sealed record Painted(Image Picture, IReadOnlyList<double> Layers, double Seconds)
    {
        public double Style => Layers.Average();

        public string ByLayer => string.Join(' ', Layers.Select(layer => layer.ToString("0.0000", CultureInfo.InvariantCulture)));
    }
}
