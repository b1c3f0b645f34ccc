using System.Diagnostics;
using System.Globalization;
using OnnxStyle.OperatorBenchmark;
using OnnxStyle.Operators;
using OnnxStyle.Operators.Rewriting;
using OnnxStyle.Operators.Winograd;

// Every 3x3 convolution of VGG-19 to conv5_1, forward and backward, against ONNX Runtime's Conv of the same layer, call by call in turn.
//
//     OnnxStyle.OperatorBenchmark [--size 256] [--threads 2] [--rounds 15] [--rest 2] [--only conv3] [--direction forward|backward] [--form scalar|vector256|vector512]
//                                 [--tile 2|4] [--strips TILES] [--phases TILES] [--alone true] [--filters true] [--layer CHANNELS,RESULTS,ROWS,COLUMNS]
//
// With --layer that one in place of VGG-19's. With --filters also VGG-19's gradients of the filters, against ONNX Runtime's Conv with batch and channels swapped.
// Prints the median of each, the median of the ratios of neighbouring calls, what ours reaches as a direct convolution, and its share of the measured multiply ceiling.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int size = Number("--size", 256), threads = Number("--threads", Environment.ProcessorCount), rounds = Number("--rounds", 15), rest = Number("--rest", 2);
string only = Option("--only", string.Empty), way = Option("--direction", string.Empty);
bool alone = Option("--alone", "false") == "true";
VectorForm form = Option("--form", string.Empty) is { Length: > 0 } wanted ? Enum.Parse<VectorForm>(wanted, ignoreCase: true) : VectorForms.Widest;
WinogradTile? tile = Number("--tile", 0) is > 0 and int side ? (WinogradTile)side : null;
Conv3x3Plan? plan = Number("--strips", 0) is > 0 and int strips ? new Conv3x3Plan(false, strips)
    : Number("--phases", 0) is > 0 and int phases ? new Conv3x3Plan(true, phases) : null;
using ThreadTeam team = new(threads);
using Workspace workspace = new();
double ceiling = Ceiling.Measure(team, form);
Console.WriteLine($"{size} px, {threads} threads, {form}; multiply ceiling {ceiling:f0} GFLOP/s; ratios are ours / theirs, median of {rounds}");
double ours = 0, theirs = 0, creation = 0, bytes = 0;
IEnumerable<(string Name, int Channels, int Results, int Rows, int Columns)> layers = Option("--layer", string.Empty) is { Length: > 0 } layer
    ? [layer.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray() is [int c, int m, int h, int w] ? (layer, c, m, h, w) : throw new ArgumentException($"--layer {layer}: expected CHANNELS,RESULTS,ROWS,COLUMNS")]
    : Vgg.Layers.Where(l => l.Name.StartsWith(only, StringComparison.Ordinal)).Select(l => (l.Name, l.Channels, l.Results, size / l.Shrink, size / l.Shrink));
foreach ((string name, int channels, int results, int rows, int columns) in layers)
{
    float[] filters = Vgg.Noise(1, results * channels * 9, Math.Sqrt(6.0 / (9 * channels)));
    foreach (ConvDirection direction in Enum.GetValues<ConvDirection>().Where(d => d.ToString().StartsWith(way, StringComparison.OrdinalIgnoreCase)))
    {
        bool forward = direction == ConvDirection.Forward;
        Conv3x3Shape shape = new() { Batch = 1, Channels = forward ? channels : results, Results = forward ? results : channels, Height = rows, Width = columns };
        WinogradTile used = tile ?? TileChoice.Of(shape);
        long begin = Stopwatch.GetTimestamp();
        using WinogradFilters transformed = WinogradFilters.Create(filters, results, channels, used, form, backward: true, team);
        creation += forward ? Stopwatch.GetElapsedTime(begin).TotalMilliseconds : 0;
        bytes += forward ? transformed.Bytes : 0;
        Conv3x3Kernel kernel = new(shape, used, direction, form, plan);
        using Pair pair = new(shape, direction, filters, threads, alone);
        Action run = () => kernel.Run(pair.Input, transformed, [], [], false, [], pair.Result, team, workspace);
        for (int warm = 0; warm < 3; warm++)
        {
            run();
            pair.Theirs();
        }

        double[] a = new double[rounds], b = new double[rounds], ratios = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            if (!alone) b[round] = Milliseconds(pair.Theirs);
            a[round] = Milliseconds(run);
            ratios[round] = a[round] / b[round];
        }

        ours += Median(a);
        theirs += Median(b);
        double rate = shape.Operations / Median(a) / 1e6;
        Console.WriteLine($"{name} {direction,-8} {shape.Channels,3} -> {shape.Results,3} {shape.Height,4} x {shape.Width,-4} F({(int)used}):"
            + $" ours {Median(a),7:f2} ms (best {a.Min(),6:f2}), Conv {Median(b),7:f2} ms (best {b.Min(),6:f2}),"
            + $" ratio {Median(ratios):f3}, {rate,5:f0} GFLOP/s, {rate / ceiling:f2} of the ceiling, differ {pair.Difference():e1}");
    }
}

if (Option("--filters", "false") == "true") Filters.Compare(size, rounds, threads, only, form, team, workspace);
Console.WriteLine($"sum: ours {ours:f1} ms, Conv {theirs:f1} ms, ratio {ours / theirs:f3};"
    + $" filters {bytes / 1e6:f0} MB in {creation:f0} ms; workspace {workspace.Bytes / 1e6:f1} MB");

double Milliseconds(Action run)
{
    Thread.Sleep(rest);
    long begin = Stopwatch.GetTimestamp();
    run();
    return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
}

static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

int Number(string name, int fallback) => int.Parse(Option(name, $"{fallback}"), CultureInfo.InvariantCulture);

string Option(string name, string fallback) => Array.IndexOf(args, name) is int at and >= 0 && at + 1 < args.Length ? args[at + 1] : fallback;
