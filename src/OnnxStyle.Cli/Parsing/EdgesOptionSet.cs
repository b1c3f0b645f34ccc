using System.CommandLine;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>edges</c> and how they become the library's.</summary>
internal sealed class EdgesOptionSet
{
    private readonly Argument<string> photo = new("PHOTO") { Description = "The picture whose edges are looked for." };
    private readonly Option<string?> output = Words.Text("--output", "FILE", "The picture to write: .png, .jpg, .webp or .tif. [default: edges.png]", "-o");
    private readonly Option<ImageSize?> size = Words.Parsed<ImageSize?>("--size", "N[+]|WxH|native", "The size at which edges are looked for: the longer side in pixels, the area of a square with +, or native. [default: native]",
        (result, word) => ImageSize.TryParse(word, out ImageSize? wish) ? wish : Words.Refuse<ImageSize?>(result, "--size", word, "512 (longer side), 512+ (area of a square), 640x480 or native"));
    private readonly Option<EdgeDrawingKind?> draw = Words.Choice("--draw", Words.EdgeDrawings, "white: white lines on black; black: black lines on white; over: dark lines over the photograph. [default: white]");
    private readonly EdgeOptionSet edges = new("--");

    public void AddTo(Command command)
    {
        command.Add(photo);
        command.Add(output);
        command.Add(size);
        command.Add(draw);
        edges.AddTo(command);
    }

    /// <summary>Words to options and paths. Opens no file.</summary>
    /// <exception cref="OptionsException">Values do not work.</exception>
    public EdgesRequest Bind(ParseResult parsed)
    {
        EdgesRequest request = new()
        {
            Photo = parsed.GetValue(photo)!,
            Output = parsed.GetValue(output) ?? "edges.png",
            Size = parsed.GetValue(size),
            Draw = parsed.GetValue(draw) ?? EdgeDrawingKind.White,
            Options = edges.Apply(parsed, new EdgeOptions()),
        };
        request.Options.Validate();
        return request;
    }
}
