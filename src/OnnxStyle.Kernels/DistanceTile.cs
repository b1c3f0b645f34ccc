namespace OnnxStyle.Kernels;

/// <summary>Receives one tile of a matrix of distances. The values are valid during the call only.</summary>
/// <param name="firstRow">The row of X that the first row of the tile belongs to.</param>
/// <param name="firstColumn">The row of Y that the first column of the tile belongs to.</param>
/// <param name="tile">The distances.</param>
public delegate void DistanceTile(int firstRow, int firstColumn, MatrixView tile);
