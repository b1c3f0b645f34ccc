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

    [Fact]
    public void A_missing_profile_is_named() =>
        Assert.Equal(RuntimeStatus.NoSuchFile, Assert.Throws<RuntimeException>(() => ProfileReader.Read("/no/profile.json")).Status);
}
