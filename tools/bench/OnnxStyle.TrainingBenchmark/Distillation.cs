using OnnxStyle.Networks;
using OnnxStyle.Tensors;
using OnnxStyle.Training;

namespace OnnxStyle.TrainingBenchmark;

/// <summary>The distillation of an encoder with weights drawn at random, for its time: the closed form, which takes minutes, changes none of it.</summary>
internal static class Distillation
{
    public static DistillationTask Of(string name, string? modelFolder, string channels)
    {
        Encoder teacher = name == "embedded" ? Encoder.Embedded() : Encoder.Open(name, modelFolder);
        VggArchitecture architecture = StudentPlan.Parse(channels, teacher.Card.Architecture).Architecture;
        RandomStream random = new(5);
        WeightSet weights = new();
        Dictionary<string, int[]> kept = [];
        foreach ((VggLayer layer, int inputs) in architecture.Convolutions())
        {
            kept.Add(layer.Name, [.. Enumerable.Range(0, layer.Channels)]);
            foreach ((string kind, Shape shape) in VggArchitecture.Parameters(layer, inputs))
                weights.Add($"{layer.Name}.{kind}", shape.Rank > 1 ? Initialization.He(shape, ref random) : new Tensor<float>(shape));
        }

        return new DistillationTask(teacher, new StudentStart { Architecture = architecture, Weights = weights, Kept = kept, Unexplained = new Dictionary<string, double>() }, 112);
    }
}
