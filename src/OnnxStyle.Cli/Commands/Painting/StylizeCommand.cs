using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Cli.Progress;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>Paints a photograph in the style of one or more paintings.</summary>
internal static class StylizeCommand
{
    public static Command Create(Terminal terminal)
    {
        StylizeOptionSet options = new();
        DocumentedCommand command = new(
            "stylize",
            "Paint a photograph in the style of one or more paintings.",
            "onnxstyle stylize photo.jpg painting.jpg -o painted.png",
            "onnxstyle stylize photo.jpg night.jpg waves.jpg --style-weights 2,1 --size 512+ --color monge --max-memory 4GB -o painted.png",
            "onnxstyle stylize photo.jpg painting.jpg --encoder vgg19 --content-layers conv4_2 --style-layers conv1_1,conv2_1,conv3_1=0.5 -o painted.png",
            "onnxstyle stylize --from painted.json --seed 7 -o again.png");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) => Run(options.Bind(parsed), terminal, cancellationToken));
    }

    public static ExitCode Run(StylizeRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        Checkpoint? checkpoint = request.Resume is string resume ? Checkpoint.Load(resume) : null;
        if (checkpoint is not null) request = PreviousRun.WithPictures(request with { Options = checkpoint.Options }, checkpoint.Inputs, request.Resume!);
        OutputFile output = OutputFile.Prepare(request.Output, request.Inputs);
        output.Beside("--log", request.Log);
        output.Beside("--profile", request.Profile);
        (StylizeInputs inputs, request) = StylizePictures.Load(request, terminal);
        cancellationToken.ThrowIfCancellationRequested();
        using StyleTransfer transfer = new(request.Options with { ProfilePath = request.Profile });
        terminal.Note(EncoderLine(transfer.Encoder));
        if (request.DryRun) return Estimate(transfer, inputs, terminal);
        if (checkpoint is null) terminal.Note(EstimateLine(transfer.Estimate(inputs, calibrate: !terminal.Quiet), request.Options));
        else terminal.Note($"Going on at size {checkpoint.Level + 1}, after iteration {checkpoint.Iteration}.");

        cancellationToken.ThrowIfCancellationRequested();
        ImageSaveOptions saving = new() { BitDepth = request.BitDepth };
        StylizeResult result = RunProgress.Show(terminal, "the best picture so far and a checkpoint will be written", progress =>
            transfer.Run(inputs, progress, new SnapshotFiles(output, saving, terminal), checkpoint, cancellationToken));
        return Save(result, request, output, terminal);
    }

    private static ExitCode Save(StylizeResult result, StylizeRequest request, OutputFile output, Terminal terminal)
    {
        output.Save(result.Picture, result.Report, request.BitDepth, request.Log);
        foreach (string difference in PreviousRun.Differences(request.Recorded, result.Report.Inputs)) terminal.Note($"Note: {difference}.");
        if (request.Profile is not null) ProfileTable.Print(request.Profile, terminal);
        foreach (string note in result.Report.Notes) terminal.Note($"Note: {note}.");
        if (result.Report.Final is LossRow final) terminal.Note(string.Create(CultureInfo.InvariantCulture, $"Loss {final.Total:G4} after {result.Report.Seconds:0.0} s."));
        output.Leave(result.Checkpoint, "stylize", terminal);
        terminal.Out.WriteLine(output.Path);
        return result.Report.Cancelled ? ExitCode.Cancelled : ExitCode.Done;
    }

    private static ExitCode Estimate(StyleTransfer transfer, StylizeInputs inputs, Terminal terminal)
    {
        RunEstimate estimate = transfer.Options.MaxMemoryBytes is long most ? Fitted(transfer, inputs, most) : transfer.Estimate(inputs, calibrate: true);
        terminal.Out.WriteLine(JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("encoder", transfer.Encoder.Name);
            json.WriteNumber("width", estimate.Width);
            json.WriteNumber("height", estimate.Height);
            json.WriteNumber("levels", estimate.Levels);
            json.WriteNumber("iterations", estimate.Iterations);
            json.WriteNumber("peakBytes", estimate.PeakBytes);
            json.WriteNumber("multiplyAdds", estimate.MultiplyAdds);
            if (estimate.Seconds is double seconds) json.WriteNumber("seconds", Math.Round(seconds, 1));
            json.WriteEndObject();
        }));
        return ExitCode.Done;
    }

    private static RunEstimate Fitted(StyleTransfer transfer, StylizeInputs inputs, long most)
    {
        using StyleTransfer smaller = new(transfer.Options with { LongSide = transfer.FitMemory(inputs, most), AreaSide = null, MaxMemoryBytes = null });
        return smaller.Estimate(inputs, calibrate: true);
    }

    private static string EncoderLine(Encoder encoder) => string.Create(CultureInfo.InvariantCulture,
        $"Encoder: {encoder.Name} ({encoder.Card.File}, {encoder.ParameterCount / 1e6:0.0} million parameters){(encoder.Name == "encoder" ? "; `onnxstyle model get vgg19` brings the large one" : "")}.");

    private static string EstimateLine(RunEstimate estimate, StylizeOptions options)
    {
        string fit = options.MaxMemoryBytes is long most && most < estimate.PeakBytes ? $", more than {ByteSize.Format(most)}: the size will be reduced" : "";
        string time = estimate.Seconds is double seconds ? $", about {RunProgress.Duration(TimeSpan.FromSeconds(seconds))}" : "";
        return $"{estimate.Width} x {estimate.Height} pixels in {estimate.Levels} size{(estimate.Levels == 1 ? "" : "s")}, {estimate.Iterations} iterations, about {ByteSize.Format(estimate.PeakBytes)}{fit}{time}.";
    }
}
