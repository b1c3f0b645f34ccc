using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>Writes an encoder, or a step of the optimisation, as an ONNX graph that any ONNX Runtime host can load.</summary>
internal static class ModelExportCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string?> model = new("MODEL") { Description = "encoder, the name of an installed model, or the path of a weight file. [default with --step: auto]", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> output = Words.Text("--output", "FILE", "The .onnx file to write. [default: MODEL.onnx, or step.onnx]", "-o");
        Option<ImageSize?> size = Words.Parsed<ImageSize?>("--size", "N|WxH", $"Pixels of the input picture; N is a square, with --step the longer side. [default: {EncoderExport.DefaultSide}, with --step 512]",
            (result, word) => ImageSize.TryParse(word, out ImageSize? value) && value!.ToString() is string text && text != "native" && !text.EndsWith('+')
                ? value
                : Words.Refuse<ImageSize?>(result, "--size", word, "224 (a square) or 640x480"));
        Option<string?> layers = Words.Text("--layers", "LAYER,...", "The outputs; the graph ends at the deepest. [default: all]");
        Option<bool> bare = new("--without-weights") { Description = "The graph alone, filters as inputs that the host gives. [default: off]" };
        Option<Pooling?> pooling = Words.Choice("--pooling", Words.Poolings, "How a window of pixels becomes one. [default: avg]");
        Option<FirstPadding?> padding = Words.Choice("--padding", Words.Paddings, "What lies around the picture for the first convolution. [default: zero]");
        Option<string?> folder = CommonOptions.ModelFolder();
        StepOptionSet step = new();
        Option[] forEncoders = [layers, bare];
        DocumentedCommand command = new(
            "export",
            "Write an encoder, or a whole optimisation step with its losses, their gradient and Adam's update, as an ONNX graph that any ONNX Runtime host runs.",
            "onnxstyle model export encoder -o encoder.onnx",
            "onnxstyle model export vgg19 --size 640x480 --layers relu4_2,relu5_1 -o vgg19.onnx",
            "onnxstyle model export --step --content photo.jpg --style painting.jpg --size 256 -o step.onnx")
        {
            model,
            output,
            size,
            layers,
            bare,
            pooling,
            padding,
            folder,
        };
        step.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            NetworkOptions options = new() { Pooling = parsed.GetValue(pooling) ?? Pooling.Average, FirstPadding = parsed.GetValue(padding) ?? FirstPadding.Zero };
            if (step.IsWanted(parsed, parsed.GetValue(model), forEncoders))
            {
                EngineOptions engine = new() { Encoder = parsed.GetValue(model) ?? "auto", ModelFolder = parsed.GetValue(folder), Pooling = options.Pooling, FirstPadding = options.FirstPadding };
                return StepFile.Write(step.Bind(parsed, engine, parsed.GetValue(size), parsed.GetValue(output) ?? "step.onnx"), terminal, cancellationToken);
            }

            Encoder encoder = Encoder.Open(parsed.GetValue(model)!, parsed.GetValue(folder));
            string target = parsed.GetValue(output) ?? $"{encoder.Name}.onnx";
            OutputFile.PrepareModel(target);
            int square = EncoderExport.DefaultSide;
            (int width, int height) = parsed.GetValue(size)?.Resolve(square, square) ?? (square, square);
            string[]? wanted = parsed.GetValue(layers)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            bool without = parsed.GetValue(bare);
            if (without && wanted is not null) throw new OptionsException("model export", ["--layers and --without-weights exclude each other: the graph without weights has all layers"]);
            Graph graph = without
                ? EncoderExport.ToGraphWithoutWeights(encoder.Name, encoder.Card.Architecture, encoder.Card.Preprocessing, height, width, options)
                : EncoderExport.ToGraph(encoder, height, width, wanted, options);
            OnnxWriter.Save(graph, target);
            terminal.Note($"{encoder.Name}: input [1, 3, {height}, {width}] RGB 0..1, {graph.Outputs.Count} outputs, {ByteSize.Format(new FileInfo(target).Length)}.");
            terminal.Out.WriteLine(target);
            return ExitCode.Done;
        });
    }
}
