using OnnxStyle.Recommender;

namespace OnnxStyle.Cli.Commands;

/// <summary>What <c>recommend index</c> is to do.</summary>
internal sealed record RecommendIndexRequest(string Catalogue, string Output, IndexOptions Options);
