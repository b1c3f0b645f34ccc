using System.CommandLine;
using System.Globalization;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Imaging;
using OnnxStyle.Recommender;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of <c>recommend index</c> and how they become the library's.</summary>
internal sealed class RecommendIndexOptionSet
{
    private static readonly TfIdfOptions Text = new();
    private static readonly Doc2VecOptions Vectors = new();
    private static readonly PictureOptions Pictures = new() { Folder = "." };
    private static readonly (string, Doc2VecMode)[] Modes = [("dm", Doc2VecMode.DistributedMemory), ("dbow", Doc2VecMode.BagOfWords)];
    private static readonly (string, PictureFit)[] Fits = [("crop", PictureFit.Crop), ("stretch", PictureFit.Stretch), ("letterbox", PictureFit.Letterbox)];
    private readonly Argument<string> catalogue = new("CATALOGUE") { Description = "The catalogue, a .csv file (UTF-8, UTF-16 or Latin-1)." };
    private readonly Option<string> output = new("--output", "-o") { Description = "The index to write; one that is there is replaced. With --store postgres its name in the database.", HelpName = "FILE", Required = true };
    private readonly Option<string?> kinds = Words.Text("--kinds", "COLUMN=W,...|none", $"Columns that hold kinds of metadata and how much each counts, sum 1. [default: {string.Join(',', MetadataKind.Defaults.Select(kind => $"{kind.Column}={kind.Weight.ToString(CultureInfo.InvariantCulture)}"))}, those that are there]");
    private readonly Option<(int, int)?> ngrams = Words.Parsed<(int, int)?>("--ngrams", "N|N-M", "Words in a term, 1 to 10. [default: 1]", (result, word) =>
        word.Split('-') is string[] { Length: 1 or 2 } ends && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first) && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
            ? (first, last) : Words.Refuse<(int, int)?>(result, "--ngrams", word, "a number of words such as 2, or a range such as 1-2"));
    private readonly Option<string?> stopWords = Words.Text("--stop-words", "none|english|FILE", "Words that do not count: none, scikit-learn's English ones, or a text file of words. [default: none]");
    private readonly Option<DocumentLimit?> minimum = Limit("--min-df", $"Leave out terms in fewer works: a count such as 2, or a share such as 0.01. [default: {Text.MinDocuments}]");
    private readonly Option<DocumentLimit?> maximum = Limit("--max-df", $"Leave out terms in more works: a count such as 500, or a share such as 0.8. [default: {Text.MaxDocuments}]");
    private readonly Option<int?> terms = Words.Whole("--max-terms", "N", "Keep only the N most frequent terms. [default: all]");
    private readonly Option<bool> sublinear = new("--sublinear-tf") { Description = "A term that occurs c times counts 1 + ln c instead of c." };
    private readonly Option<bool> plain = new("--plain-idf") { Description = "idf = ln(n / df) + 1 instead of ln((1 + n) / (1 + df)) + 1." };
    private readonly Option<Doc2VecMode?> mode = Words.Choice("--doc2vec", Modes, "Make vectors of texts by Doc2Vec, too: dm (PV-DM, mean) or dbow (PV-DBOW); for short texts dbow with --min-count 2 --epochs 40. [default: none are made]");
    private readonly Option<int?> size = Words.Whole("--vector-size", "N", $"Doc2Vec: elements of a vector, 1 to 4096. [default: {Vectors.Size}]");
    private readonly Option<int?> window = Words.Whole("--window", "N", $"Doc2Vec dm: the most words to each side that count as context, 1 to 100. [default: {Vectors.Window}]");
    private readonly Option<int?> minCount = Words.Whole("--min-count", "N", $"Doc2Vec: leave out words that occur less often, 1 or more. [default: {Vectors.MinCount}]");
    private readonly Option<int?> epochs = Words.Whole("--epochs", "N", $"Doc2Vec: passes over all texts, 1 to 10000. [default: {Vectors.Epochs}]");
    private readonly Option<int?> seed = Words.Whole("--seed", "N", $"Doc2Vec: where its randomness starts; the same number gives the same vectors. [default: {Vectors.Seed}]");
    private readonly Option<int?> workers = Words.Whole("--workers", "N", $"Doc2Vec: threads, 1 to 256; with more than one the vectors differ from run to run. [default: {Vectors.Workers}]");
    private readonly Option<string?> images = Words.Text("--images", "DIR", "Make vectors of the pictures in this folder: a work's is its image_path, or its id with .jpg, .png, .webp, .tif, .avif or .heic. [default: none are made]");
    private readonly Option<string?> encoder = Words.Text("--encoder", "NAME|FILE", $"Pictures: encoder (built in), vgg19 where installed, or a weight file. [default: {Pictures.Encoder}]");
    private readonly EmbeddingOptionSet embedding = new();
    private readonly Option<string?> modelFolder = CommonOptions.ModelFolder();
    private readonly Option<int?> side = Words.Whole("--picture-side", "N", $"Pictures: pixels of the side of the square that the encoder sees, 32 to 2048. [default: {Pictures.Side}]");
    private readonly Option<PictureFit?> fit = Words.Choice("--fit", Fits, $"Pictures: how they become square: the middle, squeezed, or whole with margins. [default: {Words.Of(Fits, Pictures.Fit)}]");
    private readonly Option<string?> layers = Words.Text("--texture-layers", "LAYER,...", $"Pictures: the layers whose Gram matrices are the texture. [default: {string.Join(',', Pictures.TextureLayers)}]");
    private readonly Option<string?> provider = Words.Text("--provider", "NAME", $"Pictures: ONNX Runtime's provider; `onnxstyle doctor` lists them. Never replaced silently. [default: {Pictures.Provider}]");
    private readonly Option<int?> threads = Words.Whole("--threads", "N", "Pictures: threads of ONNX Runtime; 0: one for each processor. [default: 0]");

    private readonly StoreOptionSet store = new();

    public void AddTo(Command command)
    {
        command.Add(catalogue);
        foreach (Option option in new Option[] { output, kinds, ngrams, stopWords, minimum, maximum, terms, sublinear, plain }.Concat(OfDoc2Vec).Concat(OfPictures).Append(mode).Append(images)) command.Add(option);
        store.AddTo(command);
    }

    private Option[] OfDoc2Vec => [size, window, minCount, epochs, seed, workers];

    private Option[] OfPictures => [encoder, modelFolder, side, fit, layers, provider, threads, embedding.Model, .. embedding.Others];

    /// <summary>Words to options and paths. Opens no file but that of stop words.</summary>
    /// <exception cref="OptionsException">Values do not work.</exception>
    public RecommendIndexRequest Bind(ParseResult parsed)
    {
        Refuse(parsed, mode, OfDoc2Vec);
        Refuse(parsed, images, OfPictures);
        Refuse(parsed, embedding.Model, [.. embedding.Others]);
        (int shortest, int longest) = parsed.GetValue(ngrams) ?? (Text.ShortestGram, Text.LongestGram);
        IndexOptions options = new()
        {
            Kinds = parsed.GetValue(kinds) is string words ? Kinds(words) : null,
            Text = new TfIdfOptions
            {
                ShortestGram = shortest,
                LongestGram = longest,
                StopWords = StopWords(parsed.GetValue(stopWords)),
                MinDocuments = parsed.GetValue(minimum) ?? Text.MinDocuments,
                MaxDocuments = parsed.GetValue(maximum) ?? Text.MaxDocuments,
                MaxTerms = parsed.GetValue(terms),
                SublinearTf = parsed.GetValue(sublinear),
                SmoothIdf = !parsed.GetValue(plain),
            },
            Doc2Vec = parsed.GetValue(mode) is not Doc2VecMode chosen ? null : new Doc2VecOptions
            {
                Mode = chosen,
                Size = parsed.GetValue(size) ?? Vectors.Size,
                Window = parsed.GetValue(window) ?? Vectors.Window,
                MinCount = parsed.GetValue(minCount) ?? Vectors.MinCount,
                Epochs = parsed.GetValue(epochs) ?? Vectors.Epochs,
                Seed = parsed.GetValue(seed) ?? Vectors.Seed,
                Workers = parsed.GetValue(workers) ?? Vectors.Workers,
            },
            Pictures = parsed.GetValue(images) is not string folder ? null : new PictureOptions
            {
                Folder = folder,
                Encoder = parsed.GetValue(encoder) ?? Pictures.Encoder,
                Embedding = embedding.Bind(parsed, parsed.GetValue(modelFolder)),
                ModelFolder = parsed.GetValue(modelFolder),
                Side = parsed.GetValue(side) ?? Pictures.Side,
                Fit = parsed.GetValue(fit) ?? Pictures.Fit,
                TextureLayers = parsed.GetValue(layers)?.Split(',') ?? Pictures.TextureLayers,
                Provider = parsed.GetValue(provider) ?? Pictures.Provider,
                Threads = parsed.GetValue(threads) ?? Pictures.Threads,
            },
        };
        options.Validate();
        return new RecommendIndexRequest(parsed.GetValue(catalogue)!, parsed.GetValue(output)!, options, store.Bind(parsed));
    }

    private static void Refuse(ParseResult parsed, Option without, Option[] options)
    {
        if (parsed.GetResult(without) is not null) return;
        string[] given = [.. options.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name)];
        OptionsException.ThrowIfAny(nameof(IndexOptions), [.. given.Select(name => $"{name}: no effect without {without.Name}")]);
    }

    private static Option<DocumentLimit?> Limit(string name, string help) => Words.Parsed<DocumentLimit?>(name, "N|SHARE", help, (result, word) =>
        DocumentLimit.TryParse(word, out DocumentLimit limit) ? limit : Words.Refuse<DocumentLimit?>(result, name, word, "a count such as 2, or a share such as 0.8"));

    private static MetadataKind[] Kinds(string words)
    {
        if (words == "none") return [];
        return [.. words.Split(',').Select(word => word.Split('=') is [string column, string weight] && column.Length > 0
            && double.TryParse(weight, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                ? new MetadataKind(column.Trim(), value) : throw new OptionsException("--kinds", [$"'{word}': expected COLUMN=WEIGHT such as style=0.4"]))];
    }

    private static IReadOnlySet<string> StopWords(string? word) => word switch
    {
        null or "none" => Text.StopWords,
        "english" => EnglishStopWords.Words,
        _ => InputFileException.ReadAllText(word).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(stop => stop.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal),
    };
}
