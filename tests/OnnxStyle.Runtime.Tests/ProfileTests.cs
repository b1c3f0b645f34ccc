using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime.Tests;

public sealed class ProfileTests
{
    [Fact]
    public void A_profile_has_a_record_for_each_node()
    {
        Library.Require();
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            SessionOptions options = new() { ProfilePath = Path.Combine(folder, "run"), Optimization = GraphOptimization.None };
            using Session session = Session.Load(TinyModel.MultiplyAdd(100, 100), options);
            session.BindInput("x", new Tensor<float>(new Shape(100, 100)));
            session.BindInput("y", new Tensor<float>(new Shape(100, 100)));
            session.BindOutput("s", new Tensor<float>(new Shape(100, 100)));
            session.Run();
            session.Run();
            string path = session.EndProfiling();
            IReadOnlyList<ProfileNode> nodes = ProfileReader.Read(path);
            Assert.Equal(["Add", "Mul", "Sqrt"], nodes.Select(n => n.OpType).Order());
            Assert.All(nodes, n => Assert.Equal(2, n.Count));
            Assert.All(nodes, n => Assert.InRange(n.Microseconds, 0, 10_000_000));
            Assert.All(nodes, n => Assert.Equal("CPUExecutionProvider", n.Provider));
            Assert.Contains(nodes, n => n.Name == "Mul_p");
            Assert.Throws<RuntimeException>(() => session.EndProfiling());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Ending_a_profile_that_was_not_begun_is_an_error()
    {
        Library.Require();
        using Session session = Session.Load(TinyModel.MultiplyAdd(2));
        Assert.Contains("ProfilePath", Assert.Throws<RuntimeException>(() => session.EndProfiling()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[{\"name\":\"a_kernel_time\",\"args\":{\"op_name\":\"Add\"}}]")]
    [InlineData("[1, 2]")]
    [InlineData("[{\"name\":\"a_kernel_time\",\"dur\":\"x\",\"args\":{\"op_name\":\"Add\"}}]")]
    public void A_file_that_is_no_profile_is_refused(string text)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, text);
        try
        {
            Assert.Contains(path, Assert.Throws<RuntimeException>(() => ProfileReader.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // 2 N K H' W' C/g R S, and 2 m k n.
    public static TheoryData<string, string, string, double> Counted => new()
    {
        { "Conv", """[{"float":[1,6,9,7]},{"float":[4,3,3,5]},{"float":[4]}]""", """[{"float":[1,4,5,6]}]""", 2.0 * 4 * 5 * 6 * 3 * 3 * 5 },
        { "MatMul", """[{"float":[2,5,7]},{"float":[2,7,3]}]""", """[{"float":[2,5,3]}]""", 2.0 * 2 * 5 * 7 * 3 },
        { "Gemm", """[{"float":[7,5]},{"float":[7,3]}]""", """[{"float":[5,3]}]""", 2.0 * 5 * 7 * 3 },
        { "Relu", """[{"float":[7,5]}]""", """[{"float":[7,5]}]""", 0 },
        { "Conv", "[]", "[]", 0 },
    };

    [Theory]
    [MemberData(nameof(Counted))]
    public void Operations_follow_from_the_shapes(string operation, string inputs, string outputs, double expected)
    {
        string path = Path.GetTempFileName();
        string node = $$"""{"name":"n_kernel_time","dur":10,"args":{"op_name":"{{operation}}","input_type_shape":{{inputs}},"output_type_shape":{{outputs}} } }""";
        File.WriteAllText(path, $"[{node},{node}]");
        ProfileNode read = Assert.Single(ProfileReader.Read(path));
        File.Delete(path);
        Assert.Equal(2 * expected, read.Operations);
        Assert.Equal(2 * expected / 20e-6 / 1e9, read.GigaflopsPerSecond, 1e-9);
    }

    [Fact]
    public void A_missing_profile_is_named() =>
        Assert.Equal(RuntimeStatus.NoSuchFile, Assert.Throws<RuntimeException>(() => ProfileReader.Read("/no/profile.json")).Status);
}
