namespace OnnxStyle.Operators.Winograd;

/// <summary>How many results a tile has each way.</summary>
internal enum WinogradTile
{
    /// <summary>F(2x2, 3x3): 16 multiplications for 4 results, where a direct convolution has 36; 16/9 of the filters' memory.</summary>
    Two = 2,

    /// <summary>F(4x4, 3x3): 36 multiplications for 16 results, where a direct convolution has 144; 4 times the filters' memory.</summary>
    Four = 4,
}
