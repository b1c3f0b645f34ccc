using MathNet.Numerics.LinearAlgebra;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// A student without a step of training. Layer by layer: the teacher's channels that tell most about the others are kept; a linear map says what the
/// teacher's features before the layer are, given the student's; through it the teacher's own filters are applied to the student's features, and a map
/// of reduced rank from these responses to the teacher's true ones becomes the student's filters.
/// </summary>
/// <remarks>
/// After X. Zhang et al. (TPAMI 2015) for the maps (see <see cref="ReducedRank"/>) and He, Zhang, Sun (ICCV 2017) for keeping channels and for fitting to
/// the student's own features. Differs from them: channels are chosen greedily instead of by LASSO, and both are done at once.
/// </remarks>
public sealed class ClosedForm
{
    private const int BatchSize = 5;
    private readonly Encoder teacher;
    private readonly StudentPlan plan;
    private readonly ClosedFormOptions options;
    private readonly WeightSet weights = new();
    private readonly Dictionary<string, int[]> kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> unexplained = new(StringComparer.Ordinal);

    /// <summary>Prepares a fit.</summary>
    /// <param name="teacher">A VGG network of whole convolutions.</param>
    /// <param name="plan">The shape of the student.</param>
    /// <param name="options">What it is fitted to.</param>
    /// <exception cref="OptionsException">An option does not work, or the teacher's convolutions are split.</exception>
    public ClosedForm(Encoder teacher, StudentPlan plan, ClosedFormOptions options)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (teacher.Card.Architecture.Layers.Any(layer => layer.Factors is not null))
            throw new OptionsException("teacher", [$"{teacher.Name} has split convolutions: a student learns from whole ones, such as those of vgg19"]);
        this.teacher = teacher;
        this.plan = plan;
        this.options = options;
    }

    /// <summary>Fits all layers.</summary>
    /// <param name="samples">What the student shall see.</param>
    /// <param name="progress">Told each layer and what of it is not explained.</param>
    /// <param name="cancellationToken">Stops with an <see cref="OperationCanceledException"/>.</param>
    public StudentStart Fit(EncoderSamples samples, IProgress<(string Layer, double Unexplained)>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        List<Tensor<float>> goal = Pictures(samples, cancellationToken), own = goal;
        for (int i = 0; i < plan.Layers.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            StudentLayer layer = plan.Layers[i];
            bool isPooled = i + 1 < plan.Layers.Count && plan.Layers[i + 1].Name[4] != layer.Name[4];
            (goal, own) = Fit(layer, i == 0, isPooled, goal, own, cancellationToken);
            progress?.Report((layer.Name, unexplained[layer.Name]));
        }

        return new StudentStart { Architecture = plan.Architecture, Weights = weights, Kept = kept, Unexplained = unexplained };
    }

    // Batches [N, 3, Side, Side] on the scale of the network's input.
    private List<Tensor<float>> Pictures(EncoderSamples samples, CancellationToken cancellationToken)
    {
        int side = options.CropSide, plane = side * side;
        List<Tensor<float>> batches = [];
        Preprocessing preprocessing = teacher.Card.Preprocessing;
        for (int batch = 0; batch < (options.Crops + BatchSize - 1) / BatchSize; batch++)
        {
            Tensor<float> pictures = new(new Shape(BatchSize, 3, side, side));
            ParallelOptions parallel = new() { CancellationToken = cancellationToken };
            Parallel.For(0, BatchSize, parallel, place =>
            {
                RandomStream random = RandomStream.Of(options.Seed, 0xC105ED, batch, place);
                Span<float> target = pictures.Span.Slice(place * 3 * plane, 3 * plane);
                samples.Write(random.Below(samples.Count), random, target);
                for (int i = 0; i < target.Length; i++) target[i] = ((255 * target[i]) - preprocessing.Mean[i / plane]) * preprocessing.Scale;
            });
            batches.Add(pictures);
        }

        return batches;
    }

    private (List<Tensor<float>> Goal, List<Tensor<float>> Own) Fit(
        StudentLayer layer, bool isFirst, bool isPooled, List<Tensor<float>> goal, List<Tensor<float>> own, CancellationToken cancellationToken)
    {
        Tensor<float> weight = teacher.Weight(layer.Name), bias = teacher.Bias(layer.Name);
        int fitted = Math.Max(1, goal.Count * 9 / 10), channels = (int)weight.Shape[0];
        Tensor<float>? carried = isFirst ? null : Through(weight, Before(goal, own, fitted));
        List<Tensor<float>> next = [];
        (SampleTable wanted, SampleTable? said) = Look(goal, own, weight, bias, carried, isPooled, fitted, next, cancellationToken);
        SampleTable rectified = wanted.Rectified();
        int[] keep = ChannelChoice.Of(rectified.Product(rectified), layer.Channels);
        kept.Add(layer.Name, keep);
        if (said is null) Add(layer.Name, ("weight", Rows(weight, keep)), ("bias", Rows(bias, keep)));
        else AddFitted(layer, carried!, ReducedRank.Fit(said, channels == keep.Length ? wanted : wanted.Columned(keep), layer.Filters, keep, options.Rounds, cancellationToken));
        List<Tensor<float>> mine = Apply(layer, own, isPooled, cancellationToken);
        unexplained.Add(layer.Name, Distance(mine.Skip(fitted == goal.Count ? 0 : fitted), next.Skip(fitted == goal.Count ? 0 : fitted), keep));
        return (next, mine);
    }

    private void Add(string layer, params (string Kind, Tensor<float> Tensor)[] tensors)
    {
        foreach ((string kind, Tensor<float> tensor) in tensors) weights.Add($"{layer}.{kind}", tensor);
    }

    // Inner [r, C] after the carried filters [C, in, 3, 3] are filters [r, in, 3, 3].
    private void AddFitted(StudentLayer layer, Tensor<float> carried, ReducedRank map)
    {
        int inputs = (int)carried.Shape[1];
        Matrix<double> flat = SampleTable.ToMatrix(new Tensor<float>(new Shape(carried.Shape[0], inputs * 9), carried.Span));
        Tensor<float> filters = new(new Shape(map.Inner.RowCount, inputs, 3, 3), SampleTable.ToTensor(map.Inner * flat).Span);
        Tensor<float> bias = new(new Shape(map.Constant.Length), Array.ConvertAll(map.Constant, value => (float)value));
        if (layer.Filters == 0)
        {
            Add(layer.Name, ("weight", map.Outer is null ? filters : throw new InvalidOperationException("A whole convolution has no outer factor.")), ("bias", bias));
            return;
        }

        Matrix<double> outer = map.Outer ?? Matrix<double>.Build.DenseIdentity(map.Inner.RowCount);
        Add(layer.Name, ("filter", filters), ("weight", new Tensor<float>(new Shape(outer.RowCount, outer.ColumnCount, 1, 1), SampleTable.ToTensor(outer).Span)), ("bias", bias));
    }

    // The map [teacher's inputs, student's inputs] at single positions.
    private Matrix<double> Before(List<Tensor<float>> goal, List<Tensor<float>> own, int fitted)
    {
        int each = Each(goal[0], fitted, 20_000), row = 0;
        SampleTable teachers = new(each * fitted * BatchSize, (int)goal[0].Shape[1]), students = new(teachers.Rows, (int)own[0].Shape[1]);
        for (int batch = 0; batch < fitted; batch++)
        {
            for (int picture = 0; picture < BatchSize; picture++, row += each)
            {
                int[] positions = Positions(goal[0], each, 0xBEF0, batch, picture);
                teachers.Take(goal[batch], picture, positions, row);
                students.Take(own[batch], picture, positions, row);
            }
        }

        return ReducedRank.Map(students, teachers);
    }

    // Filters [C, in, 3, 3] of the teacher that take the student's features: summed over the teacher's inputs by the map.
    private static Tensor<float> Through(Tensor<float> weight, Matrix<double> map)
    {
        int outputs = (int)weight.Shape[0], inputs = (int)weight.Shape[1];
        Matrix<double> byInput = Matrix<double>.Build.Dense(inputs, outputs * 9);
        for (int k = 0; k < outputs; k++)
            for (int c = 0; c < inputs; c++)
                for (int i = 0; i < 9; i++) byInput.At(c, (k * 9) + i, weight.Span[(((k * inputs) + c) * 9) + i]);
        Matrix<double> carried = map.TransposeThisAndMultiply(byInput);
        Tensor<float> result = new(new Shape(outputs, map.ColumnCount, 3, 3));
        for (int k = 0; k < outputs; k++)
            for (int c = 0; c < map.ColumnCount; c++)
                for (int i = 0; i < 9; i++) result.Span[(((k * map.ColumnCount) + c) * 9) + i] = (float)carried.At(c, (k * 9) + i);
        return result;
    }

    // Runs the teacher on over all batches, and takes its responses before the ReLU at random positions, and beside them those of the carried filters.
    private (SampleTable Wanted, SampleTable? Said) Look(
        List<Tensor<float>> goal, List<Tensor<float>> own, Tensor<float> weight, Tensor<float> bias, Tensor<float>? carried, bool isPooled, int fitted, List<Tensor<float>> next, CancellationToken cancellationToken)
    {
        GraphBuilder graph = new("look");
        Value response = graph.Conv(graph.Input("goal", goal[0].Shape), graph.Constant(weight), graph.Constant(bias), pads: [1, 1, 1, 1]);
        graph.Output(response, "response");
        graph.Output(After(graph, response, isPooled), "next");
        if (carried is not null) graph.Output(graph.Conv(graph.Input("own", own[0].Shape), graph.Constant(carried), pads: [1, 1, 1, 1]), "said");
        using Session session = Session.Create(graph.Build());
        Tensor<float> responses = new(new Shape([.. session.Outputs.First(output => output.Name == "response").Dimensions])), said = new(responses.Shape);
        session.BindOutput("response", responses);
        if (carried is not null) session.BindOutput("said", said);
        Shape nextShape = new([.. session.Outputs.First(output => output.Name == "next").Dimensions]);
        int each = Each(responses, fitted, options.Positions), row = 0;
        SampleTable wanted = new(each * fitted * BatchSize, (int)weight.Shape[0]);
        SampleTable? predicted = carried is null ? null : new(wanted.Rows, wanted.Columns);
        for (int batch = 0; batch < goal.Count; batch++)
        {
            next.Add(new Tensor<float>(nextShape));
            session.BindInput("goal", goal[batch]);
            if (carried is not null) session.BindInput("own", own[batch]);
            session.BindOutput("next", next[batch]);
            session.Run(cancellationToken);
            for (int picture = 0; picture < BatchSize && batch < fitted; picture++, row += each)
            {
                int[] positions = Positions(responses, each, 0x100C, batch, picture);
                wanted.Take(responses, picture, positions, row);
                predicted?.Take(said, picture, positions, row);
            }
        }

        return (wanted, predicted);
    }

    private List<Tensor<float>> Apply(StudentLayer layer, List<Tensor<float>> own, bool isPooled, CancellationToken cancellationToken)
    {
        GraphBuilder graph = new("apply");
        Value x = graph.Input("own", own[0].Shape);
        Value Tensor(string kind) => graph.Constant(weights[$"{layer.Name}.{kind}"]);
        if (layer.Filters > 0) x = graph.Conv(x, Tensor("filter"), pads: [1, 1, 1, 1]);
        long margin = layer.Filters > 0 ? 0 : 1;
        graph.Output(After(graph, graph.Conv(x, Tensor("weight"), Tensor("bias"), pads: [margin, margin, margin, margin]), isPooled), "next");
        using Session session = Session.Create(graph.Build());
        List<Tensor<float>> next = [];
        foreach (Tensor<float> batch in own)
        {
            next.Add(new Tensor<float>(new Shape([.. session.Outputs[0].Dimensions])));
            session.BindInput("own", batch);
            session.BindOutput("next", next[^1]);
            session.Run(cancellationToken);
        }

        return next;
    }

    private static Value After(GraphBuilder graph, Value response, bool isPooled)
    {
        Value rectified = graph.Relu(response);
        return isPooled ? graph.AveragePool(rectified, [2, 2], strides: [2, 2]) : rectified;
    }

    private static int Each(Tensor<float> maps, int batches, int wanted) =>
        (int)Math.Min(maps.Shape[2] * maps.Shape[3], Math.Max(1, wanted / (batches * BatchSize)));

    private int[] Positions(Tensor<float> maps, int count, long purpose, int batch, int picture)
    {
        int[] all = [.. Enumerable.Range(0, (int)(maps.Shape[2] * maps.Shape[3]))];
        RandomStream.Of(options.Seed, purpose, batch, picture).Shuffle(all.AsSpan());
        return all[..count];
    }

    private static Tensor<float> Rows(Tensor<float> tensor, int[] rows)
    {
        long[] extents = tensor.Shape.ToArray();
        int length = (int)(tensor.Shape.ElementCount / extents[0]);
        extents[0] = rows.Length;
        Tensor<float> result = new(new Shape(extents));
        for (int i = 0; i < rows.Length; i++) tensor.Span.Slice(rows[i] * length, length).CopyTo(result.Span[(i * length)..]);
        return result;
    }

    private static double Distance(IEnumerable<Tensor<float>> mine, IEnumerable<Tensor<float>> goals, int[] keep)
    {
        double error = 0, sum = 0, squares = 0;
        long count = 0;
        foreach ((Tensor<float> own, Tensor<float> goal) in mine.Zip(goals))
        {
            int area = (int)(own.Shape[2] * own.Shape[3]), channels = (int)goal.Shape[1];
            for (int picture = 0; picture < BatchSize; picture++)
            {
                for (int k = 0; k < keep.Length; k++)
                {
                    ReadOnlySpan<float> a = own.Span.Slice(((picture * keep.Length) + k) * area, area), b = goal.Span.Slice(((picture * channels) + keep[k]) * area, area);
                    for (int i = 0; i < area; i++)
                    {
                        error += (double)(a[i] - b[i]) * (a[i] - b[i]);
                        sum += b[i];
                        squares += (double)b[i] * b[i];
                    }

                    count += area;
                }
            }
        }

        return error / Math.Max(squares - (sum * sum / count), double.Epsilon);
    }
}
