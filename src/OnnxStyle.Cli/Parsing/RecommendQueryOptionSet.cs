using System.CommandLine;
using OnnxStyle.Recommender;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options by which works are recommended for one, and how they become the library's.</summary>
internal sealed class RecommendQueryOptionSet
{
    private static readonly QueryOptions Defaults = new();
    private readonly Argument<string> index = new("INDEX") { Description = "An index that `onnxstyle recommend index` made." };
    private readonly Option<string> work = new("--work") { Description = "The id of the work, as the catalogue writes it.", HelpName = "ID", Required = true };
    private readonly Option<int?> top = Words.Whole("--top", "N", $"How many works, 1 to 1000. [default: {Defaults.Top}]");
    private readonly WeighingOptionSet weighing = new();

    public void AddTo(Command command)
    {
        command.Add(index);
        command.Add(work);
        command.Add(top);
        weighing.AddTo(command);
    }

    /// <summary>Words to options and paths. Opens no file.</summary>
    /// <exception cref="Tensors.OptionsException">Values do not work.</exception>
    public (string Index, string Work, QueryOptions Options) Bind(ParseResult parsed)
    {
        QueryOptions options = weighing.Apply(parsed, Defaults with { Top = parsed.GetValue(top) ?? Defaults.Top });
        options.Validate();
        return (parsed.GetValue(index)!, parsed.GetValue(work)!, options);
    }
}
