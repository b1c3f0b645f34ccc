using OnnxStyle.Onnx;
using OnnxStyle.Operators.Winograd;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Rewriting;

/// <summary>A convolution that our kernel can compute, or why it cannot.</summary>
internal sealed class ConvMatch
{
    /// <summary>Below so many operations the conversions and the call cost more than is won.</summary>
    public const double LeastOperations = 2e6;

    // A 1x1 convolution of a few channels waits for memory, and in the layout it has sixteen of them.
    private const int LeastPointChannels = 8;

    private ConvMatch(Node node) => Node = node;

    public Node Node { get; }

    /// <summary>Empty where the kernel can compute it.</summary>
    public string Refusal { get; private init; } = "";

    /// <summary>Whether its kernel is 1x1: a product with every pixel, without tiles.</summary>
    public bool IsPoint { get; private init; }

    /// <summary>The sizes of a 3x3 convolution in the direction in which it runs.</summary>
    public Conv3x3Shape Shape { get; private init; } = null!;

    public WinogradTile Tile { get; private init; }

    public ConvDirection Direction { get; private init; }

    /// <summary>[M, C, 3, 3] or [M, C, 1, 1] as the forward direction has them, in the source graph.</summary>
    public Value Filters { get; private init; } = null!;

    public Value X => Node.Inputs[0]!;

    public Value? Bias => Node.Inputs.Count > 2 ? Node.Inputs[2] : null;

    public Value Y => Node.Outputs[0];

    public static ConvMatch Of(Node node, bool always)
    {
        string refusal = Refuse(node, out long[] pads);
        if (refusal.Length > 0) return new ConvMatch(node) { Refusal = refusal };
        Value x = node.Inputs[0]!, w = node.Inputs[1]!;
        if (w.Shape[2] == 1) return Point(node, w, always);
        (Value filters, bool turned) = Turned(w) is { } original ? (original, true) : (w, false);
        Conv3x3Shape shape = new()
        {
            Batch = (int)x.Shape[0],
            Channels = (int)x.Shape[1],
            Results = (int)w.Shape[0],
            Height = (int)x.Shape[2],
            Width = (int)x.Shape[3],
            PadTop = (int)pads[0],
            PadLeft = (int)pads[1],
            PadBottom = (int)pads[2],
            PadRight = (int)pads[3],
        };
        if (!always && shape.Operations < LeastOperations) return new ConvMatch(node) { Refusal = TooLittle(shape.Operations) };
        return new ConvMatch(node)
        {
            Shape = shape,
            Tile = TileChoice.Of(shape),
            Direction = turned ? ConvDirection.Backward : ConvDirection.Forward,
            Filters = filters,
        };
    }

    private static ConvMatch Point(Node node, Value w, bool always)
    {
        double operations = 2.0 * node.Outputs[0].Shape.ElementCount * w.Shape[1];
        if (!always && operations < LeastOperations) return new ConvMatch(node) { Refusal = TooLittle(operations) };
        long fewest = Math.Min(w.Shape[0], w.Shape[1]);
        if (!always && fewest < LeastPointChannels) return new ConvMatch(node) { Refusal = $"too few channels for a 1x1 kernel: {fewest}, fewer than {LeastPointChannels}" };
        Value? original = Swapped(w);
        return new ConvMatch(node) { IsPoint = true, Direction = original is null ? ConvDirection.Forward : ConvDirection.Backward, Filters = original ?? w };
    }

    private static string TooLittle(double operations) => $"too little work: {operations / 1e6:0.###} million operations, fewer than {LeastOperations / 1e6:0}";

    private static string Refuse(Node node, out long[] pads)
    {
        pads = [];
        if (node.Inputs.Count < 2 || node.Inputs[0] is not { } x || node.Inputs[1] is not { } w) return "it has no filters";
        if (!x.HasShape || !w.HasShape || !node.Outputs[0].HasShape) return "its shape is known only in a run";
        if (x.ElementType != ElementType.Float32 || w.ElementType != ElementType.Float32) return $"its elements are {(x.ElementType == ElementType.Float32 ? w : x).ElementType}, not Float32";
        if (x.Shape.Rank != 4) return $"it has {x.Shape.Rank - 2} spatial dimensions, not 2";
        if (!Square(w.Shape, 3) && !Square(w.Shape, 1)) return $"its kernel is {w.Shape[2]}x{w.Shape[3]}, not 3x3 or 1x1";
        if (node.Int("group", 1) != 1) return $"it has {node.Int("group", 1)} groups";
        if (node.Ints("strides") is { } strides && strides.Any(s => s != 1)) return $"its stride is {string.Join("x", strides)}";
        if (node.Ints("dilations") is { } dilations && dilations.Any(d => d != 1)) return $"its dilation is {string.Join("x", dilations)}";
        switch (node.String("auto_pad", "NOTSET"))
        {
            case "NOTSET": pads = node.Ints("pads") ?? [0, 0, 0, 0]; break;
            case "VALID": pads = [0, 0, 0, 0]; break;
            default: pads = Square(w.Shape, 3) ? [1, 1, 1, 1] : [0, 0, 0, 0]; break; // both SAME forms at stride 1
        }

        int most = Square(w.Shape, 3) ? 2 : 0;
        if (pads.Any(p => p < 0 || p > most)) return $"its padding is {string.Join(", ", pads)}; {(most > 0 ? "0 to 2 are" : "none is")} possible";
        if (x.Shape.Any(e => e < 1 || e > int.MaxValue) || node.Outputs[0].Shape.Any(e => e < 1) || x.Shape[1] != w.Shape[1]) return "its extents are none that a kernel has";
        return node.Inputs.Count > 2 && node.Inputs[2] is { } bias && (bias.ElementType != ElementType.Float32 || !bias.HasShape || bias.Shape.ElementCount != w.Shape[0]) ? "its bias has another shape" : "";
    }

    // What Autograd writes for the backward direction: channels swapped, then both spatial axes turned around.
    private static Value? Turned(Value w)
    {
        if (w.Producer is not { OpType: "Slice", Domain: "" } slice || slice.Inputs.Count < 5 || slice.Inputs[0] is not { } swapped) return null;
        if (Numbers(slice.Inputs[4]) is not [-1, -1] || Numbers(slice.Inputs[1]) is not [-1, -1] || Numbers(slice.Inputs[2]) is not [<= -4, <= -4]) return null;
        if (Numbers(slice.Inputs[3]) is not [2, 3] and not [3, 2] and not [-2, -1] and not [-1, -2]) return null;
        return Square(w.Shape, 3) ? Swapped(swapped) : null;
    }

    // The filters of which these have the channels swapped.
    private static Value? Swapped(Value swapped)
    {
        if (!swapped.HasShape || swapped.Producer is not { Domain: "" } swap || swap.Inputs[0] is not { HasShape: true } original || original.Shape.Rank != 4 || original.ElementType != ElementType.Float32) return null;
        long m = original.Shape[0], c = original.Shape[1], side = original.Shape[2];
        if (!Square(original.Shape, side) || !swapped.Shape.Equals(new Shape(c, m, side, side))) return null;
        return swap.OpType switch
        {
            "Transpose" when swap.Ints("perm") is [1, 0, 2, 3] => original,
            "Reshape" when m == 1 || c == 1 => original, // one channel changes places without moving an element
            _ => null,
        };
    }

    private static bool Square(Shape filters, long side) => filters[2] == side && filters[3] == side;

    private static long[]? Numbers(Value? value) => value?.Known is Tensor<long> numbers ? numbers.Span.ToArray() : null;
}
