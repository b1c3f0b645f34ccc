namespace OnnxStyle.Operators.Tests;

/// <summary>Memory for a result between two fences; NaN until it is written.</summary>
internal sealed class Fenced
{
    private const int Fence = 67;
    private readonly float[] memory;

    public Fenced(long length)
    {
        memory = new float[length + (2 * Fence)];
        Array.Fill(memory, float.NaN);
    }

    public Span<float> Span => memory.AsSpan(Fence, memory.Length - (2 * Fence));

    public bool IsIntact => !memory.AsSpan(0, Fence).ContainsAnyExcept(float.NaN) && !memory.AsSpan(memory.Length - Fence).ContainsAnyExcept(float.NaN);
}
