using OnnxStyle.Operators.Winograd.Vectors;

namespace OnnxStyle.Operators.Winograd;

/// <summary>
/// One dimension of Winograd's minimal filtering (Winograd 1980; Lavin and Gray 2016): y = Aᵀ [(G g) ⊙ (Bᵀ d)] for a filter g of 3 and d of <see cref="Points"/> pixels.
/// The set of points is closed under x → 1/x and a row of G is scaled by 1/|x|, so the transform of the turned filter g(2), g(1), g(0) holds the same numbers in
/// another order: one store of filters serves both directions.
/// </summary>
internal unsafe interface ITransform
{
    /// <summary>Points of evaluation, and pixels that a tile reads each way.</summary>
    static abstract int Points { get; }

    /// <summary>Results of a tile each way, Points - 2.</summary>
    static abstract int Outputs { get; }

    /// <summary>The point of the turned filter's transform that holds what a point of the filter's holds: 1/x.</summary>
    static abstract int Turned(int point);

    /// <summary>Bᵀ d: reads <see cref="Points"/> vectors, a step apart, and writes as many.</summary>
    static abstract void Input<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>;

    /// <summary>Aᵀ m: reads <see cref="Points"/> vectors and writes <see cref="Outputs"/>.</summary>
    static abstract void Output<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>;

    /// <summary>G g: reads 3 vectors and writes <see cref="Points"/>.</summary>
    static abstract void Filter<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>;

    /// <summary>A dy, but for factors that <see cref="FilterTransposed"/> makes good: reads <see cref="Outputs"/> vectors and writes <see cref="Points"/>.</summary>
    static abstract void OutputTransposed<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>;

    /// <summary>Gᵀ s: reads <see cref="Points"/> vectors and writes 3.</summary>
    static abstract void FilterTransposed<T>(float* from, nint step, float* to, nint toStep)
        where T : unmanaged, ILanes<T>;
}
