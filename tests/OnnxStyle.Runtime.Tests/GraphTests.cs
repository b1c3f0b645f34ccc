using OnnxStyle.Onnx;
using OnnxStyle.Runtime.Native;
using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime.Tests;

public sealed class GraphTests
{
    private const int Seed = 5;

    public GraphTests() => Library.Require();

    [Theory]
    [InlineData(1, 1, 5, 7)] // weights inside the model
    [InlineData(3, 40, 9, 13)] // weights left out of it
    [InlineData(16, 32, 8, 8)] // and in blocks
    public void A_convolution_is_the_sum_that_it_says(int channels, int filters, int height, int width)
    {
        Tensor<float> image = Values(1, channels, height, width), weight = Values(filters, channels, 3, 3), bias = Values(filters);
        Tensor<float> output = new(new Shape(1, filters, height, width));
        using Session session = Session.Create(Convolution(image.Shape, weight, bias));
        session.BindInput("image", image);
        session.BindOutput("out", output);
        session.Run();
        for (int k = 0; k < filters; k++)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                {
                    double sum = bias.Span[k];
                    for (int c = 0; c < channels; c++)
                        for (int r = -1; r <= 1; r++)
                            for (int s = -1; s <= 1; s++)
                            {
                                if (y + r < 0 || y + r >= height || x + s < 0 || x + s >= width) continue;
                                sum += (double)weight.Span[(((((k * channels) + c) * 3) + r + 1) * 3) + s + 1] * image.Span[(((c * height) + y + r) * width) + x + s];
                            }

                    Assert.Equal(sum, output.Span[(((k * height) + y) * width) + x], 1e-5 * channels); // rounding of 9 * channels products below 1
                }
    }

    [Fact]
    public void Weights_are_not_read_after_the_session_is_made()
    {
        Tensor<float> image = Values(1, 16, 8, 8), weight = Values(32, 16, 3, 3), bias = Values(32);
        Tensor<float> before = new(new Shape(1, 32, 8, 8)), after = new(new Shape(1, 32, 8, 8));
        using Session session = Session.Create(Convolution(image.Shape, weight, bias));
        session.BindInput("image", image);
        session.BindOutput("out", before);
        session.Run();
        weight.Span.Fill(float.NaN);
        session.BindOutput("out", after);
        session.Run();
        Assert.True(before.Bytes.SequenceEqual(after.Bytes));
    }

    [Fact]
    public void Weights_are_left_out_even_where_nothing_rewrites_the_graph()
    {
        Tensor<float> image = Values(1, 16, 8, 8), weight = Values(32, 16, 3, 3), bias = Values(32);
        Tensor<float> plain = new(new Shape(1, 32, 8, 8)), blocked = new(new Shape(1, 32, 8, 8));
        foreach ((GraphOptimization optimization, Tensor<float> output) in new[] { (GraphOptimization.None, plain), (GraphOptimization.All, blocked) })
        {
            using Session session = Session.Create(Convolution(image.Shape, weight, bias), new SessionOptions { Optimization = optimization });
            session.BindInput("image", image);
            session.BindOutput("out", output);
            if (optimization == GraphOptimization.None)
            {
                float[] copy = weight.Span.ToArray();
                weight.Span.Fill(float.NaN); // the session must have its own copy here too
                session.Run();
                copy.CopyTo(weight.Span);
            }

            session.Run();
        }

        for (int i = 0; i < plain.Span.Length; i++) Assert.Equal(plain.Span[i], blocked.Span[i], 1e-4f); // sums of 144 products in another order
    }

    [Fact]
    public void Sessions_of_several_sizes_share_their_tensors()
    {
        Tensor<float> weight = Values(32, 16, 3, 3), bias = Values(32);
        Session[] sessions = [.. new long[] { 8, 13, 21 }.Select(side => Session.Create(Convolution(new Shape(1, 16, side, side), weight, bias)))];
        foreach (Session session in sessions)
        {
            Tensor<float> output = new(new Shape([.. session.Outputs[0].Dimensions]));
            session.BindInput("image", new Tensor<float>(new Shape([.. session.Inputs[0].Dimensions])));
            session.BindOutput("out", output);
            session.Run();
            Assert.Equal(bias.Span[3], output.Span[(int)(3 * output.Shape[2] * output.Shape[3])]);
            session.Dispose();
        }
    }

