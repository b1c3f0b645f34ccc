using OnnxStyle.Recommender;

namespace OnnxStyle.Cli.Commands;

/// <summary>What <c>recommend index</c> is to do. Without a connection the output is a file, with one a name in a database.</summary>
internal sealed record RecommendIndexRequest(string Catalogue, string Output, IndexOptions Options, string? Connection);
