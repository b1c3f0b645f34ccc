using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>
/// How documents become vectors by Doc2Vec. The defaults are gensim's. For a few thousand short texts <see cref="Doc2VecMode.BagOfWords"/>, a
/// <see cref="MinCount"/> of 1 or 2 and 20 to 40 <see cref="Epochs"/> do better.
/// </summary>
public sealed record Doc2VecOptions
{
    /// <summary>What vectors are trained for.</summary>
    public Doc2VecMode Mode { get; init; } = Doc2VecMode.DistributedMemory;

    /// <summary>Elements of a vector, 1 to 4,096.</summary>
    public int Size { get; init; } = 100;

    /// <summary>The most words to each side that count as context, 1 to 100; each word draws a width of 1 to this.</summary>
    public int Window { get; init; } = 5;

    /// <summary>Words that occur less often in all documents are left out; 1 or more.</summary>
    public int MinCount { get; init; } = 5;

    /// <summary>The frequency above which words are left out at random, 0 to 1; 0: none are.</summary>
    public double Sample { get; init; } = 1e-3;

    /// <summary>Words drawn against each true one, 1 to 100.</summary>
    public int Negative { get; init; } = 5;

    /// <summary>Passes over all documents, 1 to 10,000; also those of an inference.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The first step size, above 0; it falls in a line to <see cref="LastStep"/>.</summary>
    public double FirstStep { get; init; } = 0.025;

    /// <summary>The last step size, 0 to <see cref="FirstStep"/>.</summary>
    public double LastStep { get; init; } = 0.0001;

    /// <summary>
    /// Threads that train, 1 to 256. More than one write to the same vectors without waiting for each other (Hogwild: Recht, Re, Wright and Niu 2011), as gensim's
    /// workers do: as good, faster where documents are many, and the vectors differ from run to run.
    /// </summary>
    public int Workers { get; init; } = 1;

    /// <summary>Where all randomness starts. The same texts, options and seed give the same vectors with one worker.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Values are out of range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (!Enum.IsDefined(Mode)) problems.Add($"{nameof(Mode)} is {Mode}: expected DistributedMemory or BagOfWords");
        if (Size is < 1 or > 4096) problems.Add($"{nameof(Size)} is {Size}: expected 1 to 4096");
        if (Window is < 1 or > 100) problems.Add($"{nameof(Window)} is {Window}: expected 1 to 100");
        if (MinCount < 1) problems.Add($"{nameof(MinCount)} is {MinCount}: expected 1 or more");
        if (!(Sample is >= 0 and <= 1)) problems.Add($"{nameof(Sample)} is {Sample}: expected 0 to 1");
        if (Negative is < 1 or > 100) problems.Add($"{nameof(Negative)} is {Negative}: expected 1 to 100");
        if (Epochs is < 1 or > 10_000) problems.Add($"{nameof(Epochs)} is {Epochs}: expected 1 to 10000");
        if (!(FirstStep > 0 && double.IsFinite(FirstStep))) problems.Add($"{nameof(FirstStep)} is {FirstStep}: expected a finite number above 0");
        if (!(LastStep >= 0 && LastStep <= FirstStep)) problems.Add($"{nameof(LastStep)} is {LastStep}: expected 0 to {nameof(FirstStep)}");
        if (Workers is < 1 or > 256) problems.Add($"{nameof(Workers)} is {Workers}: expected 1 to 256");
        OptionsException.ThrowIfAny(nameof(Doc2VecOptions), problems);
    }
}
