using Npgsql;
using NpgsqlTypes;

namespace OnnxStyle.Recommender.Postgres;

/// <summary>Writes works with the vectors of their texts, all in one stream.</summary>
internal static class WorkRows
{
    /// <summary>Writes works into their places.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="index">The index.</param>
    /// <param name="kinds">The kinds of metadata.</param>
    /// <param name="first">The place of the first work.</param>
    /// <param name="works">The works.</param>
    /// <param name="model">What their texts are measured by.</param>
    /// <param name="doc2vec">The vector of each text by Doc2Vec; null: there are none.</param>
    /// <param name="state">See <see cref="Schema"/>.</param>
    public static void Write(
        NpgsqlConnection connection, long index, IReadOnlyList<MetadataKind> kinds, int first, IReadOnlyList<CatalogueWork> works, TfIdfModel model, Func<int, float[]>? doc2vec, short state)
    {
        List<(int[] Columns, double[] Values)> texts = [.. works.Select(work => model.Transform(work["text"]))];
        using (NpgsqlBinaryImporter rows = connection.BeginBinaryImport(
            "copy onnxstyle.works (index_id, place, id, title, artist, types, terms, weights, doc2vec, state) from stdin (format binary)"))
        {
            for (int i = 0; i < works.Count; i++)
            {
                rows.StartRow();
                rows.Write(index, NpgsqlDbType.Bigint);
                rows.Write(first + i, NpgsqlDbType.Integer);
                rows.Write(Plain(works[i].Id), NpgsqlDbType.Text);
                rows.Write(Plain(works[i]["title"]), NpgsqlDbType.Text);
                rows.Write(Plain(works[i]["artist"]), NpgsqlDbType.Text);
                rows.Write(kinds.Select(kind => Plain(works[i][kind.Column])).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
                rows.Write(texts[i].Columns, NpgsqlDbType.Array | NpgsqlDbType.Integer);
                rows.Write(texts[i].Values, NpgsqlDbType.Array | NpgsqlDbType.Double);
                if (doc2vec?.Invoke(i) is float[] vector && vector.AsSpan().ContainsAnyExcept(0f)) rows.Write(vector, NpgsqlDbType.Array | NpgsqlDbType.Real);
                else rows.WriteNull();
                rows.Write(state, NpgsqlDbType.Smallint);
            }

            rows.Complete();
        }

        using NpgsqlBinaryImporter postings = connection.BeginBinaryImport("copy onnxstyle.postings (index_id, term, place, weight) from stdin (format binary)");
        for (int i = 0; i < works.Count; i++)
        {
            for (int t = 0; t < texts[i].Columns.Length; t++)
            {
                postings.StartRow();
                postings.Write(index, NpgsqlDbType.Bigint);
                postings.Write(texts[i].Columns[t], NpgsqlDbType.Integer);
                postings.Write(first + i, NpgsqlDbType.Integer);
                postings.Write(texts[i].Values[t], NpgsqlDbType.Double);
            }
        }

        postings.Complete();
    }

    // PostgreSQL's texts cannot hold the character 0.
    private static string Plain(string text) => text.Replace("\0", "", StringComparison.Ordinal);
}
