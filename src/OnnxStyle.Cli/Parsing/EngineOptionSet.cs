using System.CommandLine;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of the encoder and the machinery, for every command that paints.</summary>
internal sealed class EngineOptionSet
{
    private static readonly EngineOptions Defaults = new();
    private readonly Option<string?> encoder = Words.Text("--encoder", "NAME|FILE", $"auto (vgg19 where installed, else the built-in), encoder (built in), vgg19, or a weight file. [default: {Defaults.Encoder}]");
    private readonly Option<string?> modelFolder = Commands.CommonOptions.ModelFolder();
    private readonly Option<Networks.Pooling?> pooling = Words.Choice("--pooling", Words.Poolings, $"How a window of pixels becomes one. [default: {Words.Of(Words.Poolings, Defaults.Pooling)}]");
    private readonly Option<double?> poolRescale = Words.Number("--pool-rescale", "FACTOR", $"What every pooling's output is multiplied by; others take 2.0 for avg and 0.78 for l2. [default: {Defaults.PoolRescale}]");
    private readonly Option<Networks.FirstPadding?> padding = Words.Choice("--padding", Words.Paddings, $"What lies around the picture for the first convolution. [default: {Words.Of(Words.Paddings, Defaults.FirstPadding)}]");
    private readonly Option<string?> provider = Words.Text("--provider", "NAME", $"ONNX Runtime's provider: CPU, CUDA, WebGPU, ...; `onnxstyle doctor` lists them. Never replaced silently. [default: {Defaults.Provider}]");
    private readonly Option<string[]> providerOption = Words.Texts("--provider-option", "KEY=VALUE", "A setting of the provider, passed on as it is; may stand several times. [default: none]");
    private readonly Option<int?> threads = Words.Whole("--threads", "N", "Threads of ONNX Runtime; 0: one for each processor. [default: 0]");

    private readonly Option<bool> plain = new("--plain") { Description = "On the processor: run ONNX Runtime's own convolutions instead of ours, which take about half of the time. [default: off]" };

    public EngineOptionSet() => providerOption.Validators.Add(result =>
    {
        foreach (string word in result.Tokens.Select(token => token.Value).Where(word => word.IndexOf('=') < 1)) result.AddError($"--provider-option {word}: expected KEY=VALUE.");
    });

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { encoder, modelFolder, pooling, poolRescale, padding, provider, providerOption, threads, plain }) command.Add(option);
    }

    public EngineOptions Apply(ParseResult parsed, EngineOptions options)
    {
        string[] settings = parsed.GetValue(providerOption) ?? [];
        return options with
        {
            Encoder = parsed.GetValue(encoder) ?? options.Encoder,
            ModelFolder = parsed.GetValue(modelFolder) ?? options.ModelFolder,
            Pooling = parsed.GetValue(pooling) ?? options.Pooling,
            PoolRescale = (float?)parsed.GetValue(poolRescale) ?? options.PoolRescale,
            FirstPadding = parsed.GetValue(padding) ?? options.FirstPadding,
            Provider = parsed.GetValue(provider) ?? options.Provider,
            ProviderOptions = settings.Length == 0 ? options.ProviderOptions : settings.Select(word => word.Split('=', 2)).GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => group.Last()[1]),
            Threads = parsed.GetValue(threads) ?? options.Threads,
            Plain = parsed.GetValue(plain) || options.Plain,
        };
    }
}
