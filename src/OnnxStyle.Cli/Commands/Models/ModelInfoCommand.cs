using System.CommandLine;
using OnnxStyle.Autograd;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Operators;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Commands;

/// <summary>The card of an encoder.</summary>
internal static class ModelInfoCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = new("MODEL") { Description = "encoder, the name of an installed model, or the path of a weight file." };
        Option<bool> json = CommonOptions.Json();
        Option<int?> operators = Words.Whole("--operators", "SIDE", "Instead: what becomes of each convolution of a loss and its gradient on the processor at SIDE x SIDE pixels, and why. [default: off]");
        Option<string?> folder = CommonOptions.ModelFolder();
        return new DocumentedCommand(
            "info",
            "Show the card of an encoder: layers, channels, preprocessing, licence, cost.",
            "onnxstyle model info encoder",
            "onnxstyle model info ./my-vgg.safetensors --json",
            "onnxstyle model info encoder --operators 256")
        {
            model,
            json,
            operators,
            folder,
        }.Does(terminal, (parsed, _) =>
        {
            Encoder encoder = Encoder.Open(parsed.GetRequiredValue(model), parsed.GetValue(folder));
            if (parsed.GetValue(operators) is int side)
            {
                foreach (ConvolutionVerdict verdict in Verdicts(encoder, side)) terminal.Out.WriteLine(verdict.ToString());
                return ExitCode.Done;
            }

            terminal.Out.WriteLine(parsed.GetValue(json) ? Json(encoder) : Text(encoder));
            return ExitCode.Done;
        });
    }

    // As a loss at the deepest layer runs.
    private static IReadOnlyList<ConvolutionVerdict> Verdicts(Encoder encoder, int side)
    {
        GraphBuilder graph = new("loss");
        Value image = graph.Input("image", new Shape(1, 3, side, side)), feature = encoder.Append(graph, image, [encoder.Layers[^1]])[encoder.Layers[^1]];
        graph.Output(Gradient.Append(graph, graph.ReduceMean(graph.Mul(feature, feature), keepDims: false), [image])[0], "gradient");
        return WinogradGraph.Of(graph.Build()).Verdicts;
    }

    private static string Text(Encoder encoder)
    {
        EncoderCard card = encoder.Card;
        return $"""
            name           {card.Name}
            file           {card.File}
            blocks         {card.Architecture}
            parameters     {encoder.ParameterCount:N0} ({card.Precision} in the file)
            cost           {encoder.MultiplyAdds(512, 512, encoder.Layers[^1]) / 1e9:0.0} billion multiply-adds forward at 512 x 512
            preprocessing  RGB 0..255, minus {string.Join(", ", card.Preprocessing.Mean)}, times {card.Preprocessing.Scale:R}
            licence        {(card.Licence.Length > 0 ? card.Licence : "not stated in the file")}
            origin         {(card.Origin.Length > 0 ? card.Origin : "not stated in the file")}
            layers         {string.Join(' ', encoder.Layers)}
            """;
    }

    private static string Json(Encoder encoder) => JsonText.Write(json =>
    {
        EncoderCard card = encoder.Card;
        json.WriteStartObject();
        json.WriteString("name", card.Name);
        json.WriteString("file", card.File);
        json.WriteString("blocks", card.Architecture.ToString());
        json.WriteNumber("parameters", encoder.ParameterCount);
        json.WriteString("precision", card.Precision.ToString());
        json.WriteNumber("multiplyAddsAt512", encoder.MultiplyAdds(512, 512, encoder.Layers[^1]));
        json.WriteStartArray("mean");
        foreach (float mean in card.Preprocessing.Mean) json.WriteNumberValue(mean);
        json.WriteEndArray();
        json.WriteNumber("scale", card.Preprocessing.Scale);
        json.WriteString("licence", card.Licence);
        json.WriteString("origin", card.Origin);
        json.WriteStartArray("layers");
        foreach (string layer in encoder.Layers) json.WriteStringValue(layer);
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
