namespace OnnxStyle.Operators.Winograd;

/// <summary>Filters that will be wanted next: a product asks for some of their cache lines with every block of 16 channels, while it multiplies others.</summary>
internal unsafe struct Ahead
{
    /// <summary>The first block of filters.</summary>
    public float* First;

    /// <summary>The second block of filters.</summary>
    public float* Second;

    /// <summary>Floats from 16 channels to the next 16.</summary>
    public nint Step;

    /// <summary>Lines of each to ask for with every 16 channels; 0 for none.</summary>
    public int Lines;
}
