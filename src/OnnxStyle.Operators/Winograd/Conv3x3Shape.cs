using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Winograd;

/// <summary>The sizes of one 3x3 convolution of stride 1, in the direction in which it runs.</summary>
internal sealed record Conv3x3Shape
{
    private const int MostPad = 2;

    /// <summary>N.</summary>
    public required int Batch { get; init; }

    /// <summary>Channels that it takes.</summary>
    public required int Channels { get; init; }

    /// <summary>Channels that it gives.</summary>
    public required int Results { get; init; }

    /// <summary>Rows that it takes.</summary>
    public required int Height { get; init; }

    /// <summary>Columns that it takes.</summary>
    public required int Width { get; init; }

    /// <summary>Zero rows above, 0 to 2.</summary>
    public int PadTop { get; init; } = 1;

    /// <summary>Zero columns on the left, 0 to 2.</summary>
    public int PadLeft { get; init; } = 1;

    /// <summary>Zero rows below, 0 to 2.</summary>
    public int PadBottom { get; init; } = 1;

    /// <summary>Zero columns on the right, 0 to 2.</summary>
    public int PadRight { get; init; } = 1;

    /// <summary>Rows that it gives.</summary>
    public int OutHeight => Height + PadTop + PadBottom - 2;

    /// <summary>Columns that it gives.</summary>
    public int OutWidth => Width + PadLeft + PadRight - 2;

    /// <summary>Multiplications and additions of the direct form.</summary>
    public double Operations => 18.0 * Batch * Channels * Results * OutHeight * OutWidth;

    /// <summary>Throws unless every extent is at least 1 and every padding 0, 1 or 2.</summary>
    /// <exception cref="ShapeException">One is not.</exception>
    public void Validate()
    {
        if (Batch < 1 || Channels < 1 || Results < 1 || Height < 1 || Width < 1 || OutHeight < 1 || OutWidth < 1)
            throw new ShapeException("Conv3x3", "extents of 1 or more, also of the result", $"{this}");
        if (PadTop is < 0 or > MostPad || PadLeft is < 0 or > MostPad || PadBottom is < 0 or > MostPad || PadRight is < 0 or > MostPad)
            throw new ShapeException("Conv3x3", "paddings of 0 to 2", $"{PadTop}, {PadLeft}, {PadBottom}, {PadRight}");
    }
}
