using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;
using OnnxStyle.Training;

namespace OnnxStyle.Cli.Commands;

/// <summary>Says which classes pictures belong to.</summary>
internal static class ClassifyCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string[]> pictures = new("PICTURE") { Description = "Pictures, or folders of them at any depth.", Arity = ArgumentArity.OneOrMore };
        Option<string> model = new("--model") { Description = "A classifier that `onnxstyle train classifier` wrote.", HelpName = "FILE.onnx", Required = true };
        Option<int?> top = Words.Whole("--top", "N", "The most classes of each picture, 1 or more. [default: 3]");
        Option<bool> json = CommonOptions.Json();
        Option<string?> provider = Words.Text("--provider", "NAME", "ONNX Runtime's provider; `onnxstyle doctor` lists them. Never replaced silently. [default: CPU]");
        Option<int?> threads = Words.Whole("--threads", "N", "Threads of ONNX Runtime; 0: one for each processor. [default: 0]");
        DocumentedCommand command = new(
            "classify",
            "Print the most probable classes of pictures. One that cannot be read is named, and the others are classified.",
            "onnxstyle classify painting.jpg --model styles.onnx",
            "onnxstyle classify gallery --model styles.onnx --top 1 --json")
        {
            pictures, model, top, json, provider, threads,
        };
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            int most = parsed.GetValue(top) ?? 3;
            if (most < 1) throw new OptionsException("top", [$"--top {most}: expected 1 or more"]);
            ClassifierModel classifier = ClassifierModel.Load(parsed.GetValue(model)!);
            string[] files = [.. parsed.GetValue(pictures)!.SelectMany(Files)];
            using PictureClassifier open = classifier.Open(new SessionOptions { Provider = parsed.GetValue(provider) ?? "CPU", Threads = parsed.GetValue(threads) ?? 0 });
            List<(string File, IReadOnlyList<ClassProbability> Classes)> found = [];
            foreach (string file in files)
            {
                try
                {
                    found.Add((file, [.. open.Classify(classifier.Square(file), cancellationToken).Take(most)]));
                }
                catch (ImageFormatException error)
                {
                    terminal.Error.WriteLine($"Error: {error.Message}");
                }
            }

            if (found.Count > 0 || parsed.GetValue(json)) terminal.Out.WriteLine(parsed.GetValue(json) ? Json(found) : Table(found));
            return found.Count == files.Length ? ExitCode.Done : ExitCode.BadInputFile;
        });
    }

    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path)) return [path];
        IReadOnlyList<string> files = PictureFolder.Files(path);
        return files.Count > 0 ? files : throw new PictureListException(path, "holds no picture; name another folder, or pictures");
    }

    private static string Table(List<(string File, IReadOnlyList<ClassProbability> Classes)> found)
    {
        int widest = found.Max(one => one.File.Length);
        return string.Join('\n', found.Select(one => $"{one.File.PadRight(widest)}  {string.Join("  ", one.Classes.Select(Percent))}"));
    }

    private static string Percent(ClassProbability one) => string.Create(CultureInfo.InvariantCulture, $"{one.Label} {100 * one.Probability:0.0} %");

    private static string Json(List<(string File, IReadOnlyList<ClassProbability> Classes)> found) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach ((string file, IReadOnlyList<ClassProbability> classes) in found)
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteStartArray("classes");
            foreach (ClassProbability one in classes)
            {
                json.WriteStartObject();
                json.WriteString("label", one.Label);
                json.WriteNumber("probability", one.Probability);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
