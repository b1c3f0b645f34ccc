namespace OnnxStyle.Imaging;

/// <summary>Makes pictures of edges.</summary>
public static class EdgeDrawing
{
    /// <summary>White lines on black, as edge detectors are usually shown.</summary>
    public static Image OnBlack(Mask edges)
    {
        ArgumentNullException.ThrowIfNull(edges);
        return edges.ToImage();
    }

    /// <summary>Black lines on white paper.</summary>
    public static Image OnWhite(Mask edges)
    {
        ArgumentNullException.ThrowIfNull(edges);
        return edges.Invert().ToImage();
    }

    /// <summary>The picture with its edges darkened.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="edges">Its edges, of the same size.</param>
    /// <param name="strength">How dark the lines are, 0 (not at all) to 1 (black).</param>
    /// <exception cref="Tensors.ShapeException">The sizes differ.</exception>
    public static Image Over(Image image, Mask edges, float strength = 1)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(edges);
        if ((image.Width, image.Height) != (edges.Width, edges.Height))
            throw new Tensors.ShapeException("Edges", $"the size of the picture, {image.Width} x {image.Height}", $"{edges.Width} x {edges.Height}");
        Image result = image.Clone();
        for (int i = 0; i < result.Planar.Length; i++) result.Planar[i] *= 1 - (strength * edges.Values[i % edges.Values.Length]);
        return result;
    }
}
