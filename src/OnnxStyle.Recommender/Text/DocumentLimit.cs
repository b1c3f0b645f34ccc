using System.Globalization;

namespace OnnxStyle.Recommender;

/// <summary>A number of documents: a count, or a share of all (scikit-learn's whole and broken numbers for min_df and max_df).</summary>
public readonly record struct DocumentLimit
{
    private DocumentLimit(double value, bool isShare)
    {
        Value = value;
        IsShare = isShare;
    }

    /// <summary>All documents.</summary>
    public static DocumentLimit All { get; } = Share(1);

    /// <summary>The count, or the share.</summary>
    public double Value { get; }

    /// <summary>Whether <see cref="Value"/> is a share.</summary>
    public bool IsShare { get; }

    /// <summary>So many documents.</summary>
    /// <param name="documents">0 or more.</param>
    public static DocumentLimit Count(int documents) => new(documents, false);

    /// <summary>Such a part of all documents.</summary>
    /// <param name="share">0 to 1.</param>
    public static DocumentLimit Share(double share) => new(share, true);

    /// <summary>Reads <c>2</c> as a count and <c>0.8</c> or <c>1.0</c> as a share.</summary>
    public static bool TryParse(string text, out DocumentLimit limit)
    {
        limit = default;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)) limit = Count(count);
        else if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) && share <= 1) limit = Share(share);
        else return false;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => IsShare ? Value.ToString("0.0##############", CultureInfo.InvariantCulture) : Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of documents among <paramref name="all"/>; not rounded.</summary>
    internal double Among(int all) => IsShare ? Value * all : Value;

    internal bool Fits => double.IsFinite(Value) && Value >= 0 && (!IsShare || Value <= 1);
}
