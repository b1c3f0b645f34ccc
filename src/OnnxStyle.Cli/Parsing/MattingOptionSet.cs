using System.CommandLine;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Imaging;
using OnnxStyle.Kernels;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>matting</c> and how they become values.</summary>
internal sealed class MattingOptionSet
{
    private readonly Argument<string> guide = new("GUIDE") { Description = "The photograph whose matting Laplacian it is." };
    private readonly Option<string?> of = Words.Text("--of", "PICTURE", "The picture whose energy is measured, such as a stylised one; the guide is scaled to its size. [default: none; the map is the Laplacian's diagonal]");
    private readonly Option<string?> output = Words.Text("--output", "FILE", "The map to write: .png, .jpg, .webp or .tif. [default: matting.png]", "-o");
    private readonly Option<ImageSize?> size = Words.Parsed<ImageSize?>("--size", "N[+]|WxH|native", "The size of the pictures: the longer side in pixels, the area of a square with +, or native. [default: native]",
        (result, word) => ImageSize.TryParse(word, out ImageSize? wish) ? wish : Words.Refuse<ImageSize?>(result, "--size", word, "512 (longer side), 512+ (area of a square), 640x480 or native"));
    private readonly Option<double?> epsilon = Words.Number("--epsilon", "E", $"The Laplacian's regulariser, 1e-12 to 1, colours being 0 to 1. [default: {MattingLaplacian.DefaultEpsilon}]");
    private readonly Option<double?> white = Words.Number("--white", "LEVEL",
        "What is drawn white. With --of: how far colours are off in a window, root mean square, 0 to 1; without: energy of a change of one pixel by 1. [default: 0.1 with --of, else 8]");
    private readonly Option<string?> matrix = Words.Text("--matrix", "FILE", "Write the Laplacian as a sparse matrix, too: Matrix Market text (.mtx), lower triangle, about 400 bytes a pixel. [default: none]");
    private readonly Option<bool> json = CommonOptions.Json();

    public void AddTo(Command command)
    {
        command.Add(guide);
        foreach (Option option in new Option[] { of, output, size, epsilon, white, matrix, json }) command.Add(option);
    }

    /// <summary>Words to values and paths. Opens no file.</summary>
    /// <exception cref="OptionsException">Values do not work.</exception>
    public MattingRequest Bind(ParseResult parsed)
    {
        MattingRequest request = new()
        {
            Guide = parsed.GetValue(guide)!,
            Of = parsed.GetValue(of),
            Output = parsed.GetValue(output) ?? "matting.png",
            Size = parsed.GetValue(size),
            Epsilon = parsed.GetValue(epsilon) ?? MattingLaplacian.DefaultEpsilon,
            White = parsed.GetValue(white),
            Matrix = parsed.GetValue(matrix),
            Json = parsed.GetValue(json),
        };
        List<string> problems = [];
        if (!(request.Epsilon is >= 1e-12 and <= 1)) problems.Add($"--epsilon is {request.Epsilon}: expected 1e-12 to 1");
        if (request.White is <= 0) problems.Add($"--white is {request.White}: expected a number above 0");
        if (request.Matrix is not null && !request.Matrix.EndsWith(".mtx", StringComparison.OrdinalIgnoreCase)) problems.Add($"--matrix {request.Matrix}: expected a name that ends with .mtx");
        OptionsException.ThrowIfAny("matting", problems);
        return request;
    }
}
