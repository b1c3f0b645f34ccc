namespace OnnxStyle.Optimization;

/// <summary>
/// A long vector cut into portions of fixed length, which several threads work on. What a portion gives does not depend on who does it, and sums of portions
/// are added in their order: no number of threads changes a bit.
/// </summary>
internal sealed unsafe class Portions
{
    /// <summary>Elements of a portion: 20 of them at 384 x 288 pixels, each some ten microseconds of reading a history.</summary>
    public const int Length = 16 * Chunk;

    /// <summary>Elements that are worked on at once: what several passes read stays in the first cache.</summary>
    public const int Chunk = 1024;

    private readonly ParallelOptions options;
    private readonly Action<int> one;
    private readonly Action<int, int, int> dot;
    private readonly Action<int, int, int> move;
    private Action<int, int, int> pass;
    private double[] sums = [];
    private float[] first = [];
    private float[] second = [];
    private float[] destination = [];
    private float* origin;
    private float factor;
    private Box box;
    private int length;

    /// <param name="threads">Threads at most; 0: one for each processor.</param>
    public Portions(int threads)
    {
        options = new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads };
        one = portion => pass!(portion, portion * Length, Math.Min(length, (portion + 1) * Length));
        pass = dot = Dot;
        move = Move;
    }

    /// <summary>The number of portions.</summary>
    public static int Count(int length) => (length + Length - 1) / Length;

    /// <summary>Does a pass: its arguments are the number of the portion, its first element, and the first of the next.</summary>
    public void Run(int length, Action<int, int, int> pass)
    {
        this.length = length;
        this.pass = pass;
        int count = Count(length);
        if (count > 1 && options.MaxDegreeOfParallelism > 1) Parallel.For(0, count, options, one);
        else for (int portion = 0; portion < count; portion++) one(portion);
    }

    /// <summary>Σ a·b in double.</summary>
    public double Dot(float[] a, float[] b)
    {
        if (sums.Length != Count(a.Length)) sums = new double[Count(a.Length)];
        (first, second) = (a, b);
        Run(a.Length, dot);
        double sum = 0;
        foreach (double part in sums) sum += part;
        return sum;
    }

    /// <summary>destination = x + t·d, clamped to the bounds.</summary>
    public void Move(ReadOnlySpan<float> x, float t, float[] d, Box bounds, float[] to)
    {
        (second, destination, factor, box) = (d, to, t, bounds);
        fixed (float* from = x)
        {
            origin = from;
            Run(x.Length, move);
        }
    }

    private void Dot(int portion, int begin, int end)
    {
        double sum = 0;
        for (int at = begin; at < end; at += Chunk)
        {
            int count = Math.Min(Chunk, end - at);
            sum += VectorMath.Dot(first.AsSpan(at, count), second.AsSpan(at, count));
        }

        sums[portion] = sum;
    }

    private void Move(int portion, int begin, int end) =>
        VectorMath.Move(new ReadOnlySpan<float>(origin + begin, end - begin), factor, second.AsSpan(begin, end - begin), box, destination.AsSpan(begin, end - begin));
}
