using System.Diagnostics;
using System.Globalization;
using OnnxStyle.Autograd;
using OnnxStyle.Benchmark;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Operators;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

// One forward and backward pass of Gatys' losses, asked for over standard input; tools/bench/peer_torch.py does the same in PyTorch.
//
//     OnnxStyle.Benchmark --weights FILE.safetensors|vgg19|encoder [--threads 2] [--plain]
//     OnnxStyle.Benchmark --nodes N --weights ... [--plain]             each convolution's rate at N pixels beside the ceiling, see Nodes.cs
//     OnnxStyle.Benchmark --loop N --weights ... [--iterations 30]      what a whole run of N pixels adds to that, see Loop.cs
//     OnnxStyle.Benchmark --strotss --weights ...                       one evaluation of STROTSS's losses, see Strotss.cs
//     OnnxStyle.Benchmark --heads CHANNELS                              its heads alone
//
// VGG-19 up to relu5_1 with average pooling and zero padding; loss = mean((F - P)^2) at relu4_2 + the sum over relu1_1, relu2_1, relu3_1,
// relu4_1, relu5_1 of mean((F F^T / M - A)^2). Picture and targets are the same arithmetic noise on both sides.
// --plain: ONNX Runtime's own convolutions instead of ours. The time to make a session goes to standard error.
// Prints "ready"; then "N" -> "ms T", "check N" -> "loss L gradient G", "quit" -> "peak MB".
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string weights = Option("--weights", "encoder");
int threads = int.Parse(Option("--threads", "2"), CultureInfo.InvariantCulture);
string[] styleLayers = ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"];
const string ContentLayer = "relu4_2";

if (Array.IndexOf(args, "--loop") >= 0)
{
    Loop.Measure(weights, int.Parse(Option("--loop", "512"), CultureInfo.InvariantCulture), threads, int.Parse(Option("--iterations", "30"), CultureInfo.InvariantCulture), styleLayers, ContentLayer);
    return;
}

if (Array.IndexOf(args, "--heads") >= 0)
{
    Strotss.Heads(int.Parse(Option("--heads", "2179"), CultureInfo.InvariantCulture), threads);
    return;
}

if (Array.IndexOf(args, "--strotss") >= 0)
{
    Strotss.Serve(weights, threads);
    Console.WriteLine($"peak {PeakMegabytes():f0}");
    return;
}

bool plain = Array.IndexOf(args, "--plain") >= 0;
Encoder encoder = Encoder.Open(weights);
using FilterBank bank = new();
Session? session = null;
Tensor<float> loss = new(Shape.Scalar), gradient = new(Shape.Scalar);
long prepared = 0;
if (Array.IndexOf(args, "--nodes") >= 0)
{
    Nodes.Print(threads, profile =>
    {
        WinogradGraph? rewritten = Prepare(long.Parse(Option("--nodes", "256"), CultureInfo.InvariantCulture), profile);
        return (session!, rewritten);
    });
    return;
}

Console.WriteLine("ready");
while (Console.ReadLine() is { } line && line.Trim() is not "quit")
{
    string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    if (words.Length == 0) break;
    long side = long.Parse(words[^1], CultureInfo.InvariantCulture);
    if (side != prepared) Prepare(side);
    long begin = Stopwatch.GetTimestamp();
    session!.Run();
    double milliseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    Console.WriteLine(words[0] == "check" ? $"loss {loss.Span[0]:g9} gradient {Norm(gradient):g9}" : $"ms {milliseconds:f3}");
}

Console.WriteLine($"peak {PeakMegabytes():f0}");
session?.Dispose();

WinogradGraph? Prepare(long side, string? profile = null)
{
    session?.Dispose();
    Shape shape = new(1, 3, side, side);
    GraphBuilder graph = new("benchmark");
    Value image = graph.Input("image", shape);
    Dictionary<string, Tensor<float>> inputs = new() { ["image"] = Noise(shape, 0, 1) };
    IReadOnlyDictionary<string, Value> features = encoder.Append(graph, image, [.. styleLayers, ContentLayer]);

    Value target = graph.Input("content", features[ContentLayer].Shape);
    inputs["content"] = Noise(target.Shape, 1, 100);
    Value total = MeanSquare(graph, features[ContentLayer], target);
    foreach (string layer in styleLayers)
    {
        long channels = features[layer].Shape[1], positions = features[layer].Shape[2] * features[layer].Shape[3];
        Value style = graph.Input($"style/{layer}", new Shape(channels, channels));
        inputs[$"style/{layer}"] = Noise(style.Shape, 2, 1000);
        Value flat = graph.Reshape(features[layer], channels, positions);
        Value gram = graph.Gemm(flat, flat, alpha: 1f / positions, transB: true);
        total = graph.Add(total, MeanSquare(graph, gram, style));
    }

    graph.Output(total, "total");
    graph.Output(Gradient.Append(graph, total, [image])[0], "gradient");
    long begin = Stopwatch.GetTimestamp();
    SessionOptions options = new() { Threads = threads, ProfilePath = profile };
    WinogradGraph? rewritten = plain ? null : WinogradGraph.Of(graph.Build());
    session = rewritten?.CreateSession(options, bank) ?? Session.Create(graph.Build(), options);
    Console.Error.WriteLine($"session of {side} px made in {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:f0} ms{(plain ? "" : $", filters {bank.Bytes / 1e6:f0} MB")}");
    foreach ((string name, Tensor<float> tensor) in inputs) session.BindInput(name, tensor);
    loss = new Tensor<float>(Shape.Scalar);
    gradient = new Tensor<float>(shape);
    session.BindOutput("total", loss);
    session.BindOutput("gradient", gradient);
    prepared = side;
    return rewritten;
}

string Option(string name, string fallback) => Array.IndexOf(args, name) is int i and >= 0 && i + 1 < args.Length ? args[i + 1] : fallback;

static Value MeanSquare(GraphBuilder graph, Value a, Value b)
{
    Value difference = graph.Sub(a, b);
    return graph.ReduceMean(graph.Mul(difference, difference), keepDims: false);
}

// Numbers in 0..scale that the other side makes too.
static Tensor<float> Noise(Shape shape, long salt, float scale)
{
    Tensor<float> tensor = new(shape);
    Span<float> values = tensor.Span;
    for (int i = 0; i < values.Length; i++) values[i] = scale * (float)(((i + salt) * 1103515245 + 12345) % (1L << 31) / (double)(1L << 31));
    return tensor;
}

static double Norm(Tensor<float> tensor)
{
    double sum = 0;
    foreach (float value in tensor.Span) sum += (double)value * value;
    return Math.Sqrt(sum);
}

static double PeakMegabytes()
{
    const string Status = "/proc/self/status";
    if (!File.Exists(Status)) return Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
    string row = File.ReadLines(Status).First(text => text.StartsWith("VmHWM", StringComparison.Ordinal));
    return double.Parse(row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
}
