namespace OnnxStyle.Kernels.Processor;

/// <summary>
/// The loops of the matting Laplacian in one width of vectors, over a row of a <see cref="MattingTile"/>. Rows are computed in whole vectors; what lies beyond the
/// width is to be thrown away.
/// </summary>
internal unsafe interface IMattingRows
{
    /// <summary>L p of three channels at once, so that an entry of L is loaded once for all of them.</summary>
    /// <param name="p">The first pixel of the row, in the tile of the first channel.</param>
    /// <param name="entries">Its first entry.</param>
    /// <param name="above">From its entries to those of the row above; negative.</param>
    /// <param name="sums">Room for 15 rows.</param>
    /// <param name="product">Receives three rows.</param>
    /// <param name="pitch">From one of them to the next.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="stream">Whether the three rows may be written past the caches; they are then aligned to 64 bytes.</param>
    void MultiplyThree(float* p, float* entries, nint above, float* sums, float* product, nint pitch, int width, bool stream);

    /// <summary>L p of one channel.</summary>
    void MultiplyOne(float* p, float* entries, nint above, float* sums, float* product, int width);

    /// <summary>The energy of one row of one channel: every pair once, from its first pixel.</summary>
    double Energy(float* p, float* entries, int width);

    /// <summary>Copies numbers less a level.</summary>
    void Subtract(float* source, float level, float* target, int count);

    /// <summary>The loops in a form.</summary>
    static IMattingRows Of(VectorForm form) => form switch
    {
        VectorForm.Vector512 => new MattingRows512(),
        VectorForm.Vector => new MattingRows<LanesAny>(),
        _ => new MattingRows<LanesOne>(),
    };
}
