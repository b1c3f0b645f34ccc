using System.Runtime.CompilerServices;
using OnnxStyle.Operators.Winograd.Vectors;

namespace OnnxStyle.Operators.Winograd;

/// <summary>The passes for one width of vectors and one size of tiles.</summary>
internal sealed unsafe class TileTransforms<T, TTransform>(Conv3x3Shape shape, int tilesOfGroup) : TileTransforms
    where T : unmanaged, ILanes<T>
    where TTransform : unmanaged, ITransform
{
    private readonly int height = shape.Height;
    private readonly int width = shape.Width;
    private readonly int top = shape.PadTop;
    private readonly int left = shape.PadLeft;
    private readonly int outHeight = shape.OutHeight;
    private readonly int outWidth = shape.OutWidth;
    private readonly int tileRows = (shape.OutHeight + TTransform.Outputs - 1) / TTransform.Outputs;
    private readonly int tileColumns = (shape.OutWidth + TTransform.Outputs - 1) / TTransform.Outputs;
    private readonly int inBlocks = (shape.Channels + 15) / 16;
    private readonly int outBlocks = (shape.Results + 15) / 16;
    private readonly int batch = shape.Batch;

    public override int Points => TTransform.Points * TTransform.Points;

    public override int ScratchFloats => 2 * Points * 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void Input(float* x, int group, int firstBlock, int blocks, float* v, nint plane, float* scratch)
    {
        float* half = scratch, patch = scratch + (TTransform.Points * TTransform.Points * 16);
        int rest = Math.DivRem(group * tilesOfGroup, tileColumns, out int firstColumn), firstPicture = Math.DivRem(rest, tileRows, out int firstRow);
        for (int block = firstBlock; block < firstBlock + blocks; block++)
        {
            int picture = firstPicture, row = firstRow, column = firstColumn;
            for (int t = 0; t < tilesOfGroup; t++, v += 16)
            {
                if (picture >= batch)
                {
                    for (int p = 0; p < TTransform.Points * TTransform.Points; p++) new Span<float>(v + (p * plane), 16).Clear();
                    continue;
                }

                int y = (row * TTransform.Outputs) - top, at = (column * TTransform.Outputs) - left;
                nint step = (nint)width * 16;
                float* from = x + ((((((nint)picture * inBlocks) + block) * height + y) * width) + at) * 16;
                if (y < 0 || at < 0 || y + TTransform.Points > height || at + TTransform.Points > width)
                {
                    Cut(from, step, y, at, height, width, TTransform.Points, patch);
                    from = patch;
                    step = TTransform.Points * 16;
                }

                for (int lane = 0; lane < 16; lane += T.Count)
                {
                    for (int i = 0; i < TTransform.Points; i++) TTransform.Input<T>(from + (i * step) + lane, 16, half + (i * TTransform.Points * 16) + lane, 16);
                    for (int j = 0; j < TTransform.Points; j++)
                        TTransform.Input<T>(half + (j * 16) + lane, TTransform.Points * 16, v + (j * plane) + lane, TTransform.Points * plane);
                }

                if (++column < tileColumns) continue;
                column = 0;
                if (++row < tileRows) continue;
                row = 0;
                picture++;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void Gradient(float* dy, int group, int firstBlock, int blocks, float* w, nint plane, float* scratch)
    {
        float* half = scratch, patch = scratch + (TTransform.Points * TTransform.Points * 16);
        int rest = Math.DivRem(group * tilesOfGroup, tileColumns, out int firstColumn), firstPicture = Math.DivRem(rest, tileRows, out int firstRow);
        for (int block = firstBlock; block < firstBlock + blocks; block++)
        {
            int picture = firstPicture, row = firstRow, column = firstColumn;
            for (int t = 0; t < tilesOfGroup; t++, w += 16)
            {
                if (picture >= batch)
                {
                    for (int p = 0; p < TTransform.Points * TTransform.Points; p++) new Span<float>(w + (p * plane), 16).Clear();
                    continue;
                }

                int y = row * TTransform.Outputs, x = column * TTransform.Outputs;
                nint step = (nint)outWidth * 16;
                float* from = dy + ((((((nint)picture * outBlocks) + block) * outHeight + y) * outWidth) + x) * 16;
                if (y + TTransform.Outputs > outHeight || x + TTransform.Outputs > outWidth)
                {
                    Cut(from, step, y, x, outHeight, outWidth, TTransform.Outputs, patch);
                    from = patch;
                    step = TTransform.Outputs * 16;
                }

                for (int lane = 0; lane < 16; lane += T.Count)
                {
                    for (int i = 0; i < TTransform.Outputs; i++) TTransform.OutputTransposed<T>(from + (i * step) + lane, 16, half + (i * TTransform.Points * 16) + lane, 16);
                    for (int j = 0; j < TTransform.Points; j++)
                        TTransform.OutputTransposed<T>(half + (j * 16) + lane, TTransform.Points * 16, w + (j * plane) + lane, TTransform.Points * plane);
                }

                if (++column < tileColumns) continue;
                column = 0;
                if (++row < tileRows) continue;
                row = 0;
                picture++;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void Output(float* m, nint plane, int group, int block, in Epilogue epilogue, float* scratch)
    {
        float* half = scratch, line = scratch + (TTransform.Points * TTransform.Points * 16), bias = epilogue.Bias + (block * 16);
        float* addend = epilogue.Addend, gate = epilogue.Gate, result = epilogue.Result;
        bool relu = epilogue.Relu, stream = epilogue.Stream;
        int rest = Math.DivRem(group * tilesOfGroup, tileColumns, out int column), picture = Math.DivRem(rest, tileRows, out int row);
        for (int t = 0; t < tilesOfGroup && picture < batch; t++, m += 16)
        {
            int y = row * TTransform.Outputs, x = column * TTransform.Outputs;
            int rows = Math.Min(TTransform.Outputs, outHeight - y), columns = Math.Min(TTransform.Outputs, outWidth - x);
            for (int lane = 0; lane < 16; lane += T.Count)
            {
                for (int j = 0; j < TTransform.Points; j++)
                    TTransform.Output<T>(m + (j * plane) + lane, TTransform.Points * plane, half + (j * 16) + lane, TTransform.Points * 16);
                T plus = T.Load(bias + lane);
                nint at = ((((((nint)picture * outBlocks) + block) * outHeight + y) * outWidth) + x) * 16 + lane;
                for (int i = 0; i < rows; i++, at += (nint)outWidth * 16)
                {
                    TTransform.Output<T>(half + (i * TTransform.Points * 16) + lane, 16, line, 16);
                    for (int j = 0; j < columns; j++)
                    {
                        T value = T.Add(T.Load(line + (j * 16)), plus);
                        if (addend is not null) value = T.Add(value, T.Load(addend + at + (j * 16)));
                        if (relu) value = T.Positive(value);
                        if (gate is not null) value = T.Gate(value, T.Load(gate + at + (j * 16)));
                        if (stream) T.Stream(value, result + at + (j * 16));
                        else T.Store(value, result + at + (j * 16));
                    }
                }
            }

            if (++column < tileColumns) continue;
            column = 0;
            if (++row < tileRows) continue;
            row = 0;
            picture++;
        }
    }

    /// <summary>A tile that reaches over the edge, with zeros there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Cut(float* from, nint step, int y, int x, int height, int width, int side, float* patch)
    {
        T zero = T.Create(0);
        for (int i = y; i < y + side; i++, from += step)
        {
            float* pixel = from;
            for (int j = x; j < x + side; j++, pixel += 16, patch += 16)
            {
                bool inside = i >= 0 && i < height && j >= 0 && j < width;
                for (int lane = 0; lane < 16; lane += T.Count) T.Store(inside ? T.Load(pixel + lane) : zero, patch + lane);
            }
        }
    }
}
