using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// Linear maps from samples, by least squares: max(y, 0) from max(A x + b, 0) where A has a given rank (X. Zhang et al., "Accelerating Very Deep
/// Convolutional Networks for Classification and Detection", 2015, section 3.2: equations 9 to 13, the asymmetric form). Differs from them: A may be drawn
/// towards what is known before, as ridge regression draws towards zero.
/// </summary>
internal sealed class ReducedRank
{
    private const double Ridge = 1e-5, Shrinkage = 0.1;
    private const float FirstPenalty = 0.01f;

    private ReducedRank(Matrix<double> inner, Matrix<double>? outer, double[] constant, double unexplained)
    {
        Inner = inner;
        Outer = outer;
        Constant = constant;
        Unexplained = unexplained;
    }

    /// <summary>[rank, predictors]; with no <see cref="Outer"/> [responses, predictors].</summary>
    public Matrix<double> Inner { get; }

    /// <summary>[responses, rank]; null where the rank is not reduced.</summary>
    public Matrix<double>? Outer { get; }

    /// <summary>What is added to each response.</summary>
    public double[] Constant { get; }

    /// <summary>The mean squared error of the rectified responses on the samples, over their variance.</summary>
    public double Unexplained { get; }

    /// <summary>The map [responses, predictors] of ordinary least squares between centred values, with a touch of ridge.</summary>
    public static Matrix<double> Map(SampleTable predictors, SampleTable responses)
    {
        SampleTable x = predictors.Centred(predictors.Means());
        return Normal(x).Cholesky().Solve(x.Product(responses.Centred(responses.Means())) / x.Rows).Transpose();
    }

    /// <summary>Fits a map.</summary>
    /// <param name="predictors">x, a row a sample.</param>
    /// <param name="responses">y before the ReLU, a row a sample.</param>
    /// <param name="rank">The rank of A; 0, or as many as there are responses: no limit.</param>
    /// <param name="prior">For each response the predictor that should say it by itself: the fewer samples there are for each predictor, the nearer A stays to that. Null: none is known.</param>
    /// <param name="rounds">How often the responses below zero are guessed anew. 0: plain least squares for y itself.</param>
    /// <param name="cancellationToken">Stops between two rounds.</param>
    public static ReducedRank Fit(SampleTable predictors, SampleTable responses, int rank, int[]? prior, int rounds, CancellationToken cancellationToken)
    {
        double[] means = predictors.Means();
        SampleTable x = predictors.Centred(means);
        Matrix<double> square = Normal(x), pull = Matrix<double>.Build.Dense(x.Columns, responses.Columns);
        if (prior is not null)
        {
            double strength = Shrinkage * x.Columns / x.Rows * square.Diagonal().Average();
            for (int i = 0; i < x.Columns; i++) square.At(i, i, square.At(i, i) + strength);
            for (int i = 0; i < prior.Length; i++) pull.At(prior[i], i, strength);
        }

        Cholesky<double> normal = square.Cholesky();
        bool isFull = rank == 0 || rank >= responses.Columns;
        (Matrix<double> inner, Matrix<double> outer) = Solve(normal, (x.Product(responses.Centred(responses.Means())) / x.Rows) + pull, isFull ? 0 : rank);
        double[] constant = responses.Means();
        Tensor<float> innerTensor = new(new Shape(x.Columns, inner.RowCount)), outerTensor = new(new Shape(inner.RowCount, responses.Columns));
        Tensor<float> offset = new(new Shape(responses.Columns)), penalty = new(Shape.Scalar), product = new(new Shape(x.Columns, responses.Columns)), error = new(Shape.Scalar);
        using Session session = Session.Create(Round(x.Rows, x.Columns, inner.RowCount, responses.Columns));
        foreach ((string name, Tensor tensor) in new (string, Tensor)[] { ("x", x.Values), ("y", responses.Values), ("inner", innerTensor), ("outer", outerTensor), ("constant", offset), ("penalty", penalty) })
            session.BindInput(name, tensor);
        Tensor<float> mean = new(offset.Shape);
        foreach ((string name, Tensor tensor) in new (string, Tensor)[] { ("product", product), ("mean", mean), ("error", error) }) session.BindOutput(name, tensor);
        for (int round = 0; ; round++)
        {
            SampleTable.ToTensor(inner.Transpose()).Span.CopyTo(innerTensor.Span);
            SampleTable.ToTensor(outer.Transpose()).Span.CopyTo(outerTensor.Span);
            for (int i = 0; i < constant.Length; i++) offset.Span[i] = (float)constant[i];
            penalty.Span[0] = 2 * round < rounds ? FirstPenalty : 1;
            session.Run(cancellationToken);
            if (round == rounds) break;
            (inner, outer) = Solve(normal, (SampleTable.ToMatrix(product) / x.Rows) + pull, isFull ? 0 : rank);
            constant = Array.ConvertAll(mean.Span.ToArray(), value => (double)value);
        }

        Matrix<double> whole = isFull ? inner : outer * inner;
        Vector<double> shift = whole * Vector<double>.Build.Dense(means);
        for (int i = 0; i < constant.Length; i++) constant[i] -= shift[i];
        return new ReducedRank(inner, isFull ? null : outer, constant, error.Span[0]);
    }

