namespace OnnxStyle.Recommender;

/// <summary>A row of a part that is compared with others. Several threads may ask at once.</summary>
internal abstract class PartQuery
{
    /// <summary>Cosine distances to some rows; 1 wherever one of the two is a zero vector.</summary>
    /// <param name="first">The first of the rows.</param>
    /// <param name="distances">Receives the distance to each.</param>
    public abstract void Distances(int first, Span<double> distances);

    /// <summary>The distance to one row.</summary>
    public double Distance(int row)
    {
        Span<double> one = stackalloc double[1];
        Distances(row, one);
        return one[0];
    }
}
