using System.Diagnostics;
using System.Globalization;
using OnnxStyle.Networks;
using OnnxStyle.Operators;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;
using OnnxStyle.Training;
using OnnxStyle.TrainingBenchmark;

// Time, losses and memory of training steps. `TASK BATCH STEPS [--save FILE] [--threads N] [--plain] [--sgd RATE] [--verdicts] [--profile]`, TASK autoencoder, unet, classifier or
// distillation (`--teacher vgg19 --model-folder FOLDER`, or else the embedded encoder; `--plan` as of `train encoder`). --verdicts says what became of each convolution.
// Adam with a rate of 0.001, or with --sgd gradient descent with a momentum of 0.9; the rate rises over the first steps.
// --save writes initial weights and four batches for tools/bench/peer_train.py, which does the same steps in PyTorch; --profile prints the time of each kind of node.
string task = args[0];
int batch = int.Parse(args[1], CultureInfo.InvariantCulture), steps = int.Parse(args[2], CultureInfo.InvariantCulture);
int threads = args.Contains("--threads") ? int.Parse(After("--threads"), CultureInfo.InvariantCulture) : 2;
double? sgd = args.Contains("--sgd") ? double.Parse(After("--sgd"), CultureInfo.InvariantCulture) : null;
UpdateOptions update = new() { Kind = sgd is null ? UpdateKind.Adam : UpdateKind.Sgd };
const int Batches = 4;
const double WarmUp = 20; // steps: at the full rate from the first step on the autoencoder's sigmoids saturate, and its losses are noise
ITrainingTask chosen = task switch
{
    "autoencoder" => new AutoencoderTask(new AutoencoderOptions()),
    "unet" => new AutoencoderTask(new AutoencoderOptions { Architecture = AutoencoderArchitecture.UNet }),
    "classifier" => new SmallClassifier(),
    "distillation" => Distillation.Of(Option("--teacher", "embedded")!, Option("--model-folder", null), Option("--plan", StudentPlan.Default)!),
    _ => throw new ArgumentException($"unknown task {task}"),
};
Tensor<float>[][] data = [.. Enumerable.Range(0, Batches).Select(Batch)];
if (args.Contains("--save"))
{
    WeightSet saved = chosen.Parameters.Weights(chosen.Parameters.InitialVector().Span);
    for (int i = 0; i < Batches; i++)
        for (int k = 0; k < data[i].Length; k++) saved.Add($"batch{i}.{chosen.Inputs[k].Name}", data[i][k]);
    WeightFile.Save(saved, After("--save"));
}

string? profile = args.Contains("--profile") ? Path.Combine(Path.GetTempPath(), $"step-{Environment.ProcessId}") : null;
long start = Stopwatch.GetTimestamp();
using (TrainingStep step = TrainingStep.Create(chosen, batch, update, new SessionOptions { Threads = threads, ProfilePath = profile }, args.Contains("--plain")))
{
    double made = Stopwatch.GetElapsedTime(start).TotalSeconds;
    List<double> seconds = [];
    List<float> losses = [];
    for (int i = 0; i < steps; i++)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int k = 0; k < step.Inputs.Count; k++) data[i % Batches][k].Bytes.CopyTo(step.Inputs[k].Bytes);
        step.Run((sgd ?? 1e-3) * Math.Min(1, (i + 1) / WarmUp));
        seconds.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        losses.Add(step.Losses[0]);
    }

    string peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "").Trim();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{{\"session\": {made:F3}, \"peak_mb\": {long.Parse(peak, CultureInfo.InvariantCulture) / 1024}, \"seconds\": [{string.Join(", ", seconds.Select(s => s.ToString("F4", CultureInfo.InvariantCulture)))}], \"losses\": [{string.Join(", ", losses.Select(l => l.ToString("R", CultureInfo.InvariantCulture)))}]}}"));
    if (args.Contains("--verdicts")) foreach (ConvolutionVerdict verdict in WinogradGraph.Of(step.Graph).Verdicts) Console.WriteLine(verdict);
    if (profile is not null) Show(step, profile);
}

string After(string option) => args[Array.IndexOf(args, option) + 1];

string? Option(string name, string? without) => args.Contains(name) ? After(name) : without;

void Show(TrainingStep step, string start)
{
    step.Dispose();
    foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(start)!, Path.GetFileName(start) + "*"))
    {
        IReadOnlyList<ProfileNode> nodes = ProfileReader.Read(file);
        double total = nodes.Sum(node => node.Microseconds) / 1e3;
        foreach (IGrouping<string, ProfileNode> group in nodes.GroupBy(node => node.OpType).OrderByDescending(group => group.Sum(node => node.Microseconds / 1e3)))
            Console.WriteLine($"{group.Sum(node => node.Microseconds / 1e3) / steps,9:F2} ms a step {group.Sum(node => node.Microseconds / 1e3) / total,6:P1}  {group.Key}");
        Console.WriteLine();
        foreach (IGrouping<string, ProfileNode> group in nodes.GroupBy(node => node.Name).OrderByDescending(group => group.Sum(node => node.Microseconds / 1e3)).Take(40))
            Console.WriteLine($"{group.Sum(node => node.Microseconds / 1e3) / steps,9:F2} ms  {group.First().OpType,-14} {group.Key}");
        File.Delete(file);
    }
}

// Smooth coloured waves with noise: something that can be learnt, without files.
Tensor<float>[] Batch(int number)
{
    Tensor<float>[] made = [.. chosen.Inputs.Select(input => new Tensor<float>(input.Of(batch)))];
    int side = (int)made[0].Shape[3];
    RandomStream random = RandomStream.Of(9, number);
    Span<float> picture = made[0].Span;
    for (int plane = 0, at = 0; plane < batch * 3; plane++)
    {
        double u = 0.02 + (0.2 * random.NextDouble()), v = 0.02 + (0.2 * random.NextDouble()), phase = 6 * random.NextDouble();
        for (int y = 0; y < side; y++)
            for (int x = 0; x < side; x++) picture[at++] = (float)Math.Clamp(0.5 + (0.3 * Math.Sin((u * x) + (v * y) + phase)) + (0.05 * random.NextNormal()), 0, 1);
    }

    if (made.Length > 1)
        for (int i = 0; i < batch; i++) made[1].Span[(i * SmallClassifier.Classes) + random.Below(SmallClassifier.Classes)] = 1;
    return made;
}
