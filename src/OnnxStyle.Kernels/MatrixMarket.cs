using System.Globalization;

namespace OnnxStyle.Kernels;

/// <summary>
/// Writes sparse matrices as Matrix Market text (Boisvert, Pozo, Remington 1996, coordinate real symmetric), which SciPy (<c>scipy.io.mmread</c>), MATLAB, Julia and
/// most solvers read. The lower triangle row by row, rows and columns counted from 1, every value with all its digits.
/// </summary>
public static class MatrixMarket
{
    /// <summary>Writes a symmetric matrix.</summary>
    /// <param name="matrix">The matrix; its upper triangle is taken to be the mirror of the lower one.</param>
    /// <param name="remark">One line about it; no line feeds.</param>
    /// <param name="writer">Receives the text. A matting Laplacian takes about 400 bytes a pixel.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The entries written: the lower triangle with the diagonal.</returns>
    public static long WriteSymmetric(SparseMatrix matrix, string remark, TextWriter writer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(writer);
        long entries = 0;
        for (int row = 0; row < matrix.Size; row++)
            for (long k = matrix.RowStarts[row]; k < matrix.RowStarts[row + 1]; k++) entries += matrix.Columns[(int)k] <= row ? 1 : 0;
        writer.Write("%%MatrixMarket matrix coordinate real symmetric\n");
        writer.Write($"% {remark}\n");
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"{matrix.Size} {matrix.Size} {entries}\n"));
        for (int row = 0; row < matrix.Size; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (long k = matrix.RowStarts[row]; k < matrix.RowStarts[row + 1]; k++)
            {
                int column = matrix.Columns[(int)k];
                if (column <= row) writer.Write(string.Create(CultureInfo.InvariantCulture, $"{row + 1} {column + 1} {matrix.Values[(int)k]:R}\n"));
            }
        }

        return entries;
    }
}
