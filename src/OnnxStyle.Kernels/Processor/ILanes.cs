namespace OnnxStyle.Kernels.Processor;

/// <summary>A vector of floats of some width, so that a loop is written once and compiled for each.</summary>
internal unsafe interface ILanes<T>
    where T : unmanaged, ILanes<T>
{
    static abstract int Count { get; }

    static abstract T Create(float value);

    static abstract T Load(float* source);

    static abstract void Store(T value, float* target);

    /// <summary>Stores to a place that is aligned to the vector, past the caches where that is possible: for what nobody reads soon.</summary>
    static abstract void Stream(T value, float* target);

    static abstract T Add(T a, T b);

    static abstract T Subtract(T a, T b);

    static abstract T Multiply(T a, T b);

    /// <summary>a b + sum.</summary>
    static abstract T MultiplyAdd(T a, T b, T sum);

    /// <summary>The lesser; b where either is not a number.</summary>
    static abstract T Min(T a, T b);

    /// <summary>The greater; b where either is not a number.</summary>
    static abstract T Max(T a, T b);

    /// <summary>Whether any lane of a is above that of b.</summary>
    static abstract bool AnyAbove(T a, T b);

    /// <summary>The lanes where a is above b, a bit for each.</summary>
    static abstract uint Above(T a, T b);

    /// <summary>The sum of all lanes, in double.</summary>
    static abstract double Sum(T value);
}
