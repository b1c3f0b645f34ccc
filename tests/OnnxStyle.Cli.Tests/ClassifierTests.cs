using System.Text.Json;

namespace OnnxStyle.Cli.Tests;

public sealed class ClassifierTests : IDisposable
{
    private static readonly string[] Quick = ["--side", "32", "--layers", "relu1_1,relu2_1", "--cache", "none"];
    private readonly Samples samples = new();

    public ClassifierTests()
    {
        foreach ((string label, int kind) in new[] { ("across", 0), ("checks", 1) })
        {
            Directory.CreateDirectory(samples.At($"classes/{label}"));
            for (int i = 0; i < 8; i++)
            {
                int number = i;
                samples.Save($"classes/{label}/{i}.png", 40, 36, (x, y, c) => ((x + number) / 3 % 2 ^ (kind * ((y + number) / 3 % 2))) == 0 ? 0.2f + (0.02f * number) : 0.7f + (0.03f * c));
            }
        }
    }

    public void Dispose() => samples.Dispose();

    [Fact]
    public async Task A_classifier_is_trained_and_used()
    {
        string model = samples.At("out/m.onnx");
        (ExitCode code, string output, string error) = await Shell.Run(["train", "classifier", samples.At("classes"), "-o", model, "--baseline", "--cross-validate", "2", .. Quick]);
        Assert.Equal(ExitCode.Done, code);
        Assert.EndsWith($"{model}\n", output, StringComparison.Ordinal);
        Assert.Contains("moments of encoder", output, StringComparison.Ordinal);
        Assert.Contains("colour histogram", output, StringComparison.Ordinal);
        Assert.Contains("16 pictures of 2 classes", error, StringComparison.Ordinal);
        Assert.True(File.Exists(samples.At("out/m-confusion.svg")) && File.Exists(samples.At("out/m-confusion.png")));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(samples.At("out/m.json")));
        Assert.Equal(1, report.RootElement.GetProperty("head").GetProperty("crossValidation").GetProperty("accuracy").GetDouble());
        Assert.Equal(4, report.RootElement.GetProperty("head").GetProperty("judged").GetArrayLength());

        (code, output, _) = await Shell.Run("classify", samples.At("classes/checks"), samples.At("classes/across/3.png"), "--model", model, "--top", "1", "--json");
        Assert.Equal(ExitCode.Done, code);
        using JsonDocument found = JsonDocument.Parse(output);
        Assert.Equal([.. Enumerable.Repeat("checks", 8), "across"], found.RootElement.EnumerateArray().Select(one => one.GetProperty("classes")[0].GetProperty("label").GetString()));

