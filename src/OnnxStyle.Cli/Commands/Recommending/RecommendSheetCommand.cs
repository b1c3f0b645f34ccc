using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Recommender;

namespace OnnxStyle.Cli.Commands;

/// <summary>Draws a work and those recommended for it as one labelled sheet.</summary>
internal static class RecommendSheetCommand
{
    public static Command Create(Terminal terminal)
    {
        RecommendQueryOptionSet options = new();
        Option<string> output = new("--output", "-o") { Description = "The picture to write: .png, .jpg, .webp or .tif.", HelpName = "FILE", Required = true };
        Option<string?> images = Words.Text("--images", "DIR", "The folder of the pictures. [default: where they were when the index was made]");
        Option<int?> cell = Words.Whole("--cell", "N", $"Pixels of the longer side of each picture, 16 to 4096. [default: {new ContactSheetOptions().CellSide}]");
        DocumentedCommand command = new(
            "sheet",
            "Draw a work and those recommended for it as one labelled sheet, the nearest first.",
            "onnxstyle recommend sheet catalogue.index --work A00057 -o sheet.png",
            "onnxstyle recommend sheet catalogue.index --work A00057 -o sheet.png --alpha 0 --texture 0.5 --cell 160");
        options.AddTo(command);
        foreach (Option option in new Option[] { output, images, cell }) command.Add(option);
        return command.Does(terminal, (parsed, _) =>
        {
            (string path, string id, QueryOptions chosen) = options.Bind(parsed);
            ContactSheetOptions look = new() { CellSide = parsed.GetValue(cell) ?? new ContactSheetOptions().CellSide };
            look.Validate();
            string target = parsed.GetValue(output)!;
            OutputFile.Prepare(target, path);
            using ArtIndex index = ArtIndex.Open(path);
            ImageFile.Save(RecommendationSheet.Draw(index, id, chosen, parsed.GetValue(images), look), target);
            terminal.Out.WriteLine(target);
            return ExitCode.Done;
        });
    }
}
