using System.CommandLine;
using System.Text;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Recommender;

namespace OnnxStyle.Cli.Commands;

/// <summary>Compares ways to recommend by offline measures.</summary>
internal static class RecommendCompareCommand
{
    private static readonly CompareOptions Defaults = new();

    public static Command Create(Terminal terminal)
    {
        Argument<string> source = new("INDEX") { Description = "An index that `onnxstyle recommend index` made." };
        Option<int?> works = Words.Whole("--works", "N", $"How many works are asked for, the same for every model. [default: {Defaults.Works}]");
        Option<int?> top = Words.Whole("--top", "N", $"Works in a list, 1 to 100. [default: {Defaults.Top}]");
        Option<int?> resamples = Words.Whole("--resamples", "N", $"Draws for the 95 % intervals, 10 to 100000. [default: {Defaults.Resamples}]");
        Option<int?> seed = Words.Whole("--seed", "N", $"Where all randomness starts. [default: {Defaults.Seed}]");
        Option<DistanceScale?> scale = Words.Choice("--scale", WeighingOptionSet.Scales, $"raw: distances are added as they are; typical: each divided by its mean between the works. [default: {Words.Of(WeighingOptionSet.Scales, Defaults.Scale)}]");
        Option<bool> json = CommonOptions.Json();
        DocumentedCommand command = new(
            "compare",
            "Compare random lists, TF-IDF, Doc2Vec and pictures at alpha 1, 0.8, 0.5, 0.2 and 0, without and with metadata, by the share of recommended works of the same kind (with bootstrap intervals), coverage and novelty.",
            "onnxstyle recommend compare catalogue.index",
            "onnxstyle recommend compare catalogue.index --works 2000 --scale typical --json")
        {
            source,
            works,
            top,
            resamples,
            seed,
            scale,
            json,
        };
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            CompareOptions options = new()
            {
                Works = parsed.GetValue(works) ?? Defaults.Works,
                Top = parsed.GetValue(top) ?? Defaults.Top,
                Resamples = parsed.GetValue(resamples) ?? Defaults.Resamples,
                Seed = parsed.GetValue(seed) ?? Defaults.Seed,
                Scale = parsed.GetValue(scale) ?? Defaults.Scale,
            };
            options.Validate();
            using ArtIndex index = ArtIndex.Open(parsed.GetRequiredValue(source));
            IReadOnlyList<ModelMeasures> models = ModelComparison.Run(index, options, cancellationToken);
            terminal.Note($"{Math.Min(options.Works, index.Count)} of {index.Count} works were asked for {options.Top} each: the share of the same kind with its 95 % interval. \"+ meta\" is told the kinds that it is measured by: compare such models among themselves.");
            terminal.Out.WriteLine(parsed.GetValue(json) ? Json(models) : Table(models));
            return ExitCode.Done;
        });
    }

    private static string Table(IReadOnlyList<ModelMeasures> models)
    {
        StringBuilder text = new();
        text.Append("model".PadRight(20));
        foreach ((string kind, _) in models[0].Same) text.Append($"same {kind}".PadRight(22));
        text.Append("coverage  novelty, bits");
        foreach (ModelMeasures model in models)
        {
            text.Append('\n').Append(model.Model.Name.PadRight(20));
            foreach ((_, MeanInterval share) in model.Same)
                text.Append((share.Works == 0 ? "-" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{share.Mean:0.000} ({share.Low:0.000}-{share.High:0.000})")).PadRight(22));
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{model.Coverage:0.000}     {model.Novelty.Mean:0.00}");
        }

        return text.ToString();
    }

    private static string Json(IReadOnlyList<ModelMeasures> models) => JsonText.Write(json =>
    {
        void Interval(string name, MeanInterval interval)
        {
            json.WriteStartObject(name);
            json.WriteNumber("works", interval.Works);
            if (interval.Works > 0)
            {
                json.WriteNumber("mean", interval.Mean);
                json.WriteNumber("low", interval.Low);
                json.WriteNumber("high", interval.High);
            }

            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteStartArray("models");
        foreach (ModelMeasures model in models)
        {
            json.WriteStartObject();
            json.WriteString("name", model.Model.Name);
            json.WriteStartObject("same");
            foreach ((string kind, MeanInterval share) in model.Same) Interval(kind, share);
            json.WriteEndObject();
            json.WriteNumber("coverage", model.Coverage);
            Interval("novelty", model.Novelty);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