        File.WriteAllText(samples.At("broken.png"), "no picture");
        (code, output, error) = await Shell.Run("classify", samples.At("broken.png"), samples.At("classes/across/3.png"), "--model", model);
        Assert.Equal(ExitCode.BadInputFile, code);
        Assert.Contains("broken.png", error, StringComparison.Ordinal);
        Assert.Contains("across/3.png  across", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_is_another_way_to_name_classes()
    {
        File.WriteAllText(samples.At("t.csv"), "file,kind,use\n" + string.Concat(new[] { "across", "checks" }.SelectMany(label => Enumerable.Range(0, 8).Select(i => $"classes/{label}/{i}.png,{label},{(i < 6 ? "yes" : "no")}\n"))));
        (ExitCode code, _, string error) = await Shell.Run(["train", "classifier", samples.At("t.csv"), "--label", "kind", "--where", "use=yes", "-o", samples.At("t.onnx"), .. Quick]);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("12 pictures of 2 classes", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_network_sees_is_drawn()
    {
        string model = samples.At("m.onnx"), sheet = samples.At("sheet.png");
        (ExitCode code, string output, string error) = await Shell.Run(["train", "classifier", samples.At("classes"), "-o", model, "--finetune", "1", "--epochs", "1", "--batch", "4", "--cross-validate", "2", .. Quick]);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("Fine-tuning", error, StringComparison.Ordinal);
        Assert.Contains("fine-tuned", output, StringComparison.Ordinal);
        Assert.Contains("of 2 folds", output, StringComparison.Ordinal);
        Assert.False(File.Exists(samples.At("m.checkpoint"))); // only a stop leaves one
        (string[] Words, ExitCode Code, string Says)[] cases =
        [
            (["--layer", "relu2_1", "--count", "5", "--size", "48"], ExitCode.Done, ""),
            (["--layer", "relu2_1", "--model", model], ExitCode.Done, ""),
            (["--model", model], ExitCode.Done, ""),
            (["--model", model, "--class", "checks", "--cell", "64"], ExitCode.Done, ""),
            (["--model", model, "--class", "cubism"], ExitCode.Usage, "--class cubism: the classifier knows across, checks"),
            (["--model", model, "--layer", "relu9_9"], ExitCode.Usage, "There is no layer 'relu9_9'"),
            (["--model", model, "--layer", "relu2_1", "--class", "checks"], ExitCode.Usage, "--class: no effect with --layer"),
            (["--model", samples.Content], ExitCode.BadModel, "cannot be read as an ONNX model"),
            (["--layer", "relu5_1", "--size", "8"], ExitCode.Usage, "at least 16 x 16 pixels"),
            (["--layer", "relu2_1", "--count", "0"], ExitCode.Usage, "--count 0"),
            (["--model", model, "--encoder", "vgg19"], ExitCode.Usage, "--encoder: no effect with --model"),
            ([], ExitCode.Usage, "--layer: name a layer"),
        ];
        foreach ((string[] words, ExitCode expected, string says) in cases)
        {
            File.Delete(sheet);
            (code, output, error) = await Shell.Run(["activations", samples.Content, "-o", sheet, .. words]);
            Assert.Equal((expected, expected == ExitCode.Done ? sheet + "\n" : ""), (code, output));
            Assert.Contains(says, error, StringComparison.Ordinal);
            Assert.Equal(expected == ExitCode.Done, File.Exists(sheet));
        }
    }

    [Theory]
    [InlineData("train classifier missing", ExitCode.BadInputFile, "is not there")]
    [InlineData("train classifier style.png", ExitCode.BadInputFile, "is a file")]
    [InlineData("train classifier classes/across", ExitCode.BadInputFile, "holds no folder")]
    [InlineData("train classifier t.csv", ExitCode.Usage, "--label: name the column")]
    [InlineData("train classifier t.csv --label kind", ExitCode.BadInputFile, "is not there")]
    [InlineData("train classifier classes --label kind", ExitCode.Usage, "--label: no effect without a table")]
    [InlineData("train classifier classes --where a", ExitCode.Usage, "--where: no effect")]
    [InlineData("train classifier classes -o m.png", ExitCode.Usage, "must end with .onnx")]
    [InlineData("train classifier classes --features edges", ExitCode.Usage, "expected mean, moments, gram, histogram")]
    [InlineData("train classifier classes --layers relu9_1", ExitCode.Usage, "There is no layer 'relu9_1'")]
    [InlineData("train classifier classes --side 4", ExitCode.Usage, "--side is 4")]
    [InlineData("train classifier classes --test 0.9", ExitCode.Usage, "--test is 0.9")]
    [InlineData("train classifier classes --l2 -1", ExitCode.Usage, "--l2 is -1")]
    [InlineData("train classifier classes --cross-validate 5", ExitCode.BadInputFile, "is a class of 8 pictures; 10 for 5 folds")]
    [InlineData("train classifier classes --finetune 5", ExitCode.Usage, "--finetune is 5: the layers reach block 5, so at most 4")]
    [InlineData("train classifier classes --finetune 1 --features histogram", ExitCode.Usage, "--finetune has no effect on histograms")]
    [InlineData("train classifier classes --epochs 3", ExitCode.Usage, "--epochs: no effect without --finetune")]
    [InlineData("train classifier classes --mirror off", ExitCode.Usage, "--mirror: no effect without --finetune")]
    [InlineData("train classifier classes --plain", ExitCode.Usage, "--plain: no effect without --finetune")]
    [InlineData("train classifier classes --finetune 1 --side 32 --layers relu1_1,relu2_1 --cache none --resume missing", ExitCode.BadInputFile, "The checkpoint")]
    [InlineData("activations missing --layer relu1_1", ExitCode.BadInputFile, "does not exist")]
    [InlineData("train classifier classes --seed -1", ExitCode.Usage, "--seed -1")]
    [InlineData("train classifier classes --encoder none.safetensors", ExitCode.BadModel, "none.safetensors")]
    [InlineData("classify style.png --model missing.onnx", ExitCode.BadModel, "is not there")]
    [InlineData("classify style.png --model style.png", ExitCode.BadModel, "cannot be read as an ONNX model")]
    [InlineData("classify style.png", ExitCode.Usage, "--model")]
    [InlineData("classify style.png --model m.onnx --top 0", ExitCode.Usage, "--top 0")]
    public async Task A_mistake_is_a_sentence(string line, ExitCode expected, string words)
    {
        string[] files = ["missing", "style.png", "classes", "classes/across", "t.csv", "m.png", "missing.onnx", "m.onnx", "none.safetensors"];
        string[] args = [.. line.Split(' ').Select(word => files.Contains(word) ? samples.At(word) : word)];
        (ExitCode code, string output, string error) = await Shell.Run(args);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.False(File.Exists(samples.At("classifier.onnx")));
    }
}