    private static Matrix<double> Normal(SampleTable centred)
    {
        Matrix<double> square = centred.Product(centred) / centred.Rows;
        square = (square + square.Transpose()) / 2;
        double mean = Math.Max(square.Diagonal().Average(), 1e-12);
        for (int i = 0; i < square.RowCount; i++) square.At(i, i, square.At(i, i) + (Ridge * mean));
        return square;
    }

    // M^T = C^-1 B; of the fitted responses, whose covariance is M C M^T = B^T M^T, the directions of most variance are kept.
    private static (Matrix<double> Inner, Matrix<double> Outer) Solve(Cholesky<double> normal, Matrix<double> product, int rank)
    {
        Matrix<double> transposed = normal.Solve(product);
        if (rank == 0) return (transposed.Transpose(), Matrix<double>.Build.DenseIdentity(product.ColumnCount));
        Matrix<double> covariance = product.TransposeThisAndMultiply(transposed);
        Matrix<double> vectors = ((covariance + covariance.Transpose()) / 2).Evd(Symmetricity.Symmetric).EigenVectors;
        Matrix<double> most = vectors.SubMatrix(0, vectors.RowCount, vectors.ColumnCount - rank, rank);
        return (most.TransposeThisAndMultiply(transposed.Transpose()), most);
    }

    // For each sample and response the z that makes (max(y, 0) - max(z, 0))^2 + penalty (z - p)^2 smallest, p being what the map says now: the better of
    // z = min(p, 0) and z = max((penalty p + max(y, 0)) / (penalty + 1), 0). Out comes what the next map is solved from.
    private static Graph Round(int rows, int predictors, int rank, int responses)
    {
        GraphBuilder graph = new("round");
        Value x = graph.Input("x", new Shape(rows, predictors)), wanted = graph.Relu(graph.Input("y", new Shape(rows, responses)));
        Value inner = graph.Input("inner", new Shape(predictors, rank)), outer = graph.Input("outer", new Shape(rank, responses));
        Value constant = graph.Input("constant", new Shape(responses)), penalty = graph.Input("penalty", Shape.Scalar), zero = graph.Scalar(0);
        Value said = graph.Add(graph.MatMul(graph.MatMul(x, inner), outer), constant);
        Value below = graph.Min(said, zero);
        Value above = graph.Max(graph.Div(graph.Add(graph.Mul(penalty, said), wanted), graph.Add(penalty, graph.Scalar(1))), zero);
        Value costBelow = graph.Add(graph.Mul(wanted, wanted), graph.Mul(penalty, Square(graph, graph.Sub(below, said))));
        Value costAbove = graph.Add(Square(graph, graph.Sub(wanted, above)), graph.Mul(penalty, Square(graph, graph.Sub(above, said))));
        Value guess = graph.Where(graph.LessOrEqual(costBelow, costAbove), below, above);
        Value mean = graph.ReduceMean(guess, [0], keepDims: false);
        graph.Output(graph.Gemm(x, graph.Sub(guess, mean), transA: true), "product");
        graph.Output(mean, "mean");
        Value variance = graph.ReduceMean(Square(graph, graph.Sub(wanted, graph.ReduceMean(wanted, [0]))), keepDims: false);
        graph.Output(graph.Div(graph.ReduceMean(Square(graph, graph.Sub(graph.Relu(said), wanted)), keepDims: false), variance), "error");
        return graph.Build();
    }

    private static Value Square(GraphBuilder graph, Value x) => graph.Mul(x, x);
}
