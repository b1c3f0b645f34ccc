using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using OnnxStyle.Recommender;

// How long an index takes to make, to open and to ask; and an exact search through many vectors beside one streaming read of as many bytes on the same cores.
//
//     OnnxStyle.SearchBenchmark catalogue CATALOGUE.csv [--rounds 21]
//     OnnxStyle.SearchBenchmark scan [--works 1000000] [--size 64] [--top 10] [--rounds 21] [--file FILE]
//
// scan makes its index in a file of its own, which it deletes, unless --file names one: it is made there if it is not there, and stays.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int rounds = Number("--rounds", 21);
switch (args.FirstOrDefault())
{
    case "catalogue" when args.Length > 1:
        TimeCatalogue(args[1]);
        return 0;
    case "scan":
        TimeScan(Number("--works", 1_000_000), Number("--size", 64), Number("--top", 10));
        return 0;
    default:
        Console.Error.WriteLine("expected: catalogue CATALOGUE.csv, or scan");
        return 2;
}

void TimeCatalogue(string path)
{
    string file = Path.GetTempFileName();
    try
    {
        Catalogue catalogue = Catalogue.Read(path);
        Report($"text index of {catalogue.Works.Count} works", Milliseconds(() => ArtIndexBuilder.Build(Catalogue.Read(path), file)), 5000, "first in this process");
        Report("the same again", Median(() => ArtIndexBuilder.Build(Catalogue.Read(path), file), 3), 5000, "median of 3");
        Report("opening", Milliseconds(() => ArtIndex.Open(file).Dispose()), 100, "first in this process");
        Report("opening again", Median(() => ArtIndex.Open(file).Dispose(), rounds), 100, $"median of {rounds}");
        using ArtIndex index = ArtIndex.Open(file);
        int at = 0;
        foreach ((string name, QueryOptions options) in new[] { ("query by text", new QueryOptions()), ("query by text and metadata", new QueryOptions { Metadata = true }) })
        {
            Report($"{name}, first", Milliseconds(() => index.Query(Next(), options)), 5, "first in this process");
            Report(name, Median(() => index.Query(Next(), options), 25 * rounds), 5, $"median of {25 * rounds} works");
        }

        string Next() => index.Work((int)(at++ * 7919L % index.Count)).Id;
    }
    finally
    {
        File.Delete(file);
    }
}

unsafe void TimeScan(int works, int size, int top)
{
    string kept = Text("--file", string.Empty), file = kept.Length > 0 ? kept : Path.GetTempFileName();
    try
    {
        if (kept.Length == 0 || !File.Exists(kept)) Make(file, works, size);
        using ArtIndex index = ArtIndex.Open(file);
        QueryOptions options = new() { Text = TextMethod.Doc2Vec, Alpha = 1, Top = top };
        long count = (long)works * size;
        float* memory = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), 64);
        for (long i = 0; i < count; i++) memory[i] = i % 7;
        int threads = Environment.ProcessorCount, at = 0;
        double[] partial = new double[threads];
        void Read() => Parallel.For(0, threads, part => partial[part] = Sum(memory + (count * part / threads), count / threads));
        void Search() => index.Query($"w{at++ * 7919L % works}", options);
        for (int i = 0; i < 5; i++)
        {
            Search();
            Read();
        }

        double[] search = new double[rounds], read = new double[rounds];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Search();
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        for (int i = 0; i < rounds; i++)
        {
            search[i] = Milliseconds(Search);
            read[i] = Milliseconds(Read);
        }

        double[] ratios = [.. search.Zip(read, (a, b) => a / b)];
        double data = count * sizeof(float);
        Console.WriteLine($"exact top {top} of {works} x {size}: {Middle(search):f2} ms (best {search.Min():f2}); streaming read {Middle(read):f2} ms (best {read.Min():f2}), {data / Middle(read) / 1e6:f1} GB/s; {threads} threads, medians of {rounds}");
        Console.WriteLine($"ratio {Middle(ratios):f3}, wanted at most 1.3");
        Console.WriteLine($"memory: {data / 1e6:f0} MB of vectors, mapped; a search allocates {allocated / 1e3:f1} kB: {(data + allocated) / data:f4} of the data, wanted at most 1.2; the whole file has {new FileInfo(file).Length / 1e6:f0} MB");
        NativeMemory.AlignedFree(memory);
    }
    finally
    {
        if (kept.Length == 0) File.Delete(file);
    }
}

// Vectors from texts of three words: what they mean does not matter here.
void Make(string file, int works, int size)
{
    StringBuilder text = new("id,text\n");
    Random random = new(7);
    for (int i = 0; i < works; i++) text.Append(CultureInfo.InvariantCulture, $"w{i},a{random.Next(200)} b{random.Next(200)} c{random.Next(200)}\n");
    long begin = Stopwatch.GetTimestamp();
    ArtIndexBuilder.Build(
        Catalogue.Read(Encoding.ASCII.GetBytes(text.ToString()), "works"), file,
        new IndexOptions { Kinds = [], Doc2Vec = new Doc2VecOptions { Mode = Doc2VecMode.BagOfWords, Size = size, MinCount = 1, Epochs = 1, Sample = 0, Negative = 1 } });
    Console.Error.WriteLine($"made an index of {works} works in {Stopwatch.GetElapsedTime(begin).TotalSeconds:f1} s");
}

static unsafe double Sum(float* values, long count)
{
    Vector512<float> a = default, b = default, c = default, d = default;
    for (long i = 0; i + 64 <= count; i += 64)
    {
        a += Vector512.Load(values + i);
        b += Vector512.Load(values + i + 16);
        c += Vector512.Load(values + i + 32);
        d += Vector512.Load(values + i + 48);
    }

    return Vector512.Sum(a + b + (c + d));
}

static void Report(string what, double milliseconds, double target, string how) => Console.WriteLine($"{what}: {milliseconds:f3} ms ({how}), wanted below {target}");

static double Median(Action run, int rounds) => Middle([.. Enumerable.Range(0, rounds).Select(_ => Milliseconds(run))]);

static double Middle(double[] values) => values.Order().ElementAt(values.Length / 2);

static double Milliseconds(Action run)
{
    long begin = Stopwatch.GetTimestamp();
    run();
    return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
}

int Number(string name, int fallback) => Text(name, string.Empty) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : fallback;

string Text(string name, string fallback) => Array.IndexOf(args, name) is int at and >= 0 && at + 1 < args.Length ? args[at + 1] : fallback;
