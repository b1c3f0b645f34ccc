using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Tests;

/// <summary>How the numbers of one input are drawn, so that no kink lies within reach of a finite difference.</summary>
public enum Draw
{
    /// <summary>0.2 to 1.2 with a random sign: away from 0.</summary>
    Signed,

    /// <summary>0.3 to 1.3: for logarithms, roots and divisors.</summary>
    Positive,

    /// <summary>Multiples of 0.1 around 0.05, no two alike: for maxima and other choices between elements.</summary>
    Distinct,
}

/// <summary>An input of a case that needs a gradient.</summary>
public sealed record CaseInput(long[] Dims, Draw Draw = Draw.Signed)
{
    public Shape Shape => new(Dims);
}

/// <summary>One row: a piece of graph between inputs and one output, and what is known about it.</summary>
/// <param name="Name">The operator first, then what makes the row interesting.</param>
/// <param name="Inputs">The inputs, all differentiated.</param>
/// <param name="Build">Makes the output from the inputs.</param>
/// <param name="Linear">Linear in each input: a step of 1 has no truncation error.</param>
/// <param name="Smooth">Has a second derivative that is checked too.</param>
/// <param name="Runtime">False when ONNX Runtime does not run the forward operator so; the reason is at the row.</param>
public sealed record GradientCase(
    string Name, CaseInput[] Inputs, Func<GraphBuilder, Value[], Value> Build, bool Linear = false, bool Smooth = true, bool Runtime = true)
{
    /// <summary>The same numbers every time, others for every row.</summary>
    public int Seed => Name.Aggregate(17, (h, c) => unchecked((h * 31) + c)) & 0x7FFFFFFF;

    /// <summary>Draws the inputs; every number is exact in float32.</summary>
    public Dictionary<string, double[]> DrawInputs()
    {
        Random random = new(Seed);
        Dictionary<string, double[]> result = [];
        for (int i = 0; i < Inputs.Length; i++)
        {
            double[] data = new double[Inputs[i].Shape.ElementCount];
            int[] order = [.. Enumerable.Range(0, data.Length)];
            random.Shuffle(order);
            for (int e = 0; e < data.Length; e++)
            {
                double u = random.NextDouble();
                data[e] = Inputs[i].Draw switch
                {
                    Draw.Signed => (0.2 + u) * (random.Next(2) == 0 ? 1 : -1),
                    Draw.Positive => 0.3 + u,
                    _ => ((order[e] - (data.Length / 2)) * 0.1) + 0.05,
                };
                data[e] = (float)data[e];
            }

            result[$"x{i}"] = data;
        }

        return result;
    }

    public override string ToString() => Name;
}
