namespace OnnxStyle.Optimization.Tests;

/// <summary>A function given by a lambda; counts its calls.</summary>
internal sealed class Problem(int length, Func<double[], (double Loss, double[] Gradient)> function) : IObjective
{
    public int Length { get; } = length;

    public int Calls { get; private set; }

    public (double Loss, double[] Gradient) At(ReadOnlySpan<float> x)
    {
        double[] wide = new double[x.Length];
        for (int i = 0; i < x.Length; i++) wide[i] = x[i];
        return function(wide);
    }

    public (double Loss, double[] Gradient) At(double[] x) => function(x);

    public double Evaluate(ReadOnlySpan<float> x, Span<float> gradient)
    {
        Calls++;
        (double loss, double[] wide) = At(x);
        for (int i = 0; i < wide.Length; i++) gradient[i] = (float)wide[i];
        return loss;
    }

    /// <summary>Σ c_i/2·(x_i - a_i)², c from 1 to <paramref name="condition"/> geometrically, a_i = sin(i + 1).</summary>
    public static Problem Quadratic(int length, double condition) => new(length, x =>
    {
        double loss = 0;
        double[] gradient = new double[length];
        for (int i = 0; i < length; i++)
        {
            double c = Curvature(i, length, condition), d = x[i] - Target(i);
            loss += 0.5 * c * d * d;
            gradient[i] = c * d;
        }

        return (loss, gradient);
    });

    public static double Target(int i) => Math.Sin(i + 1);

    public static double Curvature(int i, int length, double condition) => Math.Pow(condition, length == 1 ? 0 : (double)i / (length - 1));

    /// <summary>The chained Rosenbrock function; its minimum is 0 at (1, ..., 1).</summary>
    public static Problem Rosenbrock(int length) => new(length, x =>
    {
        double loss = 0;
        double[] gradient = new double[length];
        for (int i = 0; i + 1 < length; i++)
        {
            double a = x[i + 1] - (x[i] * x[i]), b = 1 - x[i];
            loss += (100 * a * a) + (b * b);
            gradient[i] += (-400 * a * x[i]) - (2 * b);
            gradient[i + 1] += 200 * a;
        }

        return (loss, gradient);
    });

    /// <summary>½ xᵀA x - bᵀx with a dense symmetric positive A = I·0.1 + LLᵀ, from a seed.</summary>
    public static Problem Coupled(int length, int seed)
    {
        Random random = new(seed);
        double[,] l = new double[length, length], a = new double[length, length];
        double[] b = new double[length];
        for (int i = 0; i < length; i++)
        {
            b[i] = random.NextDouble() * 2 - 1;
            for (int j = 0; j < length; j++) l[i, j] = random.NextDouble() * 2 - 1;
        }

        for (int i = 0; i < length; i++)
            for (int j = 0; j < length; j++)
            {
                a[i, j] = i == j ? 0.1 : 0;
                for (int k = 0; k < length; k++) a[i, j] += l[i, k] * l[j, k];
            }

        return new(length, x =>
        {
            double loss = 0;
            double[] gradient = new double[length];
            for (int i = 0; i < length; i++)
            {
                double row = 0;
                for (int j = 0; j < length; j++) row += a[i, j] * x[j];
                gradient[i] = row - b[i];
                loss += (0.5 * row * x[i]) - (b[i] * x[i]);
            }

            return (loss, gradient);
        });
    }
}
