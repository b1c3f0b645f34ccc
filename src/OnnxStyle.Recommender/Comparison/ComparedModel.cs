namespace OnnxStyle.Recommender;

/// <summary>One way to recommend, among others that it is compared with.</summary>
/// <param name="Name">Such as <c>tfidf 0.8 + meta</c>: the text, its weight alpha, metadata.</param>
/// <param name="Options">How works are compared; null: works are drawn at random, the control.</param>
public sealed record ComparedModel(string Name, QueryOptions? Options)
{
    private static readonly double[] Alphas = [1, 0.8, 0.5, 0.2];

    /// <summary>
    /// The control, and TF-IDF and Doc2Vec at alpha 1, 0.8, 0.5 and 0.2 and the picture alone (alpha 0), each without and with metadata: 18 and the control
    /// where an index has texts, Doc2Vec, pictures and metadata; else those that it allows.
    /// </summary>
    /// <param name="index">The index.</param>
    /// <param name="scale">What happens to distances before they are added.</param>
    public static IReadOnlyList<ComparedModel> Of(ArtIndex index, DistanceScale scale = DistanceScale.Raw)
    {
        ArgumentNullException.ThrowIfNull(index);
        List<ComparedModel> models = [new("random", null)];
        foreach (bool metadata in index.HasMetadata ? new[] { false, true } : [false])
        {
            string end = metadata ? " + meta" : "";
            foreach (TextMethod text in index.HasDoc2Vec ? new[] { TextMethod.TfIdf, TextMethod.Doc2Vec } : [TextMethod.TfIdf])
            {
                foreach (double alpha in index.HasPictures ? Alphas : [1])
                    if (index.Terms > 0) models.Add(new ComparedModel(FormattableString.Invariant($"{(text == TextMethod.TfIdf ? "tfidf" : "doc2vec")} {alpha}{end}"), new QueryOptions { Text = text, Alpha = alpha, Scale = scale, Metadata = metadata }));
            }

            if (index.HasPictures) models.Add(new ComparedModel($"picture{end}", new QueryOptions { Alpha = 0, Scale = scale, Metadata = metadata }));
        }

        return models;
    }
}
