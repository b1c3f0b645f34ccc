using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Kernels;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Commands;

/// <summary>Draws where a picture is no local affine function of a photograph's colours, and writes the Laplacian out.</summary>
internal static class MattingCommand
{
    private const double WhiteMisfit = 0.1, WhiteDiagonal = 8;

    public static Command Create(Terminal terminal)
    {
        MattingOptionSet options = new();
        DocumentedCommand command = new(
            "matting",
            "Draw where a picture is not photographic: the energy of a photograph's matting Laplacian (Levin et al. 2008), bright where colours around a pixel are no affine function of the photograph's. Prints the energy and the path of the map.",
            "onnxstyle matting photo.jpg --of stylised.png -o map.png",
            "onnxstyle matting photo.jpg --of stylised.png --white 0.02 --json -o map.png",
            "onnxstyle matting photo.jpg --size 200 --matrix laplacian.mtx -o diagonal.png");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) => Run(options.Bind(parsed), terminal, cancellationToken));
    }

    private static ExitCode Run(MattingRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        OutputFile output = OutputFile.Prepare(request.Output, request.Guide, request.Of ?? "");
        if (request.Matrix is not null) OutputFile.PrepareFolder(request.Matrix);
        ImageLoadOptions? sized = request.Size is null ? null : new ImageLoadOptions { Size = request.Size };
        Image? picture = request.Of is null ? null : ImageFile.Load(request.Of, sized);
        Image guide = picture is null ? ImageFile.Load(request.Guide, sized) : GuidePicture.Load(request.Guide, "GUIDE", picture, request.Of!, terminal);
        cancellationToken.ThrowIfCancellationRequested();
        double[] map = picture is null
            ? MattingMap.Diagonal(guide.Planar, guide.Height, guide.Width, request.Epsilon)
            : MattingMap.Energies(guide.Planar, picture.Planar, 3, guide.Height, guide.Width, request.Epsilon);
        double white = request.White ?? (picture is null ? WhiteDiagonal : WhiteMisfit);
        float[] levels = Array.ConvertAll(map, energy => (float)((picture is null ? energy : Misfit(energy)) / white));
        ImageFile.Save(new Mask(guide.Width, guide.Height, levels).ToImage(), output.Path);
        long? entries = request.Matrix is null ? null : Export(guide, request, cancellationToken);
        Print(request, guide, map, white, entries, output.Path, terminal);
        return ExitCode.Done;
    }

    // Nine pixels of three channels.
    private static double Misfit(double energy) => Math.Sqrt(energy / 27);

    private static long Export(Image guide, MattingRequest request, CancellationToken cancellationToken)
    {
        SparseMatrix matrix = SparseMatrix.OfMattingLaplacian(guide.Planar, guide.Height, guide.Width, request.Epsilon);
        long entries = 0;
        AtomicFile.Write(request.Matrix!, stream =>
        {
            using StreamWriter writer = new(stream, bufferSize: 1 << 16, leaveOpen: true);
            string remark = string.Create(CultureInfo.InvariantCulture, $"matting Laplacian, {guide.Width} x {guide.Height} pixels row by row, windows 3x3, epsilon {request.Epsilon}");
            entries = MatrixMarket.WriteSymmetric(matrix, remark, writer, cancellationToken);
        });
        return entries;
    }

    private static void Print(MattingRequest request, Image guide, double[] map, double white, long? entries, string path, Terminal terminal)
    {
        double energy = map.Sum(), largest = map.Max();
        if (request.Json)
        {
            terminal.Out.WriteLine(JsonText.Write(json =>
            {
                json.WriteStartObject();
                json.WriteString("guide", request.Guide);
                json.WriteString("picture", request.Of);
                json.WriteString("map", path);
                json.WriteNumber("width", guide.Width);
                json.WriteNumber("height", guide.Height);
                json.WriteNumber("epsilon", request.Epsilon);
                json.WriteString("measure", request.Of is null ? "diagonal" : "energy");
                json.WriteNumber("total", energy);
                json.WriteNumber("per_pixel", energy / map.Length);
                json.WriteNumber("largest", largest);
                json.WriteNumber("white", white);
                if (request.Matrix is not null)
                {
                    json.WriteString("matrix", request.Matrix);
                    json.WriteNumber("entries", entries!.Value);
                }

                json.WriteEndObject();
            }));
            return;
        }

        string measure = request.Of is null ? "trace" : "energy";
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{measure} {energy:g6}, {energy / map.Length:g4} a pixel, at most {largest:g4}{(request.Of is null ? "" : $" in a window (colours off by {Misfit(largest):g3})")}"));
        if (request.Matrix is not null) terminal.Note($"{request.Matrix}: {map.Length} rows, {entries} entries of the lower triangle.");
        terminal.Out.WriteLine(path);
    }
}