    [Fact]
    public void One_tensor_may_be_two_constants()
    {
        GraphBuilder builder = new("twice");
        Tensor<float> big = Values(20, 20);
        Value x = builder.Input("x", new Shape(20, 20));
        builder.Output(builder.Add(builder.Mul(x, builder.Constant(big, "first")), builder.Constant(big, "second")), "y");
        Tensor<float> ones = new(new Shape(20, 20)), y = new(new Shape(20, 20));
        ones.Span.Fill(1);
        using Session session = Session.Create(builder.Build());
        session.BindInput("x", ones);
        session.BindOutput("y", y);
        session.Run();
        for (int i = 0; i < 400; i++) Assert.Equal(2 * big.Span[i], y.Span[i]);
    }

    [Fact]
    public void The_session_is_called_by_the_name_of_the_graph()
    {
        using Session session = Session.Create(Convolution(new Shape(1, 1, 4, 4), Values(1, 1, 3, 3), Values(1)));
        Assert.Equal("convolution", session.Name);
        ShapeException error = Assert.Throws<ShapeException>(() => session.BindInput("image", new Tensor<float>(new Shape(1, 1, 4, 5))));
        Assert.Contains("'convolution'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_shape_than_the_model_says_are_refused()
    {
        OrtApi api = OrtLibrary.Api;
        ExternalWeights external = new() { GatherBlob = false };
        byte[] model = OnnxWriter.Write(Convolution(new Shape(1, 16, 8, 8), Values(32, 16, 3, 3), Values(32)), external);
        KeyValuePair<string, Tensor>[] weights = [KeyValuePair.Create(external.Values[0].Name, (Tensor)Values(16, 32, 3, 3))];
        RuntimeException error = Assert.Throws<RuntimeException>(() => Session.Load(api, model, new SessionOptions(), "swapped", weights));
        Assert.Contains("swapped", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ElementType.Int64)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.Boolean)]
    [InlineData(ElementType.Float64)]
    public void Constants_of_every_type_arrive(ElementType type)
    {
        GraphBuilder builder = new("typed");
        Tensor constant = Tensor.Create(type, new Shape(2000));
        for (int i = 0; i < constant.ByteCount; i += type.SizeBytes()) constant.Bytes[i] = 1;
        Value x = builder.Input("x", new Shape(2000));
        builder.Output(builder.Add(builder.Cast(builder.Constant(constant, "c"), ElementType.Float32), x), "y");
        Tensor<float> y = new(new Shape(2000));
        using Session session = Session.Create(builder.Build());
        session.BindInput("x", new Tensor<float>(new Shape(2000)));
        session.BindOutput("y", y);
        session.Run();
        float expected = type is ElementType.Int64 or ElementType.Boolean ? 1 : type == ElementType.Float16 ? (float)BitConverter.UInt16BitsToHalf(1) : 0;
        Assert.Equal(-1, y.Span.IndexOfAnyExcept(expected));
    }

    private static Graph Convolution(Shape image, Tensor weight, Tensor bias)
    {
        GraphBuilder builder = new("convolution");
        Value x = builder.Input("image", image);
        builder.Output(builder.Conv(x, builder.Constant(weight, "w"), builder.Constant(bias, "b"), pads: [1, 1, 1, 1]), "out");
        return builder.Build();
    }

    private static Tensor<float> Values(params long[] dims)
    {
        Tensor<float> tensor = new(new Shape(dims));
        Random random = new(Seed + (int)dims[0]);
        foreach (ref float v in tensor.Span) v = random.NextSingle() - 0.5f;
        return tensor;
    }
}
