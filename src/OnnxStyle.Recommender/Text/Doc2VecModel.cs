using System.Runtime.ExceptionServices;
using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>
/// Doc2Vec (Le and Mikolov 2014) with negative sampling, by gensim's formulas and defaults. On one thread, the default, the same texts give the same vectors, and an
/// inference gives the same vector each time. Differs from gensim: words are those of <see cref="Tokenizer"/>, the logistic function is computed and not
/// looked up, and the random numbers are other ones.
/// </summary>
public sealed class Doc2VecModel
{
    private const int LongestDocument = 10_000; // words, as in gensim
    private const int WordsInBatch = 10_000;
    private const float MostExponent = 6; // where gensim's table of the logistic function ends, there is nothing left to learn
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly double[] keep;
    private readonly double[] cumulative;

    /// <summary>A model that was trained before; no word may be there twice.</summary>
    internal Doc2VecModel(Doc2VecOptions options, string[] words, long[] counts, float[] wordVectors, float[] output)
    {
        Options = options;
        Words = words;
        Counts = counts;
        WordVectors = wordVectors;
        Output = output;
        double threshold = options.Sample * counts.Sum();
        keep = [.. counts.Select(count => options.Sample == 0 ? 1 : Math.Min(1, (Math.Sqrt(count / threshold) + 1) * (threshold / count)))];
        cumulative = new double[words.Length];
        double sum = 0;
        for (int i = 0; i < words.Length; i++)
        {
            numbers.Add(words[i], i);
            cumulative[i] = sum += Math.Pow(counts[i], 0.75);
        }
    }

    /// <summary>How it was trained.</summary>
    public Doc2VecOptions Options { get; }

    /// <summary>The words that occur often enough, the most frequent first, of equal ones by the alphabet.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>How often each word occurs in the documents.</summary>
    internal long[] Counts { get; }

    internal float[] WordVectors { get; } // [words, Size]; unused by BagOfWords

    internal float[] Output { get; } // [words, Size]

