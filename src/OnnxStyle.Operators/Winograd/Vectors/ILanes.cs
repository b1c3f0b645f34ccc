namespace OnnxStyle.Operators.Winograd.Vectors;

/// <summary>A vector of floats of some width, so that a transform is written once and compiled for each. <see cref="Count"/> divides 16.</summary>
internal unsafe interface ILanes<T>
    where T : unmanaged, ILanes<T>
{
    static abstract int Count { get; }

    static abstract T Create(float value);

    static abstract T Load(float* source);

    static abstract void Store(T value, float* target);

    /// <summary>Stores to a place that is aligned to the vector, past the caches: for what nobody reads soon.</summary>
    static abstract void Stream(T value, float* target);

    static abstract T Add(T a, T b);

    static abstract T Subtract(T a, T b);

    static abstract T Multiply(T a, T b);

    /// <summary>a b + sum.</summary>
    static abstract T MultiplyAdd(T a, T b, T sum);

    /// <summary>The greater of 0 and a value.</summary>
    static abstract T Positive(T value);

    /// <summary>The value where the gate is above 0, elsewhere 0.</summary>
    static abstract T Gate(T value, T gate);

    /// <summary>Turns a 16 x 16 matrix, row-major and dense, about its diagonal.</summary>
    static abstract void Transpose(float* source, float* target);
}
