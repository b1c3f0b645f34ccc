using OnnxStyle.Tensors;

namespace OnnxStyle.Kernels;

/// <summary>
/// The Gram matrix G = F diag(w) Fᵀ / s of features F [C, M]: which channels light up together, wherever it is in the picture
/// (Gatys, Ecker, Bethge 2016, equation 3). This is the door, where shapes are checked once for every implementation; an instance
/// keeps its workspace between calls and serves one caller at a time.
/// </summary>
public abstract class Gram
{
    /// <summary>The most channels C.</summary>
    public const int MostRows = 512;

    /// <summary>The most positions M.</summary>
    public const int MostColumns = 1 << 22;

    /// <summary>Computes the matrix. The half above the diagonal is computed, the other is its mirror image, so G is symmetric to the last bit.</summary>
    /// <param name="features">F [C, M], finite; C from 1 to 512, M from 1 to 4,194,304. Its rows may be views into something larger.</param>
    /// <param name="weights">w [M], finite, of any sign; or empty for all ones.</param>
    /// <param name="scale">s, the number to divide by: neither zero nor NaN; infinity is refused.</param>
    /// <param name="gram">Receives G [C, C], row-major; exactly C * C long. It may not overlap the inputs.</param>
    /// <exception cref="ShapeException">A shape or the scale is none of the above.</exception>
    public void Compute(MatrixView features, ReadOnlySpan<float> weights, float scale, Span<float> gram)
    {
        if (features.Rows > MostRows) throw new ShapeException("Gram", $"at most {MostRows} channels", $"{features.Rows}");
        if (features.Columns > MostColumns) throw new ShapeException("Gram", $"at most {MostColumns} positions", $"{features.Columns}");
        if (!weights.IsEmpty && weights.Length != features.Columns) throw new ShapeException("Gram, weights", $"[{features.Columns}] or none", $"[{weights.Length}]");
        if (!float.IsFinite(scale) || scale == 0) throw new ShapeException("Gram, scale", "a finite number other than 0", $"{scale}");
        if (gram.Length != features.Rows * features.Rows) throw new ShapeException("Gram, result", $"[{features.Rows}, {features.Rows}]", $"{gram.Length} elements");
        Run(features, weights, scale, gram);
    }

    /// <summary>Does the work of <see cref="Compute"/> on arguments that were checked.</summary>
    protected abstract void Run(MatrixView features, ReadOnlySpan<float> weights, float scale, Span<float> gram);
}
