using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OnnxStyle.Kernels;
using OnnxStyle.Kernels.Measuring;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Commands;

/// <summary>Times the kernels of a device against what it can copy and multiply.</summary>
internal static class KernelsBenchCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string> device = KernelDevices.Option();
        Option<string?> kernel = KernelNames.Option();
        Option<int> warmup = Count("--warmup", "Runs of each kernel that are not timed.", 3, 0);
        Option<int> repeat = Count("--repeat", "Runs of each kernel that are timed; the median counts.", 20, 1);
        Option<bool> quick = new("--quick") { Description = "Tiny sizes, which only show that everything runs." };
        Option<bool> bare = new("--no-ceilings") { Description = "Do not measure what the device can copy and multiply, so that a profiler sees the kernels alone." };
        Option<bool> nvtx = new("--nvtx") { Description = "Mark every kernel as a range for Nsight, if NVIDIA's libnvToolsExt is here (builds with -p:Gpu=true)." };
        Option<string?> output = new("--output", "-o") { Description = "Write the figures as JSON to this file, too.", HelpName = "FILE" };
        return new DocumentedCommand(
            "bench",
            "Time the kernels of a device on data that lies there: median, GB/s and GFLOP/s of the least work that the result needs, and their share of what the device copies and multiplies at most.",
            "onnxstyle kernels bench",
            "onnxstyle kernels bench --device cuda --kernel gram --warmup 0 --repeat 1 --no-ceilings")
        {
            device, kernel, warmup, repeat, quick, bare, nvtx, output,
        }.Does(terminal, (parsed, cancellationToken) =>
        {
            string? file = parsed.GetValue(output), only = parsed.GetValue(kernel);
            if (file is not null) OutputFile.PrepareFolder(file);
            bool marks = parsed.GetValue(nvtx);
            if (marks && KernelRange.Missing is string reason) terminal.Note($"No NVTX ranges: {reason}.");
            using KernelSet set = KernelDevices.Open(parsed.GetValue(device)!);
            terminal.Note($"{set.Name}: {set.Device}");
            Header(terminal);
            List<KernelTiming> timings = [];
            double? copy = null, multiply = null;
            foreach (KernelWork work in set.Works(parsed.GetValue(quick), name => name is KernelWork.Copy or KernelWork.Multiply ? !parsed.GetValue(bare) : only is null || name == only))
            {
                using KernelWork owned = work;
                using KernelRange range = new(marks ? $"{work.Kernel} {work.Size}" : null);
                KernelTiming timing = Time(work, parsed.GetValue(warmup), parsed.GetValue(repeat), copy, multiply, cancellationToken);
                if (work.Kernel == KernelWork.Copy) copy = timing.BytesPerSecond;
                if (work.Kernel == KernelWork.Multiply) multiply = timing.OperationsPerSecond;
                timings.Add(timing);
                Row(terminal, timing);
            }

            if (file is not null)
            {
                AtomicFile.WriteAllText(file, Json(set, timings));
                terminal.Out.WriteLine(file);
            }

            return ExitCode.Done;
        });
    }

    private static Option<int> Count(string name, string help, int fallback, int least)
    {
        Option<int> option = new(name) { Description = help, HelpName = "COUNT", DefaultValueFactory = _ => fallback };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < least) result.AddError($"{name} {result.Tokens[0].Value}: expected {least} or more.");
        });
        return option;
    }

    private static KernelTiming Time(KernelWork work, int warmup, int repeat, double? copy, double? multiply, CancellationToken cancellationToken)
    {
        for (int i = 0; i < warmup; i++) work.Run();
        double[] seconds = new double[repeat];
        for (int i = 0; i < repeat; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            seconds[i] = work.Run().TotalSeconds;
        }

        Array.Sort(seconds);
        double median = seconds[repeat / 2], bytes = work.Bytes / median, operations = work.Operations / median;
        return new KernelTiming(work.Kernel, work.Size, median, seconds[0], bytes, operations, bytes > 0 ? bytes / copy : null, operations > 0 ? operations / multiply : null);
    }

    private static void Header(Terminal terminal) =>
        terminal.Out.WriteLine($"{"kernel",-9} {"size",-32} {"median ms",11} {"best ms",11} {"GB/s",9} {"GFLOP/s",9} {"of copy",8} {"of multiply",11}");

    private static void Row(Terminal terminal, KernelTiming t) => terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{t.Kernel,-9} {t.Size,-32} {t.Seconds * 1e3,11:0.0000} {t.Best * 1e3,11:0.0000} {t.BytesPerSecond / 1e9,9:0.0} {t.OperationsPerSecond / 1e9,9:0.0} {Percent(t.CopyShare),8} {Percent(t.MultiplyShare),11}"));

    private static string Percent(double? share) => share is double s ? string.Create(CultureInfo.InvariantCulture, $"{100 * s:0} %") : "-";

    private static string Json(KernelSet set, List<KernelTiming> timings) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("device", set.Name);
        json.WriteString("description", set.Device);
        json.WriteStartArray("kernels");
        foreach (KernelTiming t in timings)
        {
            json.WriteStartObject();
            json.WriteString("kernel", t.Kernel);
            json.WriteString("size", t.Size);
            json.WriteNumber("median_seconds", t.Seconds);
            json.WriteNumber("best_seconds", t.Best);
            json.WriteNumber("bytes_per_second", t.BytesPerSecond);
            json.WriteNumber("operations_per_second", t.OperationsPerSecond);
            Share(json, "share_of_copy", t.CopyShare);
            Share(json, "share_of_multiply", t.MultiplyShare);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Share(Utf8JsonWriter json, string name, double? share)
    {
        if (share is double value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
