using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>The models of texts in an index: what turns a text that comes later into the vector that it would have got.</summary>
internal static class TextModels
{
    private const string Terms = "text.terms";
    private const string Idf = "text.idf";
    private const string Words = "doc2vec.words";
    private const string Counts = "doc2vec.counts";
    private const string Inputs = "doc2vec.inputs";
    private const string Outputs = "doc2vec.outputs";

    public static void Write(IndexWriter writer, TfIdfModel model)
    {
        writer.AddTexts(Terms, model.Terms);
        writer.Add(Idf, model.Idf.ToArray());
    }

    public static void Write(IndexWriter writer, Doc2VecModel model)
    {
        writer.AddTexts(Words, model.Words);
        writer.Add(Counts, model.Counts);
        if (model.Options.Mode == Doc2VecMode.DistributedMemory) writer.Add(Inputs, model.WordVectors);
        writer.Add(Outputs, model.Output);
    }

    /// <summary>The TF-IDF model of an index, or null where it has none.</summary>
    public static TfIdfModel? ReadTfIdf(IndexFile file, TfIdfOptions options)
    {
        if (!file.Has(Idf)) return null;
        string[] terms = Unlike(file, Terms);
        return new TfIdfModel(Checked(file, options, options.Validate), terms, file.Section<double>(Idf, terms.Length).ToArray());
    }

    /// <summary>The Doc2Vec model of an index, or null where it has none.</summary>
    public static Doc2VecModel? ReadDoc2Vec(IndexFile file, Doc2VecOptions options)
    {
        if (!file.Has(Outputs)) return null;
        Checked(file, options, options.Validate);
        string[] words = Unlike(file, Words);
        long elements = (long)words.Length * options.Size;
        long[] counts = file.Section<long>(Counts, words.Length).ToArray();
        if (counts.Any(count => count < 1)) throw file.Damaged($"has a word without a count in its part '{Counts}'");
        float[] inputs = options.Mode == Doc2VecMode.DistributedMemory ? file.Section<float>(Inputs, elements).ToArray() : [];
        return new Doc2VecModel(options, words, counts, inputs, file.Section<float>(Outputs, elements).ToArray());
    }

    private static string[] Unlike(IndexFile file, string name)
    {
        string[] texts = new TextColumn(file, name).ToArray();
        return texts.Distinct(StringComparer.Ordinal).Count() == texts.Length ? texts : throw file.Damaged($"has a text twice in its part '{name}'");
    }

    private static T Checked<T>(IndexFile file, T options, Action validate)
    {
        try
        {
            validate();
            return options;
        }
        catch (OptionsException error)
        {
            throw file.Damaged($"has settings that do not work: {error.Message.TrimEnd('.')}");
        }
    }
}
