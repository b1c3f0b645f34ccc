using System.Globalization;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>The outcome of the closed form as a weight file in float32, so that training goes on from the same bits.</summary>
public static class StudentFile
{
    private const string Kept = "kept.", Unexplained = "unexplained.", Samples = "samples";

    /// <summary>Writes a student, whole or not at all.</summary>
    /// <param name="student">The student.</param>
    /// <param name="preprocessing">What happens to an image first.</param>
    /// <param name="samples">What it was fitted to, as <see cref="ISampleSource.Fingerprint"/>.</param>
    /// <param name="path">The file.</param>
    public static void Save(StudentStart student, Preprocessing preprocessing, string samples, string path)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(preprocessing);
        WeightSet set = new();
        foreach (string name in student.Weights.Names) set.Add(name, student.Weights[name]);
        foreach ((string layer, int[] channels) in student.Kept) set.Metadata[Kept + layer] = string.Join(',', channels);
        foreach ((string layer, double share) in student.Unexplained) set.Metadata[Unexplained + layer] = share.ToString("R", CultureInfo.InvariantCulture);
        set.Metadata[Samples] = samples;
        preprocessing.ToMetadata(set.Metadata);
        WeightFile.Save(set, path);
    }

    /// <summary>Reads a student that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="samples">What it must have been fitted to.</param>
    /// <exception cref="WeightFormatException">The file is damaged, or is none of these.</exception>
    /// <exception cref="TrainingCheckpointException">It was fitted to other pictures.</exception>
    public static StudentStart Load(string path, string samples)
    {
        WeightSet set = WeightFile.Read(path);
        VggArchitecture architecture = VggArchitecture.FromWeights(set.Shapes(), path);
        if (!set.Metadata.TryGetValue(Samples, out string? fitted) || fitted != samples) throw new TrainingCheckpointException($"The start of training in '{path}'", "the pictures of this run", "others");
        WeightSet weights = new();
        Dictionary<string, int[]> kept = new(StringComparer.Ordinal);
        Dictionary<string, double> unexplained = new(StringComparer.Ordinal);
        foreach (string name in set.Names) weights.Add(name, set[name]);
        foreach ((VggLayer layer, _) in architecture.Convolutions())
        {
            if (!set.Metadata.TryGetValue(Kept + layer.Name, out string? channels) || !set.Metadata.TryGetValue(Unexplained + layer.Name, out string? share))
                throw new WeightFormatException(path, $"it does not say which channels of the teacher {layer.Name} stands for, so it is no start of training.");
            kept.Add(layer.Name, Array.ConvertAll(channels.Split(','), text => int.Parse(text, CultureInfo.InvariantCulture)));
            unexplained.Add(layer.Name, double.Parse(share, CultureInfo.InvariantCulture));
        }

        return new StudentStart { Architecture = architecture, Weights = weights, Kept = kept, Unexplained = unexplained };
    }
}
