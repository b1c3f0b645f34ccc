using System.Runtime.InteropServices;
using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>What an inference function sees of a node, and the words in which it complains.</summary>
internal sealed class InferenceContext(Node node, int outputCount, int opset)
{
    /// <summary>Contents longer than this are not folded: shapes are short, and weights are not shapes.</summary>
    private const int LongestFolded = 64;

    /// <summary>The node.</summary>
    public Node Node => node;

    /// <summary>How many outputs the node has.</summary>
    public int OutputCount => outputCount;

    /// <summary>The version of the operators.</summary>
    public int Opset => opset;

    /// <summary>The input whose contents are needed and not known, where a function gave up for that reason; else -1.</summary>
    public int Missing { get; private set; } = -1;

    /// <summary>Whether the optional input is given.</summary>
    public bool Has(int input) => input < node.Inputs.Count && node.Inputs[input] is not null;

    /// <summary>A required input.</summary>
    public Value Input(int input) =>
        Has(input) ? node.Inputs[input]! : throw Wrong($"input {input}", $"{node.Inputs.Count} inputs, of which that one is missing");

    /// <summary>The shape of a required input.</summary>
    public Shape Shape(int input) => Input(input).Shape;

    /// <summary>The element type of a required input.</summary>
    public ElementType Type(int input) => Input(input).ElementType;

    /// <summary>The integers that an input holds, or null (and <see cref="Missing"/>) when they are known only at run time.</summary>
    public long[]? Integers(int input)
    {
        Tensor? known = Input(input).Known;
        switch (known)
        {
            case Tensor<long> longs:
                return longs.Span.ToArray();
            case Tensor<int> ints:
                return [.. ints.Span.ToArray().Select(value => (long)value)];
            case null:
                Missing = input;
                return null;
            default:
                throw Wrong($"integers as input {input}", $"{known.ElementType}");
        }
    }

    /// <summary>The integers that an input holds where they are short and known; null otherwise, and that is no failure.</summary>
    public long[]? Folded(int input)
    {
        Tensor? known = Has(input) ? node.Inputs[input]!.Known : null;
        return known is { ElementType: ElementType.Int64 } && known.Shape.ElementCount <= LongestFolded ? MemoryMarshal.Cast<byte, long>(known.Bytes).ToArray() : null;
    }

    /// <summary>Integers as contents of an output, or null when there are none or too many.</summary>
    public static Tensor? Fold(Shape shape, long[]? values) =>
        values is not null && values.Length == shape.ElementCount && values.Length <= LongestFolded ? new Tensor<long>(shape, values) : null;

    /// <summary>Integers that newer operators take as an input and older ones as an attribute; null when absent or unknown.</summary>
    public long[]? InputOrAttribute(int input, string attribute, int inputSince) =>
        opset < inputSince ? node.Ints(attribute) : Has(input) ? Integers(input) : null;

    /// <summary>Checks that two inputs have the same element type and gives it.</summary>
    public ElementType SameType(int first, int second)
    {
        if (Type(first) != Type(second)) throw Wrong($"one element type for inputs {first} and {second}, here {Type(first)}", $"{Type(second)}");
        return Type(first);
    }

    /// <summary>An axis counted from the front.</summary>
    public int Axis(long axis, int rank) =>
        axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw Wrong($"an axis from {-rank} to {rank - 1}", $"{axis}");

    /// <summary>Axes counted from the front, each at most once.</summary>
    public int[] Axes(long[] axes, int rank)
    {
        int[] result = new int[axes.Length];
        for (int i = 0; i < result.Length; i++) result[i] = Axis(axes[i], rank);
        if (result.Distinct().Count() != result.Length) throw Wrong("axes that differ", $"[{string.Join(", ", axes)}]");
        return result;
    }

    /// <summary>The shape that two shapes broadcast to.</summary>
    public Shape Broadcast(Shape left, Shape right)
    {
        try
        {
            return Tensors.Shape.Broadcast(left, right);
        }
        catch (ShapeException)
        {
            throw Wrong($"shapes that broadcast together, here {left}", $"{right}");
        }
    }

    /// <summary>A shape from computed extents.</summary>
    public Shape Extents(params ReadOnlySpan<long> dims)
    {
        foreach (long dim in dims)
        {
            if (dim < 0) throw Wrong("extents of 0 or more for the output", $"[{string.Join(", ", dims.ToArray())}] from {Describe()}");
        }

        return new Shape(dims);
    }

    /// <summary>One output.</summary>
    public static Inferred[] One(ElementType type, Shape shape, Tensor? known = null) => [new Inferred(type, shape, known)];

    /// <summary>The first input's type and shape, for one output.</summary>
    public Inferred[] LikeFirst() => One(Type(0), Shape(0));

    /// <summary>Checks the rank of an input.</summary>
    public Shape Ranked(int input, int least, int most = int.MaxValue)
    {
        Shape shape = Shape(input);
        if (shape.Rank >= least && shape.Rank <= most) return shape;
        throw Wrong(least == most ? $"rank {least} for input {input}" : $"rank {least} or more for input {input}", $"{shape}");
    }

    /// <summary>An attribute list of a fixed length with entries of at least <paramref name="least"/>, or its default.</summary>
    public long[] List(string name, int length, long fallback, long least)
    {
        long[] list = node.Ints(name) ?? Enumerable.Repeat(fallback, length).ToArray();
        if (list.Length != length || list.Any(entry => entry < least))
            throw Wrong($"{length} {name} of {least} or more", $"[{string.Join(", ", list)}] for {Describe()}");
        return list;
    }

    /// <summary>The error of this node: its operator and name, what it takes and what it got.</summary>
    public ShapeException Wrong(string expected, string found) => new(node.ToString(), expected, found);

    /// <summary>The shapes of all inputs, for messages.</summary>
    public string Describe() => string.Join(" and ", node.Inputs.Where(input => input is not null).Select(input => input!.HasShape ? input.Shape.ToString() : "?"));
}