    /// <summary>Trains a model.</summary>
    /// <param name="documents">The texts.</param>
    /// <param name="options">The options; null for gensim's defaults.</param>
    /// <param name="cancellationToken">Asked between documents.</param>
    /// <returns>The model, and the vectors of the documents [documents, Size]; zeros for a document without a known word.</returns>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static (Doc2VecModel Model, float[] Vectors) Train(IReadOnlyList<string> documents, Doc2VecOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        Doc2VecOptions chosen = options ?? new Doc2VecOptions();
        chosen.Validate();
        IReadOnlyList<string>[] texts = [.. documents.Select(text => Tokenizer.Words(text))];
        (string Word, long Count)[] vocabulary = [.. texts.SelectMany(text => text).CountBy(word => word, StringComparer.Ordinal)
            .Where(pair => pair.Value >= chosen.MinCount).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, (long)pair.Value))];
        RandomStream random = new((ulong)chosen.Seed);
        float[] words = Start(vocabulary.Length, chosen.Size, ref random);
        Doc2VecModel model = new(chosen, [.. vocabulary.Select(pair => pair.Word)], [.. vocabulary.Select(pair => pair.Count)], words, new float[words.Length]);
        int[][] numbered = [.. texts.Select(model.Numbered)];
        float[] vectors = Start(documents.Count, chosen.Size, ref random);
        double[] begun = BatchStarts(numbered);
        void Learn(Trainer trainer, int epoch, int i, ref RandomStream draws)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double step = chosen.FirstStep - ((chosen.FirstStep - chosen.LastStep) * (epoch + begun[i]) / chosen.Epochs);
            trainer.Learn(numbered[i], vectors.AsSpan(i * chosen.Size, chosen.Size), (float)step, ref draws);
        }

        Trainer[] trainers = [.. Enumerable.Range(0, chosen.Workers).Select(_ => new Trainer(model, learnWords: true))];
        ulong seed = (ulong)chosen.Seed * 0x9E3779B97F4A7C15;
        for (int epoch = 0; epoch < chosen.Epochs; epoch++)
        {
            if (chosen.Workers == 1)
            {
                for (int i = 0; i < numbered.Length; i++) Learn(trainers[0], epoch, i, ref random);
                continue;
            }

            int next = -1, round = epoch;
            RunAll(trainers.Length, worker =>
            {
                RandomStream draws = new(seed + ((ulong)round << 32) + (ulong)worker);
                for (int i = Interlocked.Increment(ref next); i < numbered.Length; i = Interlocked.Increment(ref next)) Learn(trainers[worker], round, i, ref draws);
            });
        }

        for (int i = 0; i < numbered.Length; i++)
            if (numbered[i].Length == 0) vectors.AsSpan(i * chosen.Size, chosen.Size).Clear();
        return (model, vectors);
    }

    /// <summary>The vector of a new text; the model stays as it is. The same text gives the same vector.</summary>
    /// <returns>[Size]; zeros for a text without a known word.</returns>
    public float[] Infer(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] numbered = Numbered(Tokenizer.Words(text));
        if (numbered.Length == 0) return new float[Options.Size];
        RandomStream random = new(Fingerprint(text) ^ (ulong)Options.Seed);
        float[] vector = Start(1, Options.Size, ref random);
        Trainer trainer = new(this, learnWords: false);
        for (int epoch = 0; epoch < Options.Epochs; epoch++)
        {
            double step = Options.FirstStep - ((Options.FirstStep - Options.LastStep) * epoch / Math.Max(1, Options.Epochs - 1));
            trainer.Learn(numbered, vector, (float)step, ref random);
        }

        return vector;
    }

    // The share of an epoch's words before the batch that each document belongs to: as in gensim, the step stays the same within 10,000 words.
    private static double[] BatchStarts(int[][] documents)
    {
        double[] starts = new double[documents.Length];
        long all = Math.Max(1, documents.Sum(document => (long)document.Length)), seen = 0, start = 0;
        for (int i = 0; i < documents.Length; i++)
        {
            if (seen - start + documents[i].Length > WordsInBatch) start = seen;
            starts[i] = start / (double)all;
            seen += documents[i].Length;
        }

        return starts;
    }

    // Threads of its own: as many as were asked for, however busy the pool is.
    private static void RunAll(int count, Action<int> work)
    {
        Task[] tasks = [.. Enumerable.Range(0, count).Select(worker => Task.Factory.StartNew(() => work(worker), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try
        {
            Task.WaitAll(tasks);
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }

    private static float[] Start(int rows, int size, ref RandomStream random)
    {
        float[] vectors = new float[rows * size];
        for (int i = 0; i < vectors.Length; i++) vectors[i] = (float)(((2 * random.NextDouble()) - 1) / size);
        return vectors;
    }

    // FNV-1a: a start that depends on the text alone.
    private static ulong Fingerprint(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in Encoding.UTF8.GetBytes(text)) hash = (hash ^ value) * 1099511628211;
        return hash;
    }

    private int[] Numbered(IReadOnlyList<string> words) => [.. words.Where(numbers.ContainsKey).Select(word => numbers[word]).Take(LongestDocument)];

    private sealed class Trainer(Doc2VecModel model, bool learnWords)
    {
        private readonly int size = model.Options.Size;
        private readonly float[] mean = new float[model.Options.Size];
        private readonly float[] error = new float[model.Options.Size];
        private readonly List<int> kept = [];

        public void Learn(int[] document, Span<float> vector, float step, ref RandomStream random)
        {
            kept.Clear();
            foreach (int word in document)
                if (model.keep[word] >= 1 || random.NextDouble() < model.keep[word]) kept.Add(word);
            for (int i = 0; i < kept.Count; i++)
            {
                if (model.Options.Mode == Doc2VecMode.BagOfWords)
                {
                    Array.Clear(error);
                    Predict(kept[i], vector, step, ref random);
                    Vectors.AddScaled(vector, error, 1);
                }
                else
                {
                    LearnInContext(i, vector, step, ref random);
                }
            }
        }

        private void LearnInContext(int at, Span<float> vector, float step, ref RandomStream random)
        {
            int width = 1 + random.Below(model.Options.Window), first = Math.Max(0, at - width), last = Math.Min(kept.Count - 1, at + width);
            vector.CopyTo(mean);
            for (int i = first; i <= last; i++)
                if (i != at) Vectors.AddScaled(mean, Word(model.WordVectors, kept[i]), 1);
            float share = 1f / (last - first + 1); // the words around it and the document
            for (int i = 0; i < mean.Length; i++) mean[i] *= share;
            Array.Clear(error);
            Predict(kept[at], mean, step, ref random);
            Vectors.AddScaled(vector, error, 1); // as in word2vec: each gets the whole error, not its share
            for (int i = first; learnWords && i <= last; i++)
                if (i != at) Vectors.AddScaled(Word(model.WordVectors, kept[i]), error, 1);
        }

        // One true word and some drawn ones; adds the step for the input to `error`.
        private void Predict(int word, ReadOnlySpan<float> input, float step, ref RandomStream random)
        {
            for (int draw = 0; draw <= model.Options.Negative; draw++)
            {
                int target = draw == 0 ? word : Draw(ref random);
                if (draw > 0 && target == word) continue;
                Span<float> weights = Word(model.Output, target);
                float dot = Vectors.Dot(input, weights);
                if (MathF.Abs(dot) >= MostExponent) continue;
                float gradient = ((draw == 0 ? 1 : 0) - (1 / (1 + MathF.Exp(-dot)))) * step;
                Vectors.AddScaled(error, weights, gradient);
                if (learnWords) Vectors.AddScaled(weights, input, gradient);
            }
        }

        private int Draw(ref RandomStream random)
        {
            int at = Array.BinarySearch(model.cumulative, random.NextDouble() * model.cumulative[^1]);
            return Math.Min(at < 0 ? ~at : at + 1, model.cumulative.Length - 1);
        }

        private Span<float> Word(float[] matrix, int word) => matrix.AsSpan(word * size, size);
    }
}
